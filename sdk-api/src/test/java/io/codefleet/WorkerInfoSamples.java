package io.codefleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Workers for tests. */
public final class WorkerInfoSamples {
    private WorkerInfoSamples() {}

    public static WorkerInfo worker(String id, List<String> types, List<String> capabilities) {
        return new WorkerInfo(
                id,
                WorkerState.ONLINE,
                new TreeSet<>(types),
                new TreeSet<>(capabilities),
                4,
                1,
                new WorkerLoad(0.5, 1 << 20, 1 << 30),
                new WorkerPerformance(3, 1, 0, Duration.ofSeconds(8)),
                Instant.ofEpochMilli(1_000),
                Instant.ofEpochMilli(2_000),
                Map.of("host", "a"));
    }
}
