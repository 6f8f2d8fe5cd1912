package io.codefleet;

import io.codefleet.error.CodefleetException;

/**
 * A bulk submit stopped before its end. The tasks settled before stay so; the same tasks with the same ids may be submitted
 * again from the beginning, and none is stored twice. Retryable if its cause is.
 */
public final class BulkSubmitException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final BulkSubmitResult soFar;

    /**
     * Creates the exception for a bulk submit that stopped.
     *
     * @param soFar what was settled
     * @param cause why it stopped
     */
    public BulkSubmitException(BulkSubmitResult soFar, Throwable cause) {
        super(
                "the bulk submit stopped after " + soFar.total() + " tasks (" + soFar.accepted() + " accepted, "
                        + soFar.alreadyEnded() + " ended before, " + soFar.refused() + " refused): "
                        + cause.getMessage(),
                cause instanceof CodefleetException failure && failure.retryable(),
                cause);
        this.soFar = soFar;
    }

    /** Returns what was settled before it stopped. */
    public BulkSubmitResult soFar() {
        return soFar;
    }
}
