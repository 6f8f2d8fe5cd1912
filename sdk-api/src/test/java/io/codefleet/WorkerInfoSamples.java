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
        return WorkerInfo.builder(id, WorkerState.ONLINE, Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(2_000))
                .types(new TreeSet<>(types))
                .capabilities(new TreeSet<>(capabilities))
                .concurrency(4)
                .running(1)
                .load(new WorkerLoad(0.5, 1 << 20, 1 << 30))
                .performance(new WorkerPerformance(3, 1, 0, Duration.ofSeconds(8)))
                .labels(Map.of("host", "a"))
                .build();
    }
}
