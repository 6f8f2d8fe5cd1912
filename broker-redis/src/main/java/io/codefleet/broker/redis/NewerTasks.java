package io.codefleet.broker.redis;

import io.codefleet.broker.Lease;
import io.codefleet.broker.redis.internal.record.RoutingHeader;
import io.codefleet.error.UnsupportedVersionException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes in which the workers of this process met tasks of a newer version. They take nothing from such a lane for a while:
 * what they cannot read they would only hold up. Thread-safe.
 */
final class NewerTasks {
    /** How long a task that was handed back waits, so that it is not claimed again by the same worker at once. */
    static final Duration HAND_BACK_DELAY = Duration.ofSeconds(5);

    /** How long a worker leaves a lane out. */
    static final Duration SKIPPED_FOR = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(NewerTasks.class);

    private record Place(String workerId, String lane) {}

    /** Until when, by the clock. */
    private final Map<Place, Long> skipped = new ConcurrentHashMap<>();

    private final LongSupplier nanoClock;

    NewerTasks() {
        this(System::nanoTime);
    }

    NewerTasks(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Skips the lane of a task for a while, as a worker was given the task and cannot read it. */
    void met(Lease lease, RoutingHeader header, UnsupportedVersionException why) {
        log.atWarn()
                .addKeyValue("task", lease.taskId())
                .addKeyValue("type", header.type())
                .addKeyValue("worker", lease.workerId())
                .addKeyValue("version", why.found())
                .addKeyValue("supported", why.supported())
                .log("a task was written by a newer version; it is handed back, and the worker takes no more of its"
                        + " lane for a minute; update the worker");
        header.lane()
                .ifPresent(lane ->
                        skipped.put(new Place(lease.workerId(), lane), nanoClock.getAsLong() + SKIPPED_FOR.toNanos()));
    }

    /** Returns the lanes that a worker skips now. */
    Set<String> lanesSkippedBy(String workerId) {
        if (skipped.isEmpty()) {
            return Set.of();
        }
        long now = nanoClock.getAsLong();
        skipped.values().removeIf(until -> now - until >= 0);
        Set<String> lanes = new HashSet<>();
        skipped.keySet().forEach(place -> {
            if (place.workerId().equals(workerId)) {
                lanes.add(place.lane());
            }
        });
        return lanes;
    }
}
