package io.codefleet.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the results of futures in tests. Blocks the calling thread, which must not be an event loop. */
public final class FutureResults {
    /** The longest wait of {@link #get(Future)}: a guard against a hang, which a machine under load does not meet. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    private FutureResults() {}

    /**
     * Waits for a result, for at most {@link #LIMIT}.
     *
     * @throws RuntimeException the cause of a failed future; a checked cause comes in an {@link IllegalStateException}
     * @throws AssertionError if the result does not come in time
     */
    public static <T> T get(Future<T> future) {
        return get(future, LIMIT);
    }

    /** Waits for a result, for at most this long. Fails as {@link #get(Future)} does. */
    public static <T> T get(Future<T> future, Duration limit) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no result within " + limit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a result", e);
        }
    }

    /**
     * Waits for a failure, for at most {@link #LIMIT}.
     *
     * @throws AssertionError if the future succeeds, or does not end in time
     */
    public static Throwable failureOf(Future<?> future) {
        get(future.transform(Future::succeededFuture));
        if (future.succeeded()) {
            throw new AssertionError("expected a failure, but it succeeded with " + future.result());
        }
        return future.cause();
    }
}
