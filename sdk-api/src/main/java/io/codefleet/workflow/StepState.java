package io.codefleet.workflow;

/** Where a step of a run is. */
public enum StepState {
    /** What it comes after has not ended. */
    PENDING,
    /** Its task waits for a worker, or it may begin as soon as the run goes on. */
    QUEUED,
    /** A worker has its task; or it has several tasks, and not all have ended. */
    RUNNING,
    /** It waits for a person's yes. */
    WAITING_FOR_APPROVAL,
    /** It has a result. */
    SUCCEEDED,
    /** It has none and will get none. */
    FAILED,
    /** What it comes after did not end as asked for, or the run was over before. */
    SKIPPED;

    /** Whether it will not change any more. */
    public boolean hasEnded() {
        return this == SUCCEEDED || this == FAILED || this == SKIPPED;
    }
}
