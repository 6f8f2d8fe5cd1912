package io.codefleet.broker.tck;

import io.codefleet.WorkerInfo;
import io.codefleet.WorkerLoad;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a worker says of itself, as far as tests care. */
record WorkerProfile(String id, Set<String> types, Set<String> capabilities, int slots, int running) {
    static WorkerProfile of(String id) {
        return new WorkerProfile(id, Set.of(WorkerInfo.ANY_TYPE), Set.of(), 10, 0);
    }

    WorkerProfile types(String... values) {
        return new WorkerProfile(id, Set.of(values), capabilities, slots, running);
    }

    WorkerProfile offers(String... values) {
        return new WorkerProfile(id, types, Set.of(values), slots, running);
    }

    WorkerProfile running(int value) {
        return new WorkerProfile(id, types, capabilities, slots, value);
    }

    WorkerProfile slots(int value) {
        return new WorkerProfile(id, types, capabilities, value, running);
    }

    WorkerInfo info() {
        return new WorkerInfo(
                id,
                WorkerState.ONLINE,
                new TreeSet<>(types),
                new TreeSet<>(capabilities),
                slots,
                running,
                WorkerLoad.UNKNOWN,
                WorkerPerformance.NONE,
                Instant.parse("2026-01-02T03:04:05Z"),
                Instant.EPOCH,
                Map.of("host", "tck"));
    }
}
