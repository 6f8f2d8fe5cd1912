package io.codefleet.control.alerts;

/** Where an alert is in its life. */
public enum AlertState {
    /** The condition holds, not yet for its duration. */
    PENDING,
    /** The condition has held for its duration. */
    FIRING,
    /** The condition holds no longer. */
    RESOLVED
}
