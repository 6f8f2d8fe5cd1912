package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits of what the broker stores: sizes, counts and retention times. All clients and workers of a namespace should use the
 * same. Immutable; each method that takes an argument returns a changed copy.
 */
@CheckReturnValue
public final class StorageLimits {
    /** 8 MiB, one million tasks, 10 000 lanes, one day, 14 days, 10 000 events; 90 days and 100 000 entries of the audit. */
    public static final StorageLimits DEFAULT = builder().build();

    private final int maxPayloadBytes;
    private final int maxQueuedTasks;
    private final Optional<Integer> maxQueuedPerLane;
    private final int maxLanes;
    private final Optional<SubmitRate> submitRate;
    private final Duration retention;
    private final Duration deadLetterRetention;
    private final int maxEvents;
    private final Duration auditRetention;
    private final int maxAuditEntries;

    private StorageLimits(Builder builder) {
        this.maxPayloadBytes = builder.maxPayloadBytes;
        this.maxQueuedTasks = builder.maxQueuedTasks;
        this.maxQueuedPerLane = Optional.ofNullable(builder.maxQueuedPerLane);
        this.maxLanes = builder.maxLanes;
        this.submitRate = Optional.ofNullable(builder.submitRate);
        this.retention = builder.retention;
        this.deadLetterRetention = builder.deadLetterRetention;
        this.maxEvents = builder.maxEvents;
        this.auditRetention = builder.auditRetention;
        this.maxAuditEntries = builder.maxAuditEntries;
        Check.positive("limits.maxPayloadBytes", maxPayloadBytes);
        Check.positive("limits.maxQueuedTasks", maxQueuedTasks);
        maxQueuedPerLane.ifPresent(max -> Check.positive("limits.maxQueuedPerLane", max));
        Check.positive("limits.maxLanes", maxLanes);
        Check.positive("limits.retention", retention);
        Check.positive("limits.deadLetterRetention", deadLetterRetention);
        Check.positive("limits.maxEvents", maxEvents);
        Check.positive("limits.auditRetention", auditRetention);
        Check.positive("limits.maxAuditEntries", maxAuditEntries);
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the largest task, result or checkpoint as JSON; default 8 MiB. */
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    /** Returns how many tasks may wait in the namespace, delayed ones included; default one million. */
    public int maxQueuedTasks() {
        return maxQueuedTasks;
    }

    /**
     * Returns how many tasks may be queued in one lane, those included that wait for a chosen worker or for their
     * concurrency key; delayed ones are not counted; default as many as in the namespace.
     */
    public Optional<Integer> maxQueuedPerLane() {
        return maxQueuedPerLane;
    }

    /**
     * Returns how many lanes may have tasks that wait for a worker at once; a task type or a set of capabilities that
     * is made of ids opens a lane for each task; default 10 000.
     */
    public int maxLanes() {
        return maxLanes;
    }

    /** Returns how fast one client may submit; default as fast as it can. */
    public Optional<SubmitRate> submitRate() {
        return submitRate;
    }

    /** Returns how long a completed or cancelled task is kept; default one day. */
    public Duration retention() {
        return retention;
    }

    /** Returns how long a failed task is kept; default 14 days. */
    public Duration deadLetterRetention() {
        return deadLetterRetention;
    }

    /** Returns how many events are kept, about; default 10 000. */
    public int maxEvents() {
        return maxEvents;
    }

    /** Returns how long entries of the audit are kept, about; default 90 days. */
    public Duration auditRetention() {
        return auditRetention;
    }

    /** Returns how many entries of the audit are kept, about; default 100 000. */
    public int maxAuditEntries() {
        return maxAuditEntries;
    }

    /** Returns a copy with another largest payload, in bytes. */
    public StorageLimits maxPayloadBytes(int value) {
        return toBuilder().maxPayloadBytes(value).build();
    }

    /** Returns a copy with another number of waiting tasks. */
    public StorageLimits maxQueuedTasks(int value) {
        return toBuilder().maxQueuedTasks(value).build();
    }

    /** Returns a copy with another number of tasks queued in one lane. */
    public StorageLimits maxQueuedPerLane(int value) {
        return toBuilder().maxQueuedPerLane(value).build();
    }

    /** Returns a copy with another number of lanes that have queued tasks. */
    public StorageLimits maxLanes(int value) {
        return toBuilder().maxLanes(value).build();
    }

    /** Returns a copy with another rate of submits for each client. */
    public StorageLimits submitRate(SubmitRate value) {
        return toBuilder().submitRate(value).build();
    }

    /** Returns a copy with another retention of completed and cancelled tasks. */
    public StorageLimits retention(Duration value) {
        return toBuilder().retention(value).build();
    }

    /** Returns a copy with another retention of failed tasks. */
    public StorageLimits deadLetterRetention(Duration value) {
        return toBuilder().deadLetterRetention(value).build();
    }

    /** Returns a copy with another number of kept events. */
    public StorageLimits maxEvents(int value) {
        return toBuilder().maxEvents(value).build();
    }

    /** Returns a copy with another retention of the audit. */
    public StorageLimits auditRetention(Duration value) {
        return toBuilder().auditRetention(value).build();
    }

    /** Returns a copy with another number of kept entries of the audit. */
    public StorageLimits maxAuditEntries(int value) {
        return toBuilder().maxAuditEntries(value).build();
    }

    private List<Object> components() {
        return List.of(
                maxPayloadBytes,
                maxQueuedTasks,
                maxQueuedPerLane,
                maxLanes,
                submitRate,
                retention,
                deadLetterRetention,
                maxEvents,
                auditRetention,
                maxAuditEntries);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof StorageLimits that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "StorageLimits[maxPayloadBytes=" + maxPayloadBytes + ", maxQueuedTasks=" + maxQueuedTasks
                + ", maxQueuedPerLane=" + maxQueuedPerLane + ", maxLanes=" + maxLanes + ", submitRate=" + submitRate
                + ", retention=" + retention + ", deadLetterRetention=" + deadLetterRetention + ", maxEvents="
                + maxEvents + ", auditRetention=" + auditRetention + ", maxAuditEntries=" + maxAuditEntries + "]";
    }

    /**
     * Builds a {@link StorageLimits}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private int maxPayloadBytes = 8 << 20;
        private int maxQueuedTasks = 1_000_000;
        private @Nullable Integer maxQueuedPerLane;
        private int maxLanes = 10_000;
        private @Nullable SubmitRate submitRate;
        private Duration retention = Duration.ofDays(1);
        private Duration deadLetterRetention = Duration.ofDays(14);
        private int maxEvents = 10_000;
        private Duration auditRetention = Duration.ofDays(90);
        private int maxAuditEntries = 100_000;

        private Builder() {}

        private Builder(StorageLimits from) {
            maxPayloadBytes = from.maxPayloadBytes;
            maxQueuedTasks = from.maxQueuedTasks;
            maxQueuedPerLane = from.maxQueuedPerLane.orElse(null);
            maxLanes = from.maxLanes;
            submitRate = from.submitRate.orElse(null);
            retention = from.retention;
            deadLetterRetention = from.deadLetterRetention;
            maxEvents = from.maxEvents;
            auditRetention = from.auditRetention;
            maxAuditEntries = from.maxAuditEntries;
        }

        public Builder maxPayloadBytes(int value) {
            maxPayloadBytes = value;
            return this;
        }

        public Builder maxQueuedTasks(int value) {
            maxQueuedTasks = value;
            return this;
        }

        public Builder maxQueuedPerLane(@Nullable Integer value) {
            maxQueuedPerLane = value;
            return this;
        }

        public Builder maxLanes(int value) {
            maxLanes = value;
            return this;
        }

        public Builder submitRate(@Nullable SubmitRate value) {
            submitRate = value;
            return this;
        }

        public Builder retention(Duration value) {
            retention = value;
            return this;
        }

        public Builder deadLetterRetention(Duration value) {
            deadLetterRetention = value;
            return this;
        }

        public Builder maxEvents(int value) {
            maxEvents = value;
            return this;
        }

        public Builder auditRetention(Duration value) {
            auditRetention = value;
            return this;
        }

        public Builder maxAuditEntries(int value) {
            maxAuditEntries = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if a component is not positive; it names the component
         */
        @CheckReturnValue
        public StorageLimits build() {
            return new StorageLimits(this);
        }
    }
}
