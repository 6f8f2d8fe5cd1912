package io.codefleet.agent.worker.schema;

import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/**
 * Runs what a schema makes long: reading it, and checking an answer. Schemas come with tasks, so each check has a thread of its
 * own, which nothing else waits for, and a limit of time. A check that does not heed its interruption keeps its thread.
 */
public final class SchemaCheck {
    /** How long a check may take where nothing else is said. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    /** A schema may refer to itself, and an answer may be nested as deep as JSON is read. */
    private static final long STACK_BYTES = 16L * 1024 * 1024;

    private SchemaCheck() {}

    /**
     * Runs it. Completes on any thread; fails with what the check throws, errors of the machine such as a stack that overflows
     * among it, or with a {@link TimeoutException}.
     */
    public static <T> Future<T> run(Vertx vertx, Duration limit, Callable<T> check) {
        Promise<T> done = Promise.promise();
        Thread thread = new Thread(null, () -> complete(done, check), "codefleet-schema-check", STACK_BYTES);
        thread.setDaemon(true);
        long timer = vertx.setTimer(Math.max(1, limit.toMillis()), expired -> {
            if (done.tryFail(new TimeoutException("the check took longer than " + DurationText.format(limit)))) {
                thread.interrupt();
            }
        });
        thread.start();
        return done.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private static <T> void complete(Promise<T> done, Callable<T> check) {
        try {
            done.tryComplete(check.call());
        } catch (Throwable e) {
            done.tryFail(e);
        }
    }
}
