package io.codefleet;

import io.codefleet.error.CodefleetException;

/** A result was asked for, and the task has failed. Not retryable: a task has one outcome; submit another task. */
public final class TaskFailedException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final Outcome.Failed outcome;

    public TaskFailedException(Outcome.Failed outcome) {
        super(
                "task " + outcome.taskId() + " failed after " + outcome.attempts() + " attempts ("
                        + outcome.error().kind() + "): " + outcome.error().message(),
                false,
                null);
        this.outcome = outcome;
    }

    /** Returns the whole outcome. */
    public Outcome.Failed outcome() {
        return outcome;
    }
}
