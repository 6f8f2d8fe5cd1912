package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;

/**
 * The ends that every wait of a task has. All are measured by the broker's clock.
 *
 * @param queueTimeout how long it may wait for its first worker before it fails, from the end of its delay; default one day
 * @param attemptTimeout how long one attempt may run before it is stopped and counts as failed; default 30 minutes
 * @param deadline how long after the submit the task may last in all, its delay and retries included; default seven days. A
 *     submit whose delay is not shorter is refused
 */
@CheckReturnValue
public record TaskLimits(Duration queueTimeout, Duration attemptTimeout, Duration deadline) {
    /** One day in the queue, 30 minutes an attempt, seven days in all. */
    public static final TaskLimits DEFAULT =
            new TaskLimits(Duration.ofDays(1), Duration.ofMinutes(30), Duration.ofDays(7));

    /** @throws io.codefleet.error.InvalidInputException if a duration is shorter than a millisecond, or too long */
    public TaskLimits {
        Check.positiveMillis("limits.queueTimeout", queueTimeout);
        Check.positiveMillis("limits.attemptTimeout", attemptTimeout);
        Check.positiveMillis("limits.deadline", deadline);
    }

    /** Returns a copy with another time limit in the queue. */
    public TaskLimits queueTimeout(Duration value) {
        return new TaskLimits(value, attemptTimeout, deadline);
    }

    /** Returns a copy with another time limit for one attempt. */
    public TaskLimits attemptTimeout(Duration value) {
        return new TaskLimits(queueTimeout, value, deadline);
    }

    /** Returns a copy with another time limit for the whole task. */
    public TaskLimits deadline(Duration value) {
        return new TaskLimits(queueTimeout, attemptTimeout, value);
    }
}
