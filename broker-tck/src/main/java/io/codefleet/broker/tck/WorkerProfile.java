package io.codefleet.broker.tck;

import io.codefleet.WorkerInfo;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Profile of a worker, as far as tests need it. */
record WorkerProfile(
        String id, Set<String> types, Set<String> capabilities, int slots, int running, WorkerPerformance performance) {
    static WorkerProfile of(String id) {
        return new WorkerProfile(id, Set.of(WorkerInfo.ANY_TYPE), Set.of(), 10, 0, WorkerPerformance.NONE);
    }

    WorkerProfile types(String... values) {
        return new WorkerProfile(id, Set.of(values), capabilities, slots, running, performance);
    }

    WorkerProfile offers(String... values) {
        return new WorkerProfile(id, types, Set.of(values), slots, running, performance);
    }

    WorkerProfile running(int value) {
        return new WorkerProfile(id, types, capabilities, slots, value, performance);
    }

    WorkerProfile slots(int value) {
        return new WorkerProfile(id, types, capabilities, value, running, performance);
    }

    /** Sets the performance of the worker in tasks of one type. */
    WorkerProfile has(String type, long completed, long failed) {
        WorkerPerformance ofType = new WorkerPerformance(completed, failed, 0, Duration.ofSeconds(completed));
        return new WorkerProfile(id, types, capabilities, slots, running, ofType.byType(Map.of(type, ofType)));
    }

    WorkerInfo info() {
        return WorkerInfo.builder(id, WorkerState.ONLINE, Instant.parse("2026-01-02T03:04:05Z"), Instant.EPOCH)
                .types(new TreeSet<>(types))
                .capabilities(new TreeSet<>(capabilities))
                .concurrency(slots)
                .running(running)
                .performance(performance)
                .labels(Map.of("host", "tck"))
                .build();
    }
}
