package io.codefleet.mcp;

import io.codefleet.error.CodefleetException;

/** Refusal of a call that is to wait, as many calls wait already. Retryable. Nothing was done: no task was submitted. */
public final class TooManyWaitsException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param limit how many calls may wait at once
     */
    public TooManyWaitsException(int limit) {
        super(
                "wait: " + limit
                        + " calls wait already, which is the limit; nothing was done. Call with wait 0s and look at"
                        + " the task later",
                true,
                null);
    }
}
