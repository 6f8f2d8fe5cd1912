package io.codefleet.agent.opencode.client;

import io.codefleet.error.CodefleetException;
import org.jspecify.annotations.Nullable;

/** Failure to use OpenCode as it is set up: it is missing, does not start, or refuses. The message names the correction. */
public final class OpenCodeException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    public OpenCodeException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }

    public OpenCodeException(String message) {
        this(message, null);
    }
}
