package io.codefleet;

import java.util.Collection;

/** What a cancel came to. */
public enum CancelResult {
    /** The task was waiting and is cancelled. */
    CANCELLED,
    /** The task is running; its worker has been told, and the outcome follows. Also if it is a run whose children were. */
    REQUESTED,
    /** The task had its outcome already; nothing was changed. Also if it is a run whose children all had theirs. */
    ALREADY_ENDED,
    /** There is no such task, nor a child of it. */
    NOT_FOUND;

    /** What the cancel of a run came to: it is no task itself, but has descendants, for which this was the cancel's result. */
    public static CancelResult ofRun(Collection<CancelResult> descendants) {
        if (descendants.contains(CANCELLED) || descendants.contains(REQUESTED)) {
            return REQUESTED;
        }
        return descendants.contains(ALREADY_ENDED) ? ALREADY_ENDED : NOT_FOUND;
    }
}
