package io.codefleet.scaling;

import io.codefleet.error.InvalidInputException;
import java.time.Duration;

/**
 * What a fleet is scaled to. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param targetWait how long a queued task should wait for a worker at most; default 1 minute
 * @param serviceTime how long a task is taken to run where no worker has told it yet; default 1 minute
 * @param slots how many tasks a worker is taken to run at once where none is there to tell it; default 1
 * @param minWorkers the fewest workers of a pool that is known; default 0
 * @param maxWorkers the most workers of a pool; default 1 000
 * @param scaleDownStabilization how long a need must have been lower before it is told; a higher one is told at once. Default 5 minutes
 */
public record ScalingOptions(
        Duration targetWait,
        Duration serviceTime,
        int slots,
        int minWorkers,
        int maxWorkers,
        Duration scaleDownStabilization) {
    /** One minute of waiting, no worker without need, and five minutes until fewer are told. */
    public static final ScalingOptions DEFAULT =
            new ScalingOptions(Duration.ofMinutes(1), Duration.ofMinutes(1), 1, 0, 1000, Duration.ofMinutes(5));

    /** @throws InvalidInputException if a component is out of its range; it names the component */
    public ScalingOptions {
        if (targetWait.isNegative() || targetWait.isZero()) {
            throw new InvalidInputException("scaling.targetWait", "is " + targetWait + ", must be longer than zero");
        }
        if (serviceTime.isNegative() || serviceTime.isZero()) {
            throw new InvalidInputException("scaling.serviceTime", "is " + serviceTime + ", must be longer than zero");
        }
        if (slots < 1) {
            throw new InvalidInputException("scaling.slots", "is " + slots + ", must be at least 1");
        }
        if (minWorkers < 0 || maxWorkers < minWorkers) {
            throw new InvalidInputException("scaling.workers", "has no room from " + minWorkers + " to " + maxWorkers);
        }
        if (scaleDownStabilization.isNegative()) {
            throw new InvalidInputException("scaling.scaleDownStabilization", "is negative");
        }
    }

    /** A copy with another target for the wait of a queued task. */
    public ScalingOptions targetWait(Duration value) {
        return new ScalingOptions(value, serviceTime, slots, minWorkers, maxWorkers, scaleDownStabilization);
    }

    /** A copy with another guess of how long a task runs, for where none has been run yet. */
    public ScalingOptions serviceTime(Duration value) {
        return new ScalingOptions(targetWait, value, slots, minWorkers, maxWorkers, scaleDownStabilization);
    }

    /** A copy with another guess of how many tasks a worker runs at once, for where there is none yet. */
    public ScalingOptions slots(int value) {
        return new ScalingOptions(targetWait, serviceTime, value, minWorkers, maxWorkers, scaleDownStabilization);
    }

    /** A copy with other bounds for the workers of a pool. */
    public ScalingOptions workers(int least, int most) {
        return new ScalingOptions(targetWait, serviceTime, slots, least, most, scaleDownStabilization);
    }

    /** A copy that tells a lower need after this long. */
    public ScalingOptions scaleDownStabilization(Duration value) {
        return new ScalingOptions(targetWait, serviceTime, slots, minWorkers, maxWorkers, value);
    }
}
