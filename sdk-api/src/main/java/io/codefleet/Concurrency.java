package io.codefleet;

/**
 * Limit of the tasks with one key that run at once in the namespace, such as one for each repository that tasks push to.
 *
 * <p>A task that is queued takes a place of its key and keeps it until its attempt has ended; while none is free it waits in
 * the order of its lane, in status {@link TaskStatus#QUEUED} and under its queue timeout. So at most {@code limit} tasks of the
 * key are ready for a worker or run. A task whose lane no worker serves holds its place, too, until its queue timeout.
 *
 * @param key what they share; letters, digits and {@code . _ ~ @ / # = + , -}, at most 200 characters
 * @param limit how many at once; at least 1. Where tasks of one key name different limits, each waits until it is within its own
 */
public record Concurrency(String key, int limit) {
    /** @throws io.codefleet.error.InvalidInputException if the key is malformed or the limit not positive */
    public Concurrency {
        Check.id("concurrency.key", key);
        Check.positive("concurrency.limit", limit);
    }
}
