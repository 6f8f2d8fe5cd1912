package io.codefleet.mcp;

import io.codefleet.error.CodefleetException;

/** Refusal of a request as an error of the protocol. Nothing was done. */
final class ProtocolException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * Creates the exception.
     *
     * @param code of JSON-RPC
     * @param message what was refused, why, and what to do
     */
    ProtocolException(int code, String message, boolean retryable) {
        super(message, retryable, null);
        this.code = code;
    }

    int code() {
        return code;
    }
}
