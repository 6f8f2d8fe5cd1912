package io.codefleet.spring;

import io.codefleet.error.CodefleetException;

/** Exception at the start of an application: its fleet cannot be reached. Its cause says whether a later start may succeed. */
public final class FleetConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FleetConnectionException(String safeUri, CodefleetException cause) {
        super("The application cannot connect to the broker " + safeUri + ": " + cause.getMessage(), cause);
    }
}
