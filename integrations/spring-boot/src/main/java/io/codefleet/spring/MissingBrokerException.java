package io.codefleet.spring;

/** Exception at the start of an application: the property {@code codefleet.broker} is not set. Not retryable. */
public final class MissingBrokerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingBrokerException() {
        super("The property codefleet.broker is not set");
    }
}
