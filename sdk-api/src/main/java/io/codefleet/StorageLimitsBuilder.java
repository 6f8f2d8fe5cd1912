package io.codefleet;

import java.time.Duration;
import java.util.Optional;

/** The components of {@link StorageLimits} while a copy with one change is made. */
final class StorageLimitsBuilder {
    int maxPayloadBytes;
    int maxQueuedTasks;
    Optional<Integer> maxQueuedPerLane;
    int maxLanes;
    Optional<SubmitRate> submitRate;
    Duration retention;
    Duration deadLetterRetention;
    int maxEvents;
    Duration auditRetention;
    int maxAuditEntries;

    StorageLimitsBuilder(StorageLimits from) {
        this.maxPayloadBytes = from.maxPayloadBytes();
        this.maxQueuedTasks = from.maxQueuedTasks();
        this.maxQueuedPerLane = from.maxQueuedPerLane();
        this.maxLanes = from.maxLanes();
        this.submitRate = from.submitRate();
        this.retention = from.retention();
        this.deadLetterRetention = from.deadLetterRetention();
        this.maxEvents = from.maxEvents();
        this.auditRetention = from.auditRetention();
        this.maxAuditEntries = from.maxAuditEntries();
    }

    StorageLimits build() {
        return new StorageLimits(
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
}
