package io.codefleet.scaling;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The workers that serve the same types and offer the same capabilities, and what they have to do. */
@CheckReturnValue
public final class Pool {
    private final SortedSet<String> types;
    private final SortedSet<String> capabilities;
    private final int workers;
    private final int slots;
    private final int running;
    private final long queued;
    private final Duration oldest;
    private final Duration serviceTime;
    private final int desiredWorkers;

    private Pool(Builder builder) {
        this.types = Collections.unmodifiableSortedSet(new TreeSet<>(builder.types));
        this.capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(builder.capabilities));
        this.workers = builder.workers;
        this.slots = builder.slots;
        this.running = builder.running;
        this.queued = builder.queued;
        this.oldest = builder.oldest;
        this.serviceTime = builder.serviceTime;
        this.desiredWorkers = builder.desiredWorkers;
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the types of tasks; {@value io.codefleet.WorkerInfo#ANY_TYPE} stands for all. */
    public SortedSet<String> types() {
        return types;
    }

    /** Returns what its workers offer; where there is none, what the waiting tasks require. */
    public SortedSet<String> capabilities() {
        return capabilities;
    }

    /** Returns how many take tasks now. */
    public int workers() {
        return workers;
    }

    /** Returns how many tasks these run at once, all together. */
    public int slots() {
        return slots;
    }

    /** Returns how many they run. */
    public int running() {
        return running;
    }

    /** Returns how many tasks wait for them. */
    public long queued() {
        return queued;
    }

    /** Returns how long the one that has waited longest has. */
    public Duration oldest() {
        return oldest;
    }

    /** Returns how long a task runs in the mean. */
    public Duration serviceTime() {
        return serviceTime;
    }

    /** Returns how many workers there should be. */
    public int desiredWorkers() {
        return desiredWorkers;
    }

    /** Returns its types and capabilities as one word, the same as long as they are: {@code code,review|java}. */
    public String name() {
        return String.join(",", types) + "|" + String.join(",", capabilities);
    }

    Pool desiredWorkers(int value) {
        return toBuilder().desiredWorkers(value).build();
    }

    private List<Object> components() {
        return List.of(types, capabilities, workers, slots, running, queued, oldest, serviceTime, desiredWorkers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Pool that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "Pool[types=" + types + ", capabilities=" + capabilities + ", workers=" + workers + ", slots=" + slots
                + ", running=" + running + ", queued=" + queued + ", oldest=" + oldest + ", serviceTime=" + serviceTime
                + ", desiredWorkers=" + desiredWorkers + "]";
    }

    /** Builds a {@link Pool}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private Collection<String> types = Collections.emptySortedSet();
        private Collection<String> capabilities = Collections.emptySortedSet();
        private int workers;
        private int slots;
        private int running;
        private long queued;
        private Duration oldest = Duration.ZERO;
        private Duration serviceTime = Duration.ZERO;
        private int desiredWorkers;

        private Builder() {}

        private Builder(Pool from) {
            types = from.types;
            capabilities = from.capabilities;
            workers = from.workers;
            slots = from.slots;
            running = from.running;
            queued = from.queued;
            oldest = from.oldest;
            serviceTime = from.serviceTime;
            desiredWorkers = from.desiredWorkers;
        }

        public Builder types(Collection<String> value) {
            types = value;
            return this;
        }

        public Builder capabilities(Collection<String> value) {
            capabilities = value;
            return this;
        }

        public Builder workers(int value) {
            workers = value;
            return this;
        }

        public Builder slots(int value) {
            slots = value;
            return this;
        }

        public Builder running(int value) {
            running = value;
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

        public Builder serviceTime(Duration value) {
            serviceTime = value;
            return this;
        }

        public Builder desiredWorkers(int value) {
            desiredWorkers = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public Pool build() {
            return new Pool(this);
        }
    }
}
