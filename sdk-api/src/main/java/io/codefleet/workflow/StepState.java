package io.codefleet.workflow;

import io.codefleet.Coded;

/** State of a step of a run. */
public enum StepState implements Coded {
    /** What it comes after has not ended. */
    PENDING("PENDING"),
    /** Its task waits for a worker, or the step begins as soon as the run is resumed. */
    QUEUED("QUEUED"),
    /** A worker has its task; or it has several tasks, and not all have ended. */
    RUNNING("RUNNING"),
    /** It waits for a person's yes. */
    WAITING_FOR_APPROVAL("WAITING_FOR_APPROVAL"),
    /** It has a result. */
    SUCCEEDED("SUCCEEDED"),
    /** It has none and will get none. */
    FAILED("FAILED"),
    /** What it comes after did not end as asked for, or the run was over before. */
    SKIPPED("SKIPPED");

    private final String code;

    StepState(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    /** Returns whether it will not change any more. */
    public boolean hasEnded() {
        return this == SUCCEEDED || this == FAILED || this == SKIPPED;
    }
}
