package io.codefleet;

/**
 * Status of a task: {@code delayed → queued → running → completed | failed | cancelled}, and from running back
 * to queued or delayed on a retry or a lost lease.
 */
public enum TaskStatus implements Coded {
    /** Waits for a set time: for its delay after the submit, or for the backoff before a retry. */
    DELAYED("DELAYED"),
    /** Waits in its lane for a worker. */
    QUEUED("QUEUED"),
    /** One worker holds its lease. */
    RUNNING("RUNNING"),
    /** Ended with a result. */
    COMPLETED("COMPLETED"),
    /** Ended with an error; it is kept as a dead letter. */
    FAILED("FAILED"),
    /** Ended by a cancel. */
    CANCELLED("CANCELLED");

    private final String code;

    TaskStatus(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    /** Returns whether the task has its outcome; it never changes again. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
