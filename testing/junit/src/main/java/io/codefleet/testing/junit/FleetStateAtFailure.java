package io.codefleet.testing.junit;

/** State of the fleet when a test failed. It is added to the failure of the test as a suppressed exception, without a stack. */
final class FleetStateAtFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FleetStateAtFailure(String state) {
        super("the fleet when the test failed:\n" + state, null, false, false);
    }
}
