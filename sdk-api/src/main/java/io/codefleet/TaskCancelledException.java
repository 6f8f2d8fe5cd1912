package io.codefleet;

import io.codefleet.error.CodefleetException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A result was asked for, and the task was cancelled. Not retryable: a task has one outcome; submit another task. */
public final class TaskCancelledException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final String taskId;
    private final int attempts;
    private final Instant finishedAt;
    private final String reason;
    private final @Nullable String ancestorId;
    private final Usage usage;

    public TaskCancelledException(Outcome.Cancelled outcome) {
        super(
                "task " + outcome.taskId() + " was cancelled"
                        + outcome.ancestorId().map(id -> " with " + id).orElse("") + ": " + outcome.reason(),
                false,
                null);
        this.taskId = outcome.taskId();
        this.attempts = outcome.attempts();
        this.finishedAt = outcome.finishedAt();
        this.reason = outcome.reason();
        this.ancestorId = outcome.ancestorId().orElse(null);
        this.usage = outcome.usage();
    }

    /** Returns the whole outcome. */
    public Outcome.Cancelled outcome() {
        return new Outcome.Cancelled(taskId, attempts, finishedAt, reason, Optional.ofNullable(ancestorId), usage);
    }
}
