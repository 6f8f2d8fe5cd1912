package io.codefleet.workflow;

import io.codefleet.Coded;

/** State of a run of a workflow. */
public enum RunState implements Coded {
    /** No worker drives it now: none has taken it yet, or the one that had it is gone. */
    WAITING("WAITING"),
    /** A worker drives it. */
    RUNNING("RUNNING"),
    /** A person holds it; no new step begins. */
    PAUSED("PAUSED"),
    /** All steps that had to have succeeded. */
    COMPLETED("COMPLETED"),
    /** It has failed. */
    FAILED("FAILED"),
    /** It was cancelled. */
    CANCELLED("CANCELLED");

    private final String code;

    RunState(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }
}
