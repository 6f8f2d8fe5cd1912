package io.codefleet.scaling;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings that a fleet is scaled by. Immutable; each method that takes an argument returns a changed copy. */
@CheckReturnValue
public final class ScalingOptions {
    /** One minute of waiting, no idle worker, and five minutes until the plan has fewer workers. */
    public static final ScalingOptions DEFAULT = builder().build();

    private final Duration targetWait;
    private final Duration serviceTime;
    private final int slots;
    private final int minWorkers;
    private final int maxWorkers;
    private final Duration scaleDownStabilization;

    private ScalingOptions(Builder builder) {
        this.targetWait = builder.targetWait;
        this.serviceTime = builder.serviceTime;
        this.slots = builder.slots;
        this.minWorkers = builder.minWorkers;
        this.maxWorkers = builder.maxWorkers;
        this.scaleDownStabilization = builder.scaleDownStabilization;
        if (targetWait.isNegative() || targetWait.isZero()) {
            throw new InvalidInputException(
                    "scaling.targetWait", "is " + DurationText.format(targetWait) + ", must be longer than zero");
        }
        if (serviceTime.isNegative() || serviceTime.isZero()) {
            throw new InvalidInputException(
                    "scaling.serviceTime", "is " + DurationText.format(serviceTime) + ", must be longer than zero");
        }
        if (slots < 1) {
            throw new InvalidInputException("scaling.slots", "is " + slots + ", must be at least 1");
        }
        if (minWorkers < 0 || maxWorkers < minWorkers) {
            throw new InvalidInputException(
                    "scaling.workers",
                    "are from " + minWorkers + " to " + maxWorkers + "; give a minimum from 0 and no smaller maximum");
        }
        if (scaleDownStabilization.isNegative()) {
            throw new InvalidInputException(
                    "scaling.scaleDownStabilization",
                    "is " + DurationText.format(scaleDownStabilization) + ", must not be negative");
        }
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns how long a queued task should wait for a worker at most; default 1 minute. */
    public Duration targetWait() {
        return targetWait;
    }

    /** Returns the assumed run time of a task while no worker has measured it; default 1 minute. */
    public Duration serviceTime() {
        return serviceTime;
    }

    /** Returns the assumed concurrency of a worker while the fleet has none to ask; default 1. */
    public int slots() {
        return slots;
    }

    /** Returns the fewest workers of a pool that is known; default 0. */
    public int minWorkers() {
        return minWorkers;
    }

    /** Returns the most workers of a pool; default 1 000. */
    public int maxWorkers() {
        return maxWorkers;
    }

    /**
     * Returns how long the need must be lower before the plan scales down. It scales up at once. Default 5 minutes.
     */
    public Duration scaleDownStabilization() {
        return scaleDownStabilization;
    }

    /** Returns a copy with another target for the wait of a queued task. */
    public ScalingOptions targetWait(Duration value) {
        return toBuilder().targetWait(value).build();
    }

    /** Returns a copy with another guess of how long a task runs, for where none has been run yet. */
    public ScalingOptions serviceTime(Duration value) {
        return toBuilder().serviceTime(value).build();
    }

    /** Returns a copy with another guess of how many tasks a worker runs at once, for where there is none yet. */
    public ScalingOptions slots(int value) {
        return toBuilder().slots(value).build();
    }

    /** Returns a copy with other bounds for the workers of a pool. */
    public ScalingOptions workers(int least, int most) {
        return toBuilder().minWorkers(least).maxWorkers(most).build();
    }

    /** Returns a copy that scales down after this long. */
    public ScalingOptions scaleDownStabilization(Duration value) {
        return toBuilder().scaleDownStabilization(value).build();
    }

    private List<Object> components() {
        return List.of(targetWait, serviceTime, slots, minWorkers, maxWorkers, scaleDownStabilization);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof ScalingOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "ScalingOptions[targetWait=" + targetWait + ", serviceTime=" + serviceTime + ", slots=" + slots
                + ", minWorkers=" + minWorkers + ", maxWorkers=" + maxWorkers + ", scaleDownStabilization="
                + scaleDownStabilization + "]";
    }

    /** Builds a {@link ScalingOptions}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private Duration targetWait = Duration.ofMinutes(1);
        private Duration serviceTime = Duration.ofMinutes(1);
        private int slots = 1;
        private int minWorkers;
        private int maxWorkers = 1000;
        private Duration scaleDownStabilization = Duration.ofMinutes(5);

        private Builder() {}

        private Builder(ScalingOptions from) {
            targetWait = from.targetWait;
            serviceTime = from.serviceTime;
            slots = from.slots;
            minWorkers = from.minWorkers;
            maxWorkers = from.maxWorkers;
            scaleDownStabilization = from.scaleDownStabilization;
        }

        public Builder targetWait(Duration value) {
            targetWait = value;
            return this;
        }

        public Builder serviceTime(Duration value) {
            serviceTime = value;
            return this;
        }

        public Builder slots(int value) {
            slots = value;
            return this;
        }

        public Builder minWorkers(int value) {
            minWorkers = value;
            return this;
        }

        public Builder maxWorkers(int value) {
            maxWorkers = value;
            return this;
        }

        public Builder scaleDownStabilization(Duration value) {
            scaleDownStabilization = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if a component is out of its range; it names the component
         */
        @CheckReturnValue
        public ScalingOptions build() {
            return new ScalingOptions(this);
        }
    }
}
