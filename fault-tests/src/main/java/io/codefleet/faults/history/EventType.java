package io.codefleet.faults.history;

/** Type of an entry of a history. */
public enum EventType {
    /** The run has started a process. */
    PROCESS_STARTED,
    /** A process is gone; how is in the detail. */
    PROCESS_ENDED,
    /** A process has ended everything it had begun, and says goodbye. */
    PROCESS_DONE,
    /** A fault begins; which and how long is in the detail. */
    FAULT,
    /** A fault is over. */
    HEALED,

    /** A client submits a task; the detail is its prompt. */
    SUBMIT_CALLED,
    /** It was acknowledged. */
    SUBMIT_ACKNOWLEDGED,
    /** It was refused for good; the detail is the type of the error and the prompt. */
    SUBMIT_REFUSED,
    /** Nobody knows whether it was stored. */
    SUBMIT_UNANSWERED,
    /** A client awaits an outcome. */
    OUTCOME_AWAITED,
    /** A client has seen an outcome; the detail is all of it. */
    OUTCOME_SEEN,
    /** The wait for an outcome failed. */
    OUTCOME_FAILED,
    /** A client cancels a task. */
    CANCEL_CALLED,
    /** The answer to that is in the detail. */
    CANCEL_ANSWERED,
    /** Nobody knows whether it was cancelled. */
    CANCEL_UNANSWERED,
    /** A client has looked at a task; the detail is its status. */
    STATUS_SEEN,

    /** A worker was given a lease. */
    CLAIMED,
    /** A worker reports the end of an attempt; the detail is the kind, and of a result its text. */
    REPORT_CALLED,
    /** The report counted. */
    REPORT_ACCEPTED,
    /** The report was refused: the lease is lost. */
    REPORT_REFUSED,
    /** Nobody knows whether it counted. */
    REPORT_UNANSWERED,
    /** A handler begins; the detail is the prompt. */
    HANDLER_STARTED,
    /** A handler was asked to stop; the detail says why. */
    HANDLER_STOPPED,
    /** A handler has ended; how is in the detail. */
    HANDLER_ENDED,

    /** An event of the broker's stream, in its order; the detail is its kind. */
    EVENT
}
