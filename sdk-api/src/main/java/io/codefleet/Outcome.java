package io.codefleet;

import java.time.Instant;
import java.util.Optional;

/** The one terminal state of a task. It never changes once it is there. */
public sealed interface Outcome {
    /** The task whose outcome this is. */
    String taskId();

    /** How many attempts were made; 0 if none was. */
    int attempts();

    /** When it ended, by the broker's clock. */
    Instant finishedAt();

    /** What all its attempts consumed together, as far as it is known. */
    Usage usage();

    /** The status that goes with it. */
    TaskStatus status();

    /**
     * The result of a completed task.
     *
     * @throws TaskFailedException if the task failed
     * @throws TaskCancelledException if it was cancelled
     */
    default TaskResult resultOrThrow() {
        if (this instanceof Completed completed) {
            return completed.result();
        }
        if (this instanceof Failed failed) {
            throw new TaskFailedException(failed);
        }
        throw new TaskCancelledException((Cancelled) this);
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
        /** One whose only known cost is that of its result. */
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
    record Failed(String taskId, int attempts, Instant finishedAt, TaskError error, Usage usage) implements Outcome {
        /** One of which it is not known what it consumed. */
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
        /** One that was cancelled for itself, and of which it is not known what it consumed. */
        public Cancelled(String taskId, int attempts, Instant finishedAt, String reason) {
            this(taskId, attempts, finishedAt, reason, Usage.NONE);
        }

        /** One that was cancelled for itself. */
        public Cancelled(String taskId, int attempts, Instant finishedAt, String reason, Usage usage) {
            this(taskId, attempts, finishedAt, reason, Optional.empty(), usage);
        }

        @Override
        public TaskStatus status() {
            return TaskStatus.CANCELLED;
        }
    }
}
