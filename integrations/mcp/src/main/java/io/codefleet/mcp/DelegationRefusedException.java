package io.codefleet.mcp;

import io.codefleet.error.CodefleetException;

/**
 * Refusal of a call because of the task whose agent made it: it is too deep in a chain of delegations, has ended, or reached for
 * what is not its own. Not retryable. Nothing was done.
 */
public final class DelegationRefusedException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was refused, why, and what to do
     */
    public DelegationRefusedException(String message) {
        super(message, false, null);
    }
}
