package io.codefleet;

/** Class of a failure of an attempt or a task, by the reaction that it needs. */
public enum ErrorKind implements Coded {
    /** Something passing: a crash of the agent, a network fault. Worth another attempt. */
    TRANSIENT("TRANSIENT", true),
    /** The model's provider asked to wait. Worth another attempt, after the time it named. */
    RATE_LIMITED("RATE_LIMITED", true),
    /** The attempt ran longer than its limit. Worth another attempt. */
    ATTEMPT_TIMEOUT("ATTEMPT_TIMEOUT", true),
    /** The worker stopped renewing its lease: it died, hung, or was cut off. Worth another attempt. */
    WORKER_LOST("WORKER_LOST", true),
    /** The same input will fail again: bad credentials, an unknown model, a prompt that is too long. */
    PERMANENT("PERMANENT", false),
    /**
     * The attempt was ended as it had used up what it may consume: cost, tokens or steps; or it was not begun, as the {@link
     * Allowance} of its task is used up.
     */
    BUDGET_EXCEEDED("BUDGET_EXCEEDED", false),
    /** The result of the task conflicts with a change of its destination, such as a branch that has moved. */
    CONFLICT("CONFLICT", false),
    /** No worker took the task within its queue timeout. */
    QUEUE_TIMEOUT("QUEUE_TIMEOUT", false),
    /** The task's deadline passed before it had an outcome. */
    DEADLINE_EXCEEDED("DEADLINE_EXCEEDED", false),
    /** The worker or the broker could not read what was stored, or the result could not be stored. */
    MALFORMED("MALFORMED", false),
    /**
     * What is stored is of a newer version than the process that reads it, which must be updated; nothing is damaged. Only a
     * reader gives it, it is never stored.
     */
    UNSUPPORTED_VERSION("UNSUPPORTED_VERSION", false),
    /** A newer version named a kind that this one does not know. */
    UNKNOWN("UNKNOWN", false);

    private final String code;
    private final boolean retryable;

    ErrorKind(String code, boolean retryable) {
        this.code = code;
        this.retryable = retryable;
    }

    /** Returns whether another attempt can succeed with the same input. */
    public boolean retryable() {
        return retryable;
    }

    @Override
    public String code() {
        return code;
    }
}
