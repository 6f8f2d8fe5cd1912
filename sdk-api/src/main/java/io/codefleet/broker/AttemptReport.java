package io.codefleet.broker;

import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import java.time.Duration;
import java.util.Optional;

/**
 * Report of a worker on the end of an attempt. A repeated report with the same token has no further effect.
 *
 * <p>Variants may be added in a minor release: a program that distinguishes them needs a branch for those that it does not know.
 */
public sealed interface AttemptReport {
    /** Returns the lease under which it ran. */
    Lease lease();

    /** Returns what the attempt consumed; {@link Usage#NONE} where that is not known. It counts once, with the report. */
    Usage usage();

    /**
     * With a result: the task is completed.
     *
     * @param lease the lease
     * @param result the result
     */
    record Completed(Lease lease, TaskResult result) implements AttemptReport {
        @Override
        public Usage usage() {
            return result.usage();
        }
    }

    /**
     * With an error. The worker has decided, by the policy of the task or its own, whether there is another attempt: the task
     * is delayed for it if a wait is given and the deadline is further away, and fails otherwise. Whatever the wait, it fails
     * when the policy that the task itself names is used up, and is cancelled if that was requested.
     *
     * @param lease the lease
     * @param error the error
     * @param retryIn the wait before another attempt; absent: no other attempt
     * @param usage what it consumed
     */
    record Failed(Lease lease, TaskError error, Optional<Duration> retryIn, Usage usage) implements AttemptReport {
        /** Creates a report whose usage is not known. */
        public Failed(Lease lease, TaskError error, Optional<Duration> retryIn) {
            this(lease, error, retryIn, Usage.NONE);
        }
    }

    /**
     * Handed back unfinished: the task is queued again where its age puts it, and no failure is counted. If a cancel was
     * requested it is cancelled instead.
     *
     * @param lease the lease
     * @param usage what it consumed
     * @param delay how long the task is delayed before it is queued again; default zero
     */
    record Released(Lease lease, Usage usage, Duration delay) implements AttemptReport {
        /** Creates the report of a task that is queued again at once. */
        public Released(Lease lease, Usage usage) {
            this(lease, usage, Duration.ZERO);
        }

        /** Creates a report whose usage is not known. */
        public Released(Lease lease) {
            this(lease, Usage.NONE);
        }
    }

    /**
     * Stopped because a cancel was requested: the task is cancelled.
     *
     * @param lease the lease
     * @param reason the reason of the cancel
     * @param usage what it consumed
     */
    record Cancelled(Lease lease, String reason, Usage usage) implements AttemptReport {
        /** Creates a report whose usage is not known. */
        public Cancelled(Lease lease, String reason) {
            this(lease, reason, Usage.NONE);
        }
    }
}
