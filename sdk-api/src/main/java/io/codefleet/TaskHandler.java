package io.codefleet;

import io.vertx.core.Future;

/**
 * The code that a worker runs for a task.
 *
 * <p>It is called on the worker's event loop and must not block it; code that blocks is a {@link
 * BlockingTaskHandler}. A failed future, or a thrown exception, fails the attempt: an {@link
 * AttemptException} says how, anything else counts as {@link ErrorKind#TRANSIENT}.
 */
@FunctionalInterface
public interface TaskHandler {
    /** Runs one attempt; the future's result is the task's result. */
    Future<TaskResult> handle(Attempt attempt);
}
