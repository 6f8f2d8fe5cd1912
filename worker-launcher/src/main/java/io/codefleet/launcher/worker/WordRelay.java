package io.codefleet.launcher.worker;

import io.codefleet.Attempt;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Passes the words of a model on to those who watch its task, a few times a second: a model says a handful of letters at a
 * time, and each message costs the broker a round trip. Whatever else is told goes after the words said before it.
 */
final class WordRelay {
    static final Duration PAUSE = Duration.ofMillis(200);
    private static final int FULL = 4_000;

    private final Vertx vertx;
    private final Attempt attempt;
    /** Guarded by this. */
    private final StringBuilder words = new StringBuilder();

    WordRelay(Vertx vertx, Attempt attempt) {
        this.vertx = vertx;
        this.attempt = attempt;
    }

    /** Some more words. */
    synchronized void say(String more) {
        if (words.isEmpty()) {
            vertx.setTimer(PAUSE.toMillis(), timer -> flush());
        }
        words.append(more);
        if (words.length() >= FULL) {
            flush();
        }
    }

    /** Passes on what has been said so far. */
    synchronized void flush() {
        if (!words.isEmpty()) {
            attempt.progress("text", words.toString());
            words.setLength(0);
        }
    }
}
