package io.codefleet;

import java.io.Serializable;

/**
 * Result of a bulk submit.
 *
 * @param accepted tasks that are stored and have no outcome yet; among them any that were there before
 * @param alreadyEnded tasks that had been submitted before and have ended
 * @param refused tasks that are not stored, as each would be refused again: another task has their id, or they are too large
 */
public record BulkSubmitResult(long accepted, long alreadyEnded, long refused) implements Serializable {
    /** Nothing yet. */
    public static final BulkSubmitResult NONE = new BulkSubmitResult(0, 0, 0);

    /** Returns how many tasks are settled in all. */
    public long total() {
        return accepted + alreadyEnded + refused;
    }
}
