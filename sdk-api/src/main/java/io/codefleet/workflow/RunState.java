package io.codefleet.workflow;

/** Where a run of a workflow is. */
public enum RunState {
    /** No worker drives it now: none has taken it yet, or the one that had it is gone. */
    WAITING,
    /** A worker drives it. */
    RUNNING,
    /** A person holds it; no new step begins. */
    PAUSED,
    /** All steps that had to have succeeded. */
    COMPLETED,
    /** It has failed. */
    FAILED,
    /** It was cancelled. */
    CANCELLED
}
