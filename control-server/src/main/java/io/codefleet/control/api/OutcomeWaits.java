package io.codefleet.control.api;

import io.codefleet.Outcome;
import io.codefleet.TaskHandle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Waits for outcomes as the header {@code Prefer: wait=SECONDS} of RFC 7240 asks, for at most a minute. */
public final class OutcomeWaits {
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,6})(?:$|[,;\\s])");
    private static final long MAX_SECONDS = 60;

    private final Set<Promise<Optional<Outcome>>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /**
     * Returns the outcome, or nothing if the wait ended before the task.
     *
     * @param gone completes when nobody waits for the answer any more, which ends the wait
     */
    Future<Optional<Outcome>> await(TaskHandle handle, Optional<String> prefer, Future<?> gone) {
        long seconds = prefer.map(OutcomeWaits::seconds).orElse(0L);
        if (seconds == 0) {
            return Future.succeededFuture(Optional.empty());
        }
        Promise<Optional<Outcome>> ended = Promise.promise();
        waiting.add(ended);
        if (stopping) {
            ended.complete(Optional.empty());
        }
        gone.onComplete(left -> ended.tryComplete(Optional.empty()));
        handle.outcome(Duration.ofSeconds(seconds), ended.future()).onComplete(ended::tryComplete, ended::tryFail);
        return ended.future().onComplete(done -> waiting.remove(ended));
    }

    /** Returns how many requests wait. */
    public int count() {
        return waiting.size();
    }

    /** Ends all waits, and each later one, as if their time were over, so that a server that stops need not wait for them. */
    public void endAll() {
        stopping = true;
        waiting.forEach(wait -> wait.tryComplete(Optional.empty()));
    }

    static long seconds(String prefer) {
        Matcher wait = WAIT.matcher(prefer);
        return wait.find() ? Math.min(Long.parseLong(wait.group(1)), MAX_SECONDS) : 0;
    }
}
