package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Registration of a worker, with its state and load, as the fleet stores it. */
@CheckReturnValue
public final class WorkerInfo {
    /** Stands for all types of tasks. */
    public static final String ANY_TYPE = "*";

    private final String id;
    private final WorkerState state;
    private final SortedSet<String> types;
    private final SortedSet<String> capabilities;
    private final int concurrency;
    private final int running;
    private final WorkerLoad load;
    private final WorkerPerformance performance;
    private final Instant startedAt;
    private final Instant lastSeen;
    private final Map<String, String> labels;

    private WorkerInfo(Builder builder) {
        this.id = builder.id;
        this.state = builder.state;
        this.types = builder.types.contains(ANY_TYPE) ? Check.anyType() : Check.names("worker.types", builder.types);
        this.capabilities = Check.names("worker.capabilities", builder.capabilities);
        this.concurrency = builder.concurrency;
        this.running = builder.running;
        this.load = builder.load;
        this.performance = builder.performance;
        this.startedAt = builder.startedAt;
        this.lastSeen = builder.lastSeen;
        this.labels = Map.copyOf(builder.labels);
        Check.id("worker.id", id);
        Check.range("worker.concurrency", concurrency, 1, WorkerOptions.MAX_CONCURRENCY);
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(String id, WorkerState state, Instant startedAt, Instant lastSeen) {
        return new Builder(id, state, startedAt, lastSeen);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns its id. */
    public String id() {
        return id;
    }

    /** Returns what it is doing. */
    public WorkerState state() {
        return state;
    }

    /** Returns the types of tasks it serves; {@value #ANY_TYPE} stands for all. */
    public SortedSet<String> types() {
        return types;
    }

    /** Returns what it offers. */
    public SortedSet<String> capabilities() {
        return capabilities;
    }

    /** Returns how many tasks it runs at once. */
    public int concurrency() {
        return concurrency;
    }

    /** Returns how many it runs now. */
    public int running() {
        return running;
    }

    /** Returns what its process uses. */
    public WorkerLoad load() {
        return load;
    }

    /** Returns what it has done since its start. */
    public WorkerPerformance performance() {
        return performance;
    }

    /** Returns when it started, by its own clock. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns the time of its last heartbeat, by the broker's clock. */
    public Instant lastSeen() {
        return lastSeen;
    }

    /** Returns the key-value labels set by the operator; the launcher adds {@code host} and {@code pid}. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns whether this worker may take a task of this type that requires these capabilities. */
    public boolean serves(String type, SortedSet<String> requiredCapabilities) {
        return (types.contains(ANY_TYPE) || types.contains(type)) && capabilities.containsAll(requiredCapabilities);
    }

    /** Returns a copy that was last seen then. */
    public WorkerInfo lastSeen(Instant value) {
        return toBuilder().lastSeen(value).build();
    }

    /** Returns a copy in this state. */
    public WorkerInfo state(WorkerState value) {
        return toBuilder().state(value).build();
    }

    /** Returns whether it takes new tasks: it is neither paused nor leaving, nor gone. */
    public boolean takesTasks() {
        return state == WorkerState.ONLINE || state == WorkerState.BUSY;
    }

    private List<Object> components() {
        return List.of(
                id, state, types, capabilities, concurrency, running, load, performance, startedAt, lastSeen, labels);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof WorkerInfo that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "WorkerInfo[id=" + id + ", state=" + state + ", types=" + types + ", capabilities=" + capabilities
                + ", concurrency=" + concurrency + ", running=" + running + ", load=" + load + ", performance="
                + performance + ", startedAt=" + startedAt + ", lastSeen=" + lastSeen + ", labels=" + labels + "]";
    }

    /** Builds a {@link WorkerInfo}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String id;
        private WorkerState state;
        private Collection<String> types = Collections.emptySortedSet();
        private Collection<String> capabilities = Collections.emptySortedSet();
        private int concurrency = 1;
        private int running;
        private WorkerLoad load = WorkerLoad.UNKNOWN;
        private WorkerPerformance performance = WorkerPerformance.NONE;
        private Instant startedAt;
        private Instant lastSeen;
        private Map<String, String> labels = Map.of();

        private Builder(String id, WorkerState state, Instant startedAt, Instant lastSeen) {
            this.id = id;
            this.state = state;
            this.startedAt = startedAt;
            this.lastSeen = lastSeen;
        }

        private Builder(WorkerInfo from) {
            id = from.id;
            state = from.state;
            types = from.types;
            capabilities = from.capabilities;
            concurrency = from.concurrency;
            running = from.running;
            load = from.load;
            performance = from.performance;
            startedAt = from.startedAt;
            lastSeen = from.lastSeen;
            labels = from.labels;
        }

        public Builder id(String value) {
            id = value;
            return this;
        }

        public Builder state(WorkerState value) {
            state = value;
            return this;
        }

        public Builder types(Collection<String> value) {
            types = value;
            return this;
        }

        public Builder capabilities(Collection<String> value) {
            capabilities = value;
            return this;
        }

        public Builder concurrency(int value) {
            concurrency = value;
            return this;
        }

        public Builder running(int value) {
            running = value;
            return this;
        }

        public Builder load(WorkerLoad value) {
            load = value;
            return this;
        }

        public Builder performance(WorkerPerformance value) {
            performance = value;
            return this;
        }

        public Builder startedAt(Instant value) {
            startedAt = value;
            return this;
        }

        public Builder lastSeen(Instant value) {
            lastSeen = value;
            return this;
        }

        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if an id or name is malformed or the concurrency out of
         *     range
         */
        @CheckReturnValue
        public WorkerInfo build() {
            return new WorkerInfo(this);
        }
    }
}
