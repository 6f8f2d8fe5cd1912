package io.codefleet.broker;

/** The answer to the renewal of one lease. */
public enum Renewal {
    /** The lease lasts on. */
    HELD,
    /** The lease lasts on, and a cancel of the task was requested: the attempt should stop and report it. */
    CANCEL_REQUESTED,
    /** The attempt has used up its attempt timeout; the lease is not prolonged. */
    TIMED_OUT,
    /** The lease is gone; whatever the attempt reports is refused. */
    LOST
}
