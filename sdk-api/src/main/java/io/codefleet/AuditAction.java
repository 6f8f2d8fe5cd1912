package io.codefleet;

/** What somebody did to a fleet. */
public enum AuditAction {
    /** Submitted tasks. */
    SUBMITTED,
    /** Submitted the content of failed tasks again. */
    REPLAYED,
    /** Cancelled tasks, or requested it of running ones. */
    CANCELLED,
    /** Deleted ended tasks before their retention was over. */
    PURGED,
    /** Gave a command to workers. */
    COMMANDED,
    /** Paused the namespace. */
    PAUSED,
    /** Resumed the namespace. */
    RESUMED
}
