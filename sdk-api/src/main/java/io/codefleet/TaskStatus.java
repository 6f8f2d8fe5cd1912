package io.codefleet;

/**
 * Status of a task. A task begins queued, or delayed if it has a delay. The other changes are:
 *
 * <ul>
 *   <li>delayed to queued when its time has come, and to failed at its deadline
 *   <li>queued to running by a claim; to delayed while its allowance of the day is used up; to failed by its queue timeout, its
 *       deadline or a used-up allowance
 *   <li>running to completed; to delayed or queued by a retry, a lost lease or a hand-back; to failed without a retry
 *   <li>delayed, queued and running to cancelled
 * </ul>
 */
public enum TaskStatus implements Coded {
    /** Waits for a set time: its delay after the submit, the backoff before a retry, or the next day of its allowance. */
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
