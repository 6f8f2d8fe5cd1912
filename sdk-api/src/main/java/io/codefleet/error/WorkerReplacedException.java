package io.codefleet.error;

/**
 * Another worker of this id started later and has taken its place: two of one id would answer for each other's tasks and take
 * each other's commands. Not retryable; give each worker an id of its own.
 */
public final class WorkerReplacedException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String workerId;

    /**
     * Creates the exception.
     *
     * @param workerId the id that both have
     */
    public WorkerReplacedException(String workerId) {
        super(
                "another worker with the id " + workerId
                        + " started later and has taken its place; give each worker an id of its own",
                false,
                null);
        this.workerId = workerId;
    }

    /** Returns the id that both have. */
    public String workerId() {
        return workerId;
    }
}
