package io.codefleet;

import io.vertx.core.Future;

/**
 * Hook of a host around each attempt of a worker: opens a span from the task's {@link Task#headers() headers}, measures, sets
 * up what the handler finds.
 *
 * <p>Interceptors are called in the order in which {@link WorkerOptions#attemptInterceptors()} has them; the first is the
 * outermost. A call happens on the thread of the handler: on the worker's event loop, which it must not block, or, for a {@link
 * BlockingTaskHandler}, on the thread of the attempt.
 *
 * <p>An {@link AttemptException} fails the attempt as that of a handler does. Any other exception of an interceptor is a fault of
 * the host: before the handler was called it fails the attempt with {@link io.codefleet.error.InterceptorException}, which counts
 * as {@link ErrorKind#TRANSIENT}; afterwards it is logged and what the handler gave stands, as that was paid for. An attempt never
 * ends before its handler has.
 */
@FunctionalInterface
public interface AttemptInterceptor {
    /**
     * Runs one attempt.
     *
     * @param attempt the attempt
     * @param next the next interceptor, or the handler; may be called once, with this attempt or one that wraps it. A second call
     *     fails
     * @return the result; that of {@code next}, another in its place, or one without calling {@code next}
     */
    Future<TaskResult> intercept(Attempt attempt, TaskHandler next);
}
