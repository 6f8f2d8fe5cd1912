package io.codefleet;

import java.time.Duration;

/**
 * The ends that every wait of a task has. All are measured by the broker's clock.
 *
 * @param queueTimeout how long it may wait for its first worker before it fails; default one day
 * @param attemptTimeout how long one attempt may run before it is stopped and counts as failed; default 30 minutes
 * @param deadline how long after the submit the task may last in all, retries included; default seven days
 * @param maxAttempts how many attempts may fail before the task fails; default 3, from 1 to 100
 */
public record TaskLimits(Duration queueTimeout, Duration attemptTimeout, Duration deadline, int maxAttempts) {
    /** One day in the queue, 30 minutes an attempt, seven days in all, 3 attempts. */
    public static final TaskLimits DEFAULT =
            new TaskLimits(Duration.ofDays(1), Duration.ofMinutes(30), Duration.ofDays(7), 3);

    /** @throws io.codefleet.error.InvalidInputException if a duration is not positive or attempts are out of range */
    public TaskLimits {
        Check.positive("limits.queueTimeout", queueTimeout);
        Check.positive("limits.attemptTimeout", attemptTimeout);
        Check.positive("limits.deadline", deadline);
        Check.range("limits.maxAttempts", maxAttempts, 1, 100);
    }

    /** A copy with another time limit in the queue. */
    public TaskLimits queueTimeout(Duration value) {
        return new TaskLimits(value, attemptTimeout, deadline, maxAttempts);
    }

    /** A copy with another time limit for one attempt. */
    public TaskLimits attemptTimeout(Duration value) {
        return new TaskLimits(queueTimeout, value, deadline, maxAttempts);
    }

    /** A copy with another time limit for the whole task. */
    public TaskLimits deadline(Duration value) {
        return new TaskLimits(queueTimeout, attemptTimeout, value, maxAttempts);
    }

    /** A copy with another number of attempts. */
    public TaskLimits maxAttempts(int value) {
        return new TaskLimits(queueTimeout, attemptTimeout, deadline, value);
    }
}
