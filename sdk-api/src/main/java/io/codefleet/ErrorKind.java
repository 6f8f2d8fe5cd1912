package io.codefleet;

/** Why an attempt or a task failed, as far as it matters for what to do next. */
public enum ErrorKind {
    /** Something passing: a crash of the agent, a network fault. Worth another attempt. */
    TRANSIENT(true),
    /** The model's provider asked to wait. Worth another attempt, after the time it named. */
    RATE_LIMITED(true),
    /** The attempt ran longer than its limit. Worth another attempt. */
    ATTEMPT_TIMEOUT(true),
    /** The worker stopped renewing its lease: it died, hung, or was cut off. Worth another attempt. */
    WORKER_LOST(true),
    /** The same input will fail again: bad credentials, an unknown model, a prompt that is too long. */
    PERMANENT(false),
    /**
     * The attempt was ended as it had used up what it may consume: cost, tokens or steps; or it was not begun, as the {@link
     * Allowance} of its task is used up.
     */
    BUDGET_EXCEEDED(false),
    /** What the task made cannot be put where it belongs: that has changed meanwhile. */
    CONFLICT(false),
    /** No worker took the task within its queue timeout. */
    QUEUE_TIMEOUT(false),
    /** The task's deadline passed before it had an outcome. */
    DEADLINE_EXCEEDED(false),
    /** The worker or the broker could not read what was stored, or the result could not be stored. */
    MALFORMED(false);

    private final boolean retryable;

    ErrorKind(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether another attempt can succeed with the same input. */
    public boolean retryable() {
        return retryable;
    }
}
