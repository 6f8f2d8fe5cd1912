package io.codefleet;

import java.time.Duration;
import java.util.Optional;

/**
 * What the broker keeps, and how much of it. All clients and workers of a namespace should use the same. Immutable; each method
 * that takes an argument returns a changed copy.
 *
 * @param maxPayloadBytes the largest task, result or checkpoint as JSON; default 8 MiB
 * @param maxQueuedTasks how many tasks may wait in the namespace, delayed ones included; default one million
 * @param maxQueuedPerLane how many tasks may be queued in one lane, those included that wait for a chosen worker or for their
 *     concurrency key; delayed ones are not counted; default as many as in the namespace
 * @param maxLanes how many lanes may have tasks that wait for a worker at once; a task type or a set of capabilities that is
 *     made of ids opens a lane for each task; default 10 000
 * @param submitRate how fast one client may submit; default as fast as it can
 * @param retention how long a completed or cancelled task is kept; default one day
 * @param deadLetterRetention how long a failed task is kept; default 14 days
 * @param maxEvents how many events are kept, about; default 10 000
 * @param auditRetention how long entries of the audit are kept, about; default 90 days
 * @param maxAuditEntries how many entries of the audit are kept, about; default 100 000
 */
public record StorageLimits(
        int maxPayloadBytes,
        int maxQueuedTasks,
        Optional<Integer> maxQueuedPerLane,
        int maxLanes,
        Optional<SubmitRate> submitRate,
        Duration retention,
        Duration deadLetterRetention,
        int maxEvents,
        Duration auditRetention,
        int maxAuditEntries) {
    /** 8 MiB, one million tasks, 10 000 lanes, one day, 14 days, 10 000 events; 90 days and 100 000 entries of the audit. */
    public static final StorageLimits DEFAULT = new StorageLimits(
            8 << 20,
            1_000_000,
            Optional.empty(),
            10_000,
            Optional.empty(),
            Duration.ofDays(1),
            Duration.ofDays(14),
            10_000,
            Duration.ofDays(90),
            100_000);

    /** @throws io.codefleet.error.InvalidInputException if a component is not positive; it names the component */
    public StorageLimits {
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

    /** A copy with another largest payload, in bytes. */
    public StorageLimits maxPayloadBytes(int value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.maxPayloadBytes = value;
        return change.build();
    }

    /** A copy with another number of waiting tasks. */
    public StorageLimits maxQueuedTasks(int value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.maxQueuedTasks = value;
        return change.build();
    }

    /** A copy with another number of tasks queued in one lane. */
    public StorageLimits maxQueuedPerLane(int value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.maxQueuedPerLane = Optional.of(value);
        return change.build();
    }

    /** A copy with another number of lanes that have queued tasks. */
    public StorageLimits maxLanes(int value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.maxLanes = value;
        return change.build();
    }

    /** A copy with another rate of submits for each client. */
    public StorageLimits submitRate(SubmitRate value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.submitRate = Optional.of(value);
        return change.build();
    }

    /** A copy with another retention of completed and cancelled tasks. */
    public StorageLimits retention(Duration value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.retention = value;
        return change.build();
    }

    /** A copy with another retention of failed tasks. */
    public StorageLimits deadLetterRetention(Duration value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.deadLetterRetention = value;
        return change.build();
    }

    /** A copy with another number of kept events. */
    public StorageLimits maxEvents(int value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.maxEvents = value;
        return change.build();
    }

    /** A copy with another retention of the audit. */
    public StorageLimits auditRetention(Duration value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.auditRetention = value;
        return change.build();
    }

    /** A copy with another number of kept entries of the audit. */
    public StorageLimits maxAuditEntries(int value) {
        StorageLimitsBuilder change = new StorageLimitsBuilder(this);
        change.maxAuditEntries = value;
        return change.build();
    }
}
