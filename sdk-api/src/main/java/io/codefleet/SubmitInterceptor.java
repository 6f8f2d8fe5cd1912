package io.codefleet;

import io.vertx.core.Future;

/**
 * Hook of a host around each submit of a client: adds headers and tags, counts, opens a span.
 *
 * <p>Interceptors are called in the order in which {@link CodefleetOptions#submitInterceptors()} has them, each with the task that
 * the one before it returned. They are called for every task that a client submits: alone, in a list, in bulk, by a schedule, as
 * a replay, or as the child of a run.
 *
 * <p>A call happens on the thread that calls the client, so that it sees the thread's trace; for tasks in bulk, of schedules and
 * of runs on the client's event loop. It must not block.
 *
 * <p>An exception, a null, or a task with another id refuses this task with {@link io.codefleet.error.InterceptorException}, and
 * no other; the broker does not see it. A listener of {@code submitted} that throws is logged.
 */
@FunctionalInterface
public interface SubmitInterceptor {
    /**
     * Returns the task to submit in place of one; called before each submit.
     *
     * @param task what is to be submitted. The same task may come again, where a submit is repeated: what is added then must be
     *     the same, or be a {@link Task#headers() header}, or the broker takes it for a duplicate
     * @param submitted completes when the broker has answered: with a handle, by which the outcome can be had, or with the reason
     *     of the refusal
     * @return what is submitted in its place, under the same id
     */
    Task intercept(Task task, Future<TaskHandle> submitted);
}
