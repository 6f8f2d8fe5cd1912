package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Publisher of an agent's progress that combines messages, in order and a few times a second: a model streams a handful of
 * letters at a time, and each message costs the broker a round trip. Texts are joined, and a message with a key replaces a waiting
 * one with the same key. When too much waits, the oldest is dropped.
 */
final class ProgressCoalescer {
    /** At most seven messages a second, and with the last ones of a task never more than ten. */
    static final Duration PAUSE = Duration.ofMillis(150);

    static final int MAX_WAITING = 50;
    static final int MAX_LAST = 3;
    private static final String TEXT = "text";
    private static final int FULL = 4_000;

    private final Vertx vertx;
    private final Attempt attempt;
    /** Guarded by this. */
    private final List<BufferedEvent> waiting = new ArrayList<>();

    private boolean pausing;
    private boolean closed;

    private record BufferedEvent(String kind, String key, String text, Map<String, ?> data) {
        boolean takesMore() {
            return kind.equals(TEXT) && text.length() < FULL;
        }

        BufferedEvent more(String words) {
            return new BufferedEvent(kind, key, text + words, data);
        }
    }

    ProgressCoalescer(Vertx vertx, Attempt attempt) {
        this.vertx = vertx;
        this.attempt = attempt;
    }

    /** Appends text of the model. */
    synchronized void append(String words) {
        int last = waiting.size() - 1;
        if (last >= 0 && waiting.get(last).takesMore()) {
            waiting.set(last, waiting.get(last).more(words));
        } else {
            add(new BufferedEvent(TEXT, "", words, Map.of()));
        }
    }

    /**
     * Publishes other progress than text.
     *
     * @param key what a later one takes the place of; empty: of nothing
     */
    synchronized void publish(String kind, String key, String text, Map<String, ?> data) {
        if (!key.isEmpty()) {
            waiting.removeIf(entry -> entry.key().equals(key));
        }
        add(new BufferedEvent(kind, key, text, data));
    }

    private void add(BufferedEvent entry) {
        if (closed) {
            return;
        }
        if (waiting.size() == MAX_WAITING) {
            waiting.remove(0);
        }
        waiting.add(entry);
        if (!pausing) {
            pause();
        }
    }

    private void pause() {
        pausing = true;
        vertx.setTimer(PAUSE.toMillis(), timer -> next());
    }

    private synchronized void next() {
        pausing = false;
        if (!waiting.isEmpty()) {
            pass(waiting.remove(0));
            pause();
        }
    }

    private void pass(BufferedEvent entry) {
        attempt.progress(entry.kind(), entry.text(), entry.data());
    }

    /** Ends with the attempt: publishes the waiting messages at once, and none after them. */
    synchronized void close() {
        closed = true;
        Iterator<BufferedEvent> last = waiting.subList(Math.max(0, waiting.size() - MAX_LAST), waiting.size())
                .iterator();
        last.forEachRemaining(this::pass);
        waiting.clear();
    }
}
