package io.codefleet.broker.inmemory.internal;

import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.broker.CancelReason;
import java.util.Optional;

/**
 * The small fields of a stored task: all but its content. Times are microseconds since 1970, {@link #NEVER} for none.
 *
 * @param taskId which task
 * @param status its status
 * @param attempt its last attempt; 0 before the first
 * @param failures how many attempts have failed
 * @param token the fencing token of the last lease
 * @param reportedToken the token of the last report that was accepted, or -1
 * @param workerId who had the last lease
 * @param started when the last attempt began
 * @param finished when the task ended
 * @param due when a delayed task is queued
 * @param chosenWorker the worker in whose lane a queued task waits, if it was chosen for it
 * @param sharedAt when it goes from there to the lane of all
 * @param hasPermit whether a queued task has a permit of its concurrency key
 * @param attemptDeadline when the attempt has used up its time
 * @param leaseEnd when the lease ends
 * @param leaseMillis how long the lease is
 * @param keptUntil when an ended task is deleted
 * @param cancelReason why it is to be cancelled
 * @param used what its ended attempts consumed
 */
public record StoredTaskFields(
        String taskId,
        TaskStatus status,
        int attempt,
        int failures,
        long token,
        long reportedToken,
        Optional<String> workerId,
        long started,
        long finished,
        long due,
        Optional<String> chosenWorker,
        long sharedAt,
        boolean hasPermit,
        long attemptDeadline,
        long leaseEnd,
        int leaseMillis,
        long keptUntil,
        Optional<CancelReason> cancelReason,
        Usage used) {
    /** No such time. */
    public static final long NEVER = StoredTask.NEVER;
}
