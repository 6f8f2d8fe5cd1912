package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;

/**
 * Limit of the rate at which one client may submit. The broker counts, for all clients of the same {@link
 * CodefleetOptions#actor() actor} together: a task more than that is refused with {@link
 * io.codefleet.error.RateLimitedException}, which says when to come again. The generic cell rate algorithm (ITU-T I.371): a
 * token bucket that is one number.
 *
 * @param tasks how many tasks in each {@code per}, on average; at least 1
 * @param per the time for so many tasks
 * @param burst how many at once after a pause; at least 1
 */
@CheckReturnValue
public record SubmitRate(int tasks, Duration per, int burst) {
    private static final int NANOS_PER_MICRO = 1000;

    /** @throws InvalidInputException if a component is not positive, or this is more than a million tasks a second */
    public SubmitRate {
        Check.positive("limits.submitRate.tasks", tasks);
        Check.positive("limits.submitRate.per", per);
        Check.positive("limits.submitRate.burst", burst);
        if (per.toNanos() / tasks < NANOS_PER_MICRO) {
            throw new InvalidInputException(
                    "limits.submitRate.tasks",
                    "is " + tasks + " in " + DurationText.format(per) + ", at most a million a second are counted");
        }
    }

    /** Creates a rate of this many tasks each second on average, and as many at once. */
    public static SubmitRate perSecond(int tasks) {
        return new SubmitRate(tasks, Duration.ofSeconds(1), tasks);
    }

    /** Returns a copy that lets so many tasks through at once after a pause. */
    public SubmitRate burst(int value) {
        return new SubmitRate(tasks, per, value);
    }

    /** Returns the time that one task takes up. */
    public Duration interval() {
        return per.dividedBy(tasks);
    }
}
