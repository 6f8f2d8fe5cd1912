package io.codefleet.broker;

import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import java.time.Duration;
import java.util.Optional;

/** How an attempt ended, in the words of its worker. Reporting twice with the same token is reporting once. */
public sealed interface AttemptReport {
    /** The lease under which it ran. */
    Lease lease();

    /**
     * With a result: the task is completed.
     *
     * @param lease the lease
     * @param result the result
     */
    record Completed(Lease lease, TaskResult result) implements AttemptReport {}

    /**
     * With an error. The worker has decided, by the policy of the task or its own, whether there is another attempt: the task
     * is delayed for it if a wait is given and the deadline is further away, and fails otherwise. Whatever the wait, it fails
     * when the policy that the task itself names is used up, and is cancelled if that was requested.
     *
     * @param lease the lease
     * @param error the error
     * @param retryIn the wait before another attempt; absent: no other attempt
     */
    record Failed(Lease lease, TaskError error, Optional<Duration> retryIn) implements AttemptReport {}

    /**
     * Handed back unfinished: the task is queued again where its age puts it, and no failure is counted. If a cancel was
     * requested it is cancelled instead.
     *
     * @param lease the lease
     */
    record Released(Lease lease) implements AttemptReport {}

    /**
     * Stopped because a cancel was requested: the task is cancelled.
     *
     * @param lease the lease
     * @param reason the reason of the cancel
     */
    record Cancelled(Lease lease, String reason) implements AttemptReport {}
}
