package io.codefleet.workflow;

/** How a step must have ended for one that comes after it to run. */
public enum Condition {
    /** It succeeded; or it failed and is optional. */
    SUCCESS,
    /** It failed. */
    FAILURE,
    /** It ended in any way, or was skipped. */
    ALWAYS
}
