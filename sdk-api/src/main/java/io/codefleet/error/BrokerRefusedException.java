package io.codefleet.error;

import org.jspecify.annotations.Nullable;

/**
 * Refusal by the broker: wrong password, missing rights, a version that is too old, a key of a foreign type. Not retryable
 * until an operator corrects the cause; the message quotes the broker.
 */
public final class BrokerRefusedException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    public BrokerRefusedException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }
}
