package io.codefleet.testing.junit;

/** Failure of a wait or check whose message has the history of the tasks that it is about. */
final class FleetAssertionError extends AssertionError {
    private static final long serialVersionUID = 1L;

    FleetAssertionError(String message) {
        super(message);
    }
}
