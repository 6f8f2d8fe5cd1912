package io.codefleet;

import java.time.Duration;

/**
 * What the broker keeps, and how much of it. All clients and workers of a namespace should use the same.
 *
 * @param maxPayloadBytes the largest task or result as JSON; default 8 MiB
 * @param maxQueuedTasks how many tasks may wait in the namespace; default one million
 * @param retention how long a completed or cancelled task is kept; default one day
 * @param deadLetterRetention how long a failed task is kept; default 14 days
 * @param maxEvents how many events are kept, about; default 10 000
 * @param auditRetention how long entries of the audit are kept, about; default 90 days
 * @param maxAuditEntries how many entries of the audit are kept, about; default 100 000
 */
public record StorageLimits(
        int maxPayloadBytes,
        int maxQueuedTasks,
        Duration retention,
        Duration deadLetterRetention,
        int maxEvents,
        Duration auditRetention,
        int maxAuditEntries) {
    /** 8 MiB, one million tasks, one day, 14 days, 10 000 events; 90 days and 100 000 entries of the audit. */
    public static final StorageLimits DEFAULT = new StorageLimits(
            8 << 20, 1_000_000, Duration.ofDays(1), Duration.ofDays(14), 10_000, Duration.ofDays(90), 100_000);

    /** @throws io.codefleet.error.InvalidInputException if a component is not positive; it names the component */
    public StorageLimits {
        Check.positive("limits.maxPayloadBytes", maxPayloadBytes);
        Check.positive("limits.maxQueuedTasks", maxQueuedTasks);
        Check.positive("limits.retention", retention);
        Check.positive("limits.deadLetterRetention", deadLetterRetention);
        Check.positive("limits.maxEvents", maxEvents);
        Check.positive("limits.auditRetention", auditRetention);
        Check.positive("limits.maxAuditEntries", maxAuditEntries);
    }

    /** A copy with another largest payload, in bytes. */
    public StorageLimits maxPayloadBytes(int value) {
        return new StorageLimits(
                value, maxQueuedTasks, retention, deadLetterRetention, maxEvents, auditRetention, maxAuditEntries);
    }

    /** A copy with another number of waiting tasks. */
    public StorageLimits maxQueuedTasks(int value) {
        return new StorageLimits(
                maxPayloadBytes, value, retention, deadLetterRetention, maxEvents, auditRetention, maxAuditEntries);
    }

    /** A copy with another retention of completed and cancelled tasks. */
    public StorageLimits retention(Duration value) {
        return new StorageLimits(
                maxPayloadBytes,
                maxQueuedTasks,
                value,
                deadLetterRetention,
                maxEvents,
                auditRetention,
                maxAuditEntries);
    }

    /** A copy with another retention of failed tasks. */
    public StorageLimits deadLetterRetention(Duration value) {
        return new StorageLimits(
                maxPayloadBytes, maxQueuedTasks, retention, value, maxEvents, auditRetention, maxAuditEntries);
    }

    /** A copy with another number of kept events. */
    public StorageLimits maxEvents(int value) {
        return new StorageLimits(
                maxPayloadBytes,
                maxQueuedTasks,
                retention,
                deadLetterRetention,
                value,
                auditRetention,
                maxAuditEntries);
    }

    /** A copy with another retention of the audit. */
    public StorageLimits auditRetention(Duration value) {
        return new StorageLimits(
                maxPayloadBytes, maxQueuedTasks, retention, deadLetterRetention, maxEvents, value, maxAuditEntries);
    }

    /** A copy with another number of kept entries of the audit. */
    public StorageLimits maxAuditEntries(int value) {
        return new StorageLimits(
                maxPayloadBytes, maxQueuedTasks, retention, deadLetterRetention, maxEvents, auditRetention, value);
    }
}
