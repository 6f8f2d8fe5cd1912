package io.codefleet.error;

/** A run was cancelled; what of it had ended stays. Not retryable: its children are cancelled for good; take another run id. */
public final class RunCancelledException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String runId;

    /**
     * Creates the exception.
     *
     * @param runId the run
     * @param reason why, in the words of who cancelled
     */
    public RunCancelledException(String runId, String reason) {
        super("run " + runId + " was cancelled: " + reason, false, null);
        this.runId = runId;
    }

    /** Returns the run. */
    public String runId() {
        return runId;
    }
}
