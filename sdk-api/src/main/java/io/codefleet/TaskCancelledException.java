package io.codefleet;

import io.codefleet.error.CodefleetException;

/** A result was asked for, and the task was cancelled. Not retryable: a task has one outcome; submit another task. */
public final class TaskCancelledException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome.Cancelled outcome;

    public TaskCancelledException(Outcome.Cancelled outcome) {
        super(
                "task " + outcome.taskId() + " was cancelled"
                        + outcome.ancestorId().map(id -> " with " + id).orElse("") + ": " + outcome.reason(),
                false,
                null);
        this.outcome = outcome;
    }

    /** Returns the whole outcome. */
    public Outcome.Cancelled outcome() {
        return outcome;
    }
}
