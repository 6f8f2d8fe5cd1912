package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Options of a worker: its identity, its capabilities, its concurrency and its time limits. Immutable; each method that takes
 * an argument returns a changed copy.
 */
@CheckReturnValue
public final class WorkerOptions {
    /** The most tasks that one worker runs at once. */
    public static final int MAX_CONCURRENCY = 10_000;

    /** The lease of a worker that names none. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    /** The heartbeat interval of a worker that names none. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);

    /** The drain timeout of a worker that names none. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** The stop grace of a worker that names none. */
    public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

    private final String id;
    private final SortedSet<String> capabilities;
    private final int concurrency;
    private final Duration lease;
    private final Duration heartbeat;
    private final Duration drainTimeout;
    private final Duration stopGrace;
    private final RetryPolicy retry;
    private final Map<String, String> labels;
    private final List<AttemptInterceptor> attemptInterceptors;

    private WorkerOptions(Builder builder) {
        this.id = builder.id;
        this.capabilities = Check.names("worker.capabilities", builder.capabilities);
        this.concurrency = builder.concurrency;
        this.lease = builder.lease;
        this.heartbeat = builder.heartbeat;
        this.drainTimeout = builder.drainTimeout;
        this.stopGrace = builder.stopGrace;
        this.retry = builder.retry;
        this.labels = Map.copyOf(builder.labels);
        this.attemptInterceptors = List.copyOf(builder.attemptInterceptors);
        Check.id("worker.id", id);
        Check.range("worker.concurrency", concurrency, 1, MAX_CONCURRENCY);
        Check.positiveMillis("worker.lease", lease);
        Check.positiveMillis("worker.heartbeat", heartbeat);
        Check.notNegative("worker.drainTimeout", drainTimeout);
        Check.notNegative("worker.stopGrace", stopGrace);
    }

    /** Returns a builder with the defaults for all but this. */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns its name, unique in the namespace; default random. */
    public String id() {
        return id;
    }

    /** Returns what it offers; default nothing. */
    public SortedSet<String> capabilities() {
        return capabilities;
    }

    /** Returns how many tasks it runs at once; from 1 to {@value #MAX_CONCURRENCY}, default 1. */
    public int concurrency() {
        return concurrency;
    }

    /**
     * Returns how long a lease lasts without a renewal; a third of it is the renewal's interval; default 30 seconds.
     */
    public Duration lease() {
        return lease;
    }

    /** Returns how often it reports itself; three missed ones make it offline; default 10 seconds. */
    public Duration heartbeat() {
        return heartbeat;
    }

    /**
     * Returns how long {@link Worker#close()} lets running tasks finish before it hands them back; default 30 seconds.
     */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /**
     * Returns how long a handler may take to stop after a request to. After that, the worker reports the attempt without it.
     * Default 10 seconds.
     */
    public Duration stopGrace() {
        return stopGrace;
    }

    /**
     * Returns whether and when a failed attempt is followed by another, for tasks that name no policy of their own;
     * default {@link RetryPolicy#DEFAULT}.
     */
    public RetryPolicy retry() {
        return retry;
    }

    /** Returns the key-value labels set by the operator; default none. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns what is called around each attempt, the outermost first; default none. */
    public List<AttemptInterceptor> attemptInterceptors() {
        return attemptInterceptors;
    }

    /** Returns a worker with a random id, no capabilities and one slot. */
    public static WorkerOptions create() {
        return builder("worker-" + UUID.randomUUID()).build();
    }

    /** Returns a copy with this id. */
    public WorkerOptions id(String value) {
        return toBuilder().id(value).build();
    }

    /** Returns a copy that offers exactly these capabilities. */
    public WorkerOptions capabilities(String... values) {
        return capabilities(Arrays.asList(values));
    }

    /** Returns a copy that offers exactly these capabilities. */
    public WorkerOptions capabilities(Collection<String> values) {
        return toBuilder()
                .capabilities(Check.names("worker.capabilities", values))
                .build();
    }

    /** Returns a copy with this many slots. */
    public WorkerOptions concurrency(int value) {
        return toBuilder().concurrency(value).build();
    }

    /** Returns a copy with this lease. */
    public WorkerOptions lease(Duration value) {
        return toBuilder().lease(value).build();
    }

    /** Returns a copy with this heartbeat interval. */
    public WorkerOptions heartbeat(Duration value) {
        return toBuilder().heartbeat(value).build();
    }

    /** Returns a copy with this drain timeout. */
    public WorkerOptions drainTimeout(Duration value) {
        return toBuilder().drainTimeout(value).build();
    }

    /** Returns a copy with this stop grace. */
    public WorkerOptions stopGrace(Duration value) {
        return toBuilder().stopGrace(value).build();
    }

    /** Returns a copy with this retry policy for tasks that name none. */
    public WorkerOptions retry(RetryPolicy value) {
        return toBuilder().retry(value).build();
    }

    /** Returns a copy with these labels. */
    public WorkerOptions labels(Map<String, String> values) {
        return toBuilder().labels(values).build();
    }

    /** Returns a copy with exactly these interceptors, the outermost first. */
    public WorkerOptions attemptInterceptors(AttemptInterceptor... values) {
        return toBuilder().attemptInterceptors(Arrays.asList(values)).build();
    }

    private List<Object> components() {
        return List.of(
                id,
                capabilities,
                concurrency,
                lease,
                heartbeat,
                drainTimeout,
                stopGrace,
                retry,
                labels,
                attemptInterceptors);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof WorkerOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "WorkerOptions[id=" + id + ", capabilities=" + capabilities + ", concurrency=" + concurrency + ", lease="
                + lease + ", heartbeat=" + heartbeat + ", drainTimeout=" + drainTimeout + ", stopGrace=" + stopGrace
                + ", retry=" + retry + ", labels=" + labels + "]";
    }

    /** Builds a {@link WorkerOptions}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String id;
        private Collection<String> capabilities = Collections.emptySortedSet();
        private int concurrency = 1;
        private Duration lease = DEFAULT_LEASE;
        private Duration heartbeat = DEFAULT_HEARTBEAT;
        private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
        private Duration stopGrace = DEFAULT_STOP_GRACE;
        private RetryPolicy retry = RetryPolicy.DEFAULT;
        private Map<String, String> labels = Map.of();
        private List<AttemptInterceptor> attemptInterceptors = List.of();

        private Builder(String id) {
            this.id = id;
        }

        private Builder(WorkerOptions from) {
            id = from.id;
            capabilities = from.capabilities;
            concurrency = from.concurrency;
            lease = from.lease;
            heartbeat = from.heartbeat;
            drainTimeout = from.drainTimeout;
            stopGrace = from.stopGrace;
            retry = from.retry;
            labels = from.labels;
            attemptInterceptors = from.attemptInterceptors;
        }

        public Builder id(String value) {
            id = value;
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

        public Builder lease(Duration value) {
            lease = value;
            return this;
        }

        public Builder heartbeat(Duration value) {
            heartbeat = value;
            return this;
        }

        public Builder drainTimeout(Duration value) {
            drainTimeout = value;
            return this;
        }

        public Builder stopGrace(Duration value) {
            stopGrace = value;
            return this;
        }

        public Builder retry(RetryPolicy value) {
            retry = value;
            return this;
        }

        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        public Builder attemptInterceptors(List<AttemptInterceptor> value) {
            attemptInterceptors = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if a component is out of its range; it names the
         *     component
         */
        @CheckReturnValue
        public WorkerOptions build() {
            return new WorkerOptions(this);
        }
    }
}
