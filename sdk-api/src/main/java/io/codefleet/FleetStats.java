package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The fleet in numbers. */
@CheckReturnValue
public final class FleetStats {
    private final Instant at;
    private final long queued;
    private final long waitingForPermit;
    private final long delayed;
    private final long running;
    private final long submitted;
    private final long completed;
    private final long failed;
    private final long cancelled;
    private final int workers;
    private final boolean paused;
    private final List<Lane> lanes;

    private FleetStats(Builder builder) {
        this.at = builder.at;
        this.queued = builder.queued;
        this.waitingForPermit = builder.waitingForPermit;
        this.delayed = builder.delayed;
        this.running = builder.running;
        this.submitted = builder.submitted;
        this.completed = builder.completed;
        this.failed = builder.failed;
        this.cancelled = builder.cancelled;
        this.workers = builder.workers;
        this.paused = builder.paused;
        this.lanes = List.copyOf(builder.lanes);
    }

    /** Returns a builder with the defaults for all but this. */
    public static Builder builder(Instant at) {
        return new Builder(at);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns when this was so, by the broker's clock; it is the one by which all times of tasks are measured. */
    public Instant at() {
        return at;
    }

    /** Returns how many tasks wait for a worker. */
    public long queued() {
        return queued;
    }

    /** Returns how many of the queued ones wait for a place of their {@link Concurrency}, and not for a worker. */
    public long waitingForPermit() {
        return waitingForPermit;
    }

    /** Returns how many tasks wait for their time. */
    public long delayed() {
        return delayed;
    }

    /** Returns how many tasks run. */
    public long running() {
        return running;
    }

    /** Returns how many were ever submitted in this namespace. */
    public long submitted() {
        return submitted;
    }

    /** Returns how many ever completed. */
    public long completed() {
        return completed;
    }

    /** Returns how many ever failed. */
    public long failed() {
        return failed;
    }

    /** Returns how many were ever cancelled. */
    public long cancelled() {
        return cancelled;
    }

    /** Returns how many workers are not offline. */
    public int workers() {
        return workers;
    }

    /** Returns whether the namespace hands out no tasks. */
    public boolean paused() {
        return paused;
    }

    /**
     * Returns the lanes that have waiting tasks; if they are more than {@value
     * io.codefleet.broker.Broker#MAX_REPORTED_LANES}, those whose first task comes first.
     */
    public List<Lane> lanes() {
        return lanes;
    }

    /** Returns the number of tasks that wait for a worker in one of the {@link #lanes} that no present worker serves. */
    public long unservable() {
        return lanes.stream()
                .filter(lane -> lane.waitsForWorker() && lane.servingWorkers() == 0)
                .mapToLong(Lane::queued)
                .sum();
    }

    /** The queue of all tasks of one type that require the same capabilities, or that are placed on one worker. */
    @CheckReturnValue
    public static final class Lane {
        private final String type;
        private final SortedSet<String> requiredCapabilities;
        private final Optional<String> workerId;
        private final long queued;
        private final Duration oldest;
        private final int servingWorkers;

        private Lane(Builder builder) {
            this.type = builder.type;
            this.requiredCapabilities = builder.requiredCapabilities;
            this.workerId = Optional.ofNullable(builder.workerId);
            this.queued = builder.queued;
            this.oldest = builder.oldest;
            this.servingWorkers = builder.servingWorkers;
        }

        /** Returns a builder with the defaults for all but this. */
        public static Builder builder(String type) {
            return new Builder(type);
        }

        /** Returns a builder with the components of this one. */
        public Builder toBuilder() {
            return new Builder(this);
        }

        /** Returns the type of its tasks. */
        public String type() {
            return type;
        }

        /** Returns what they require. */
        public SortedSet<String> requiredCapabilities() {
            return requiredCapabilities;
        }

        /** Returns the worker they are placed on; absent: any that serves them. */
        public Optional<String> workerId() {
            return workerId;
        }

        /** Returns how many wait. */
        public long queued() {
            return queued;
        }

        /** Returns how long the one at the head has waited. */
        public Duration oldest() {
            return oldest;
        }

        /** Returns whether its tasks wait for a worker; approvals, pauses and time limits, whose worker has a slash, do not. */
        public boolean waitsForWorker() {
            return workerId.filter(id -> id.contains("/")).isEmpty();
        }

        /** Returns how many present workers serve it; with 0 its tasks will wait until one joins. */
        public int servingWorkers() {
            return servingWorkers;
        }

        private List<Object> components() {
            return List.of(type, requiredCapabilities, workerId, queued, oldest, servingWorkers);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == this || (other instanceof Lane that && components().equals(that.components()));
        }

        @Override
        public int hashCode() {
            return components().hashCode();
        }

        @Override
        public String toString() {
            return "Lane[type=" + type + ", requiredCapabilities=" + requiredCapabilities + ", workerId=" + workerId
                    + ", queued=" + queued + ", oldest=" + oldest + ", servingWorkers=" + servingWorkers + "]";
        }

        /**
         * Builds a {@link Lane}; each setter is named as the component that it sets, and null clears an optional one.
         */
        @CanIgnoreReturnValue
        public static final class Builder {
            private String type;
            private SortedSet<String> requiredCapabilities = Collections.emptySortedSet();
            private @Nullable String workerId;
            private long queued;
            private Duration oldest = Duration.ZERO;
            private int servingWorkers;

            private Builder(String type) {
                this.type = type;
            }

            private Builder(Lane from) {
                type = from.type;
                requiredCapabilities = from.requiredCapabilities;
                workerId = from.workerId.orElse(null);
                queued = from.queued;
                oldest = from.oldest;
                servingWorkers = from.servingWorkers;
            }

            public Builder type(String value) {
                type = value;
                return this;
            }

            public Builder requiredCapabilities(SortedSet<String> value) {
                requiredCapabilities = value;
                return this;
            }

            public Builder workerId(@Nullable String value) {
                workerId = value;
                return this;
            }

            public Builder queued(long value) {
                queued = value;
                return this;
            }

            public Builder oldest(Duration value) {
                oldest = value;
                return this;
            }

            public Builder servingWorkers(int value) {
                servingWorkers = value;
                return this;
            }

            /** Returns the value. */
            @CheckReturnValue
            public Lane build() {
                return new Lane(this);
            }
        }
    }

    private List<Object> components() {
        return List.of(
                at,
                queued,
                waitingForPermit,
                delayed,
                running,
                submitted,
                completed,
                failed,
                cancelled,
                workers,
                paused,
                lanes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof FleetStats that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    /** Builds a {@link FleetStats}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private Instant at;
        private long queued;
        private long waitingForPermit;
        private long delayed;
        private long running;
        private long submitted;
        private long completed;
        private long failed;
        private long cancelled;
        private int workers;
        private boolean paused;
        private List<Lane> lanes = List.of();

        private Builder(Instant at) {
            this.at = at;
        }

        private Builder(FleetStats from) {
            at = from.at;
            queued = from.queued;
            waitingForPermit = from.waitingForPermit;
            delayed = from.delayed;
            running = from.running;
            submitted = from.submitted;
            completed = from.completed;
            failed = from.failed;
            cancelled = from.cancelled;
            workers = from.workers;
            paused = from.paused;
            lanes = from.lanes;
        }

        public Builder at(Instant value) {
            at = value;
            return this;
        }

        public Builder queued(long value) {
            queued = value;
            return this;
        }

        public Builder waitingForPermit(long value) {
            waitingForPermit = value;
            return this;
        }

        public Builder delayed(long value) {
            delayed = value;
            return this;
        }

        public Builder running(long value) {
            running = value;
            return this;
        }

        public Builder submitted(long value) {
            submitted = value;
            return this;
        }

        public Builder completed(long value) {
            completed = value;
            return this;
        }

        public Builder failed(long value) {
            failed = value;
            return this;
        }

        public Builder cancelled(long value) {
            cancelled = value;
            return this;
        }

        public Builder workers(int value) {
            workers = value;
            return this;
        }

        public Builder paused(boolean value) {
            paused = value;
            return this;
        }

        public Builder lanes(List<Lane> value) {
            lanes = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public FleetStats build() {
            return new FleetStats(this);
        }
    }
}
