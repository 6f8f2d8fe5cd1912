package io.codefleet.error;

import org.jspecify.annotations.Nullable;

/**
 * The broker could not be reached, or did not answer in time. Retryable. For a submit it is unknown whether the task was
 * stored; submitting the same task again is safe, because one id is one task.
 */
public final class BrokerUnavailableException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    public BrokerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, true, cause);
    }
}
