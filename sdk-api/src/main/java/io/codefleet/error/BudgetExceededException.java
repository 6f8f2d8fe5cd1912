package io.codefleet.error;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refusal to start a task because a budget is used up: that of the run whose child it is, or that of its allowance, which it
 * shares with other tasks. Not retryable unchanged. Start the run again under its id with a larger budget; finished tasks are not
 * paid again. For an allowance, submit again after its reset, or with a larger one.
 */
public final class BudgetExceededException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final Scope scope;
    private final String subject;
    private final String reached;
    private final @Nullable Instant resetsAt;

    /** Owner of the budget. */
    public enum Scope {
        /** Of one run. */
        RUN,
        /** Of the tasks of one key, on one day in UTC. */
        DAY,
        /** Of the tasks of one key, in all. */
        TOTAL
    }

    private BudgetExceededException(
            Scope scope, String subject, String reached, String message, @Nullable Instant resetsAt) {
        super(message, false, null);
        this.scope = scope;
        this.subject = subject;
        this.reached = reached;
        this.resetsAt = resetsAt;
    }

    /**
     * Creates the exception for the budget of a run.
     *
     * @param runId the run
     * @param reached which limit was reached, with the figures
     */
    public BudgetExceededException(String runId, String reached) {
        this(
                Scope.RUN,
                runId,
                reached,
                "the budget of run " + runId + " is used up: " + reached
                        + "; run again under the same id with a larger budget to go on",
                null);
    }

    /**
     * Creates the exception for an allowance that is used up for one day.
     *
     * @param key the key of the allowance
     * @param reached which limit was reached, with the figures
     * @param resetsAt when the next day begins
     */
    public static BudgetExceededException ofDay(String key, String reached, Instant resetsAt) {
        String message = "the allowance " + key + " is used up for today: " + reached + "; it resets at " + resetsAt
                + ", or give a larger one";
        return new BudgetExceededException(Scope.DAY, key, reached, message, resetsAt);
    }

    /**
     * Creates the exception for an allowance that is used up in all.
     *
     * @param key the key of the allowance
     * @param reached which limit was reached, with the figures
     */
    public static BudgetExceededException ofTotal(String key, String reached) {
        String message = "the allowance " + key + " is used up: " + reached + "; give a larger one to go on";
        return new BudgetExceededException(Scope.TOTAL, key, reached, message, null);
    }

    /** Returns the owner of the exceeded budget. */
    public Scope scope() {
        return scope;
    }

    /** Returns the id of the run, or the key of the allowance. */
    public String subject() {
        return subject;
    }

    /** Returns which limit was reached, with what is spent and what may be, such as {@code $20.10 of $20.00 are spent}. */
    public String reached() {
        return reached;
    }

    /** Returns when the budget resets by itself; absent if it does not. */
    public Optional<Instant> resetsAt() {
        return Optional.ofNullable(resetsAt);
    }
}
