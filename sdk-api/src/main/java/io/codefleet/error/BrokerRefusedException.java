package io.codefleet.error;

import org.jspecify.annotations.Nullable;

/**
 * The broker answered and refused: wrong password, missing rights, a version that is too old, a key of a foreign type. Not
 * retryable before an operator has mended it; the message says what the broker said.
 */
public final class BrokerRefusedException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    public BrokerRefusedException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }
}
