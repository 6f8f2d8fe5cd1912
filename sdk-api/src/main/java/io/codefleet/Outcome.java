package io.codefleet;

import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one terminal state of a task. It never changes once it is there.
 *
 * <p>There are these three variants and no others. They may get further components: read them by their accessors, or {@link #fold}
 * all three to a value.
 */
public sealed interface Outcome {
    /** Returns the task whose outcome this is. */
    String taskId();

    /** Returns how many attempts were made; 0 if none was. */
    int attempts();

    /** Returns when it ended, by the broker's clock. */
    Instant finishedAt();

    /** Returns what all its attempts consumed together, as far as it is known. */
    Usage usage();

    /** Returns the status that goes with it. */
    TaskStatus status();

    /**
     * Returns the result of a completed task.
     *
     * @throws TaskFailedException if the task failed
     * @throws TaskCancelledException if it was cancelled
     */
    default TaskResult resultOrThrow() {
        return fold(
                Completed::result,
                failed -> {
                    throw new TaskFailedException(failed);
                },
                cancelled -> {
                    throw new TaskCancelledException(cancelled);
                });
    }

    /**
     * Returns what the one function that is for this variant makes of it.
     *
     * <pre>{@code
     * String line = outcome.fold(
     *         completed -> completed.result().text(),
     *         failed -> "failed: " + failed.error().message(),
     *         cancelled -> "cancelled: " + cancelled.reason());
     * }</pre>
     *
     * @param completed called if the task gave a result
     * @param failed called if it failed
     * @param cancelled called if it was cancelled
     * @param <T> what they make of it
     */
    default <T extends @Nullable Object> T fold(
            Function<? super Completed, ? extends T> completed,
            Function<? super Failed, ? extends T> failed,
            Function<? super Cancelled, ? extends T> cancelled) {
        if (this instanceof Completed it) {
            return completed.apply(it);
        }
        if (this instanceof Failed it) {
            return failed.apply(it);
        }
        return cancelled.apply((Cancelled) this);
    }

    /** Returns whether the task gave a result. */
    default boolean isCompleted() {
        return this instanceof Completed;
    }

    /** Returns whether the task failed for good. */
    default boolean isFailed() {
        return this instanceof Failed;
    }

    /** Returns whether the task was cancelled. */
    default boolean isCancelled() {
        return this instanceof Cancelled;
    }

    /**
     * The task gave a result.
     *
     * @param taskId the task
     * @param attempts how many attempts were made
     * @param finishedAt when, by the broker's clock
     * @param result what it gave
     * @param usage what all its attempts consumed together
     */
    record Completed(String taskId, int attempts, Instant finishedAt, TaskResult result, Usage usage)
            implements Outcome {
        /** Creates an outcome whose attempts consumed what its result says, and no more. */
        public Completed(String taskId, int attempts, Instant finishedAt, TaskResult result) {
            this(taskId, attempts, finishedAt, result, result.usage());
        }

        @Override
        public TaskStatus status() {
            return TaskStatus.COMPLETED;
        }
    }

    /**
     * The task failed for good; it is kept as a dead letter.
     *
     * @param taskId the task
     * @param attempts how many attempts were made
     * @param finishedAt when, by the broker's clock
     * @param error the error of the last attempt, or why there was none
     * @param usage what all its attempts consumed together
     */
    record Failed(String taskId, int attempts, Instant finishedAt, TaskError error, Usage usage)
            implements Outcome, Serializable {
        /** Creates an outcome whose usage is not known. */
        public Failed(String taskId, int attempts, Instant finishedAt, TaskError error) {
            this(taskId, attempts, finishedAt, error, Usage.NONE);
        }

        @Override
        public TaskStatus status() {
            return TaskStatus.FAILED;
        }
    }

    /**
     * The task was cancelled.
     *
     * @param taskId the task
     * @param attempts how many attempts were made
     * @param finishedAt when, by the broker's clock
     * @param reason why, in the words of who cancelled
     * @param ancestorId the ancestor that was cancelled, and this task with it; absent if the task itself was
     * @param usage what all its attempts consumed together
     */
    record Cancelled(
            String taskId, int attempts, Instant finishedAt, String reason, Optional<String> ancestorId, Usage usage)
            implements Outcome {
        /** Creates the outcome of a task that was cancelled for itself, and whose usage is not known. */
        public Cancelled(String taskId, int attempts, Instant finishedAt, String reason) {
            this(taskId, attempts, finishedAt, reason, Usage.NONE);
        }

        /** Creates the outcome of a task that was cancelled for itself. */
        public Cancelled(String taskId, int attempts, Instant finishedAt, String reason, Usage usage) {
            this(taskId, attempts, finishedAt, reason, Optional.empty(), usage);
        }

        @Override
        public TaskStatus status() {
            return TaskStatus.CANCELLED;
        }
    }
}
