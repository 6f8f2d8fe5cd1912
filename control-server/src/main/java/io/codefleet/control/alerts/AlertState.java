package io.codefleet.control.alerts;

/** State of an alert. */
public enum AlertState {
    /** The condition holds, not yet for its duration. */
    PENDING,
    /** The condition has held for its duration. */
    FIRING,
    /** The condition holds no longer. */
    RESOLVED
}
