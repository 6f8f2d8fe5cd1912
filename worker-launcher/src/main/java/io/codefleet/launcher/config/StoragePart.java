package io.codefleet.launcher.config;

import io.codefleet.CodefleetOptions;
import io.codefleet.StorageLimits;
import io.codefleet.agent.ByteSize;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code broker.storage}: what the broker stores at most, and for how long. Each process applies its own values to
 * what it does, so all processes of a namespace should have the same.
 *
 * @param retention how long an ended task is kept
 * @param deadLetterRetention how long a dead letter is kept
 * @param auditRetention how long an entry of the audit is kept
 * @param maxPayload how large the content of a task and its result may be, each
 * @param maxQueuedTasks how many tasks may wait in the namespace
 * @param maxQueuedPerLane how many of them may wait in one lane
 * @param maxLanes how many lanes there may be
 * @param maxEvents how many events are kept
 * @param maxAuditEntries how many entries of the audit are kept
 */
public record StoragePart(
        @Nullable Duration retention,
        @Nullable Duration deadLetterRetention,
        @Nullable Duration auditRetention,
        @Nullable ByteSize maxPayload,
        @Nullable Integer maxQueuedTasks,
        @Nullable Integer maxQueuedPerLane,
        @Nullable Integer maxLanes,
        @Nullable Integer maxEvents,
        @Nullable Integer maxAuditEntries) {

    /** Returns options with these limits, and the defaults for what is not said. */
    CodefleetOptions addTo(CodefleetOptions options) {
        StorageLimits limits = options.limits();
        limits = set(limits, "retention", retention, StorageLimits::retention);
        limits = set(limits, "dead_letter_retention", deadLetterRetention, StorageLimits::deadLetterRetention);
        limits = set(limits, "audit_retention", auditRetention, StorageLimits::auditRetention);
        limits = set(limits, "max_payload", maxPayload, (old, size) -> old.maxPayloadBytes(bytes(size)));
        limits = set(limits, "max_queued_tasks", maxQueuedTasks, StorageLimits::maxQueuedTasks);
        limits = set(limits, "max_queued_per_lane", maxQueuedPerLane, StorageLimits::maxQueuedPerLane);
        limits = set(limits, "max_lanes", maxLanes, StorageLimits::maxLanes);
        limits = set(limits, "max_events", maxEvents, StorageLimits::maxEvents);
        limits = set(limits, "max_audit_entries", maxAuditEntries, StorageLimits::maxAuditEntries);
        return options.limits(limits);
    }

    private static int bytes(ByteSize size) {
        if (size.bytes() > Integer.MAX_VALUE) {
            throw new InvalidInputException("maxPayload", "is too large; a broker takes less than 2GB");
        }
        return (int) size.bytes();
    }

    private static <T> StorageLimits set(
            StorageLimits limits, String key, @Nullable T value, BiFunction<StorageLimits, T, StorageLimits> change) {
        if (value == null) {
            return limits;
        }
        try {
            return change.apply(limits, value);
        } catch (InvalidInputException e) {
            throw ConfigException.of("broker.storage." + key, e.fault(), e);
        }
    }
}
