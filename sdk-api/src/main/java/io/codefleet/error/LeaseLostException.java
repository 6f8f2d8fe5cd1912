package io.codefleet.error;

/**
 * Loss of the lease that an attempt holds: the lease ran out, or the task has ended meanwhile. Not retryable:
 * whatever the attempt still reports is refused by its fencing token.
 */
public final class LeaseLostException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String taskId;
    private final int attempt;

    public LeaseLostException(String taskId, int attempt) {
        super("attempt " + attempt + " of task " + taskId + " has lost its lease; its work is discarded", false, null);
        this.taskId = taskId;
        this.attempt = attempt;
    }

    /** Returns the task whose lease is lost. */
    public String taskId() {
        return taskId;
    }

    /** Returns the attempt that lost it, from 1. */
    public int attempt() {
        return attempt;
    }
}
