package io.codefleet;

import java.util.Collection;

/** Result of a cancel. */
public enum CancelResult implements Coded {
    /** The task was waiting and is cancelled. */
    CANCELLED("CANCELLED"),
    /** The task is running: its worker got a cancel request, and the outcome follows. Also for a run with such children. */
    REQUESTED("REQUESTED"),
    /** The task had its outcome already; nothing was changed. Also if it is a run whose children all had theirs. */
    ALREADY_ENDED("ALREADY_ENDED"),
    /** Neither the task nor a child of it exists. */
    NOT_FOUND("NOT_FOUND");

    private final String code;

    CancelResult(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    /** Returns the result of a cancel of a run, which has no task of its own, from the results for its descendants. */
    public static CancelResult ofRun(Collection<CancelResult> descendants) {
        if (descendants.contains(CANCELLED) || descendants.contains(REQUESTED)) {
            return REQUESTED;
        }
        return descendants.contains(ALREADY_ENDED) ? ALREADY_ENDED : NOT_FOUND;
    }
}
