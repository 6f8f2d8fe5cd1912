package io.codefleet.error;

/**
 * A child of a run was not started because the budget of the run is used up. Not retryable: run again under the same run id
 * with a larger budget, and what is finished is not paid again.
 */
public final class BudgetExceededException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String runId;

    /**
     * @param runId the run
     * @param reached which limit was reached, with the figures
     */
    public BudgetExceededException(String runId, String reached) {
        super(
                "the budget of run " + runId + " is used up: " + reached
                        + "; run again under the same id with a larger budget to go on",
                false,
                null);
        this.runId = runId;
    }

    /** The run. */
    public String runId() {
        return runId;
    }
}
