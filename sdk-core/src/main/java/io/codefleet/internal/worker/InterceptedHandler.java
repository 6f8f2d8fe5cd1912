package io.codefleet.internal.worker;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.AttemptInterceptor;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.error.InterceptorException;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A handler with one interceptor around it, which cannot lose what the handler has done. */
final class InterceptedHandler implements TaskHandler {
    private static final Logger log = LoggerFactory.getLogger(InterceptedHandler.class);

    private final AttemptInterceptor interceptor;
    private final TaskHandler handler;

    private InterceptedHandler(AttemptInterceptor interceptor, TaskHandler handler) {
        this.interceptor = interceptor;
        this.handler = handler;
    }

    /** Returns the handler with these interceptors around it, the first outermost; the handler itself if there are none. */
    static TaskHandler around(TaskHandler handler, List<AttemptInterceptor> interceptors) {
        TaskHandler all = handler;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            all = new InterceptedHandler(interceptors.get(i), all);
        }
        return all;
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        Next next = new Next();
        return GuardedCall.of(() -> interceptor.intercept(attempt, next))
                .transform(ended -> next.ended().compose(handled -> end(attempt, ended, handled)));
    }

    /**
     * Returns the end of an attempt, with the usage that the handler reported.
     *
     * @param handled how the handler ended; null if it was not called
     */
    private Future<TaskResult> end(
            Attempt attempt, AsyncResult<TaskResult> ended, @Nullable AsyncResult<TaskResult> handled) {
        TaskResult result = ended.result();
        if (result != null) {
            return Future.succeededFuture(paid(result, usageOf(handled)));
        }
        @Nullable Throwable cause = ended.cause();
        if (handled == null) {
            return Future.failedFuture(cause instanceof AttemptException ? cause : fault(attempt, cause));
        }
        if (cause instanceof AttemptException) {
            return Future.failedFuture(paid(cause, usageOf(handled)));
        }
        if (cause == handled.cause()) {
            return end(handled);
        }
        log.atWarn()
                .setCause(cause)
                .addKeyValue("task", attempt.task().id())
                .addKeyValue("worker", attempt.workerId())
                .addKeyValue("interceptor", interceptor.getClass().getName())
                .log("an interceptor failed after the handler; what the handler gave stands");
        return end(handled);
    }

    private static Future<TaskResult> end(AsyncResult<TaskResult> handled) {
        return handled.succeeded() ? Future.succeededFuture(handled.result()) : Future.failedFuture(handled.cause());
    }

    private InterceptorException fault(Attempt attempt, @Nullable Throwable cause) {
        return new InterceptorException(
                interceptor.getClass().getName(),
                "attempt " + attempt.number() + " of task " + attempt.task().id(),
                cause == null ? "gave no result" : "failed (" + cause + ")",
                cause);
    }

    private static Usage usageOf(@Nullable AsyncResult<TaskResult> handled) {
        if (handled == null) {
            return Usage.NONE;
        }
        TaskResult result = handled.result();
        if (result != null) {
            return result.usage();
        }
        return handled.cause() instanceof AttemptException failure ? failure.usage() : Usage.NONE;
    }

    /**
     * Returns the result with the usage of the handler, unless it has its own: a result that an interceptor returns in place
     * of the handler's is not free.
     */
    private static TaskResult paid(TaskResult result, Usage usage) {
        return result.usage().equals(Usage.NONE) ? result.usage(usage) : result;
    }

    private static Throwable paid(Throwable failure, Usage usage) {
        return failure instanceof AttemptException attempt && attempt.usage().equals(Usage.NONE)
                ? attempt.usage(usage)
                : failure;
    }

    /** The way on, which may be gone once. */
    private final class Next implements TaskHandler {
        private final AtomicBoolean hasBeenCalled = new AtomicBoolean();
        private final Promise<TaskResult> promise = Promise.promise();

        @Override
        public Future<TaskResult> handle(Attempt attempt) {
            if (!hasBeenCalled.compareAndSet(false, true)) {
                return Future.failedFuture(new IllegalStateException("next was called twice or too late for task "
                        + attempt.task().id() + "; an attempt runs its handler once"));
            }
            GuardedCall.of(() -> handler.handle(attempt)).onComplete(promise);
            return promise.future();
        }

        /** Completes when the handler has ended, with how it did; with null if it was not called, and cannot be any more. */
        Future<@Nullable AsyncResult<TaskResult>> ended() {
            return hasBeenCalled.compareAndSet(false, true)
                    ? Future.succeededFuture(null)
                    : promise.future().transform(Future::succeededFuture);
        }
    }
}
