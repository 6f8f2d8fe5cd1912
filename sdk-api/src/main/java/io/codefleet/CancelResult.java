package io.codefleet;

/** What a cancel came to. */
public enum CancelResult {
    /** The task was waiting and is cancelled. */
    CANCELLED,
    /** The task is running; its worker has been told, and the outcome follows. */
    REQUESTED,
    /** The task had its outcome already; nothing was changed. */
    ALREADY_ENDED,
    /** There is no such task. */
    NOT_FOUND
}
