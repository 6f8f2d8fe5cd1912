package io.codefleet.faults.process;

import io.codefleet.CodefleetOptions;
import io.codefleet.StorageLimits;
import io.codefleet.WorkerOptions;
import java.time.Duration;

/** Times of a run: short, so that much happens in it. */
public final class RunTiming {
    /** How long a lease lasts. */
    public static final Duration LEASE = Duration.ofMillis(1500);

    /** How long one attempt of a task that hangs may run. */
    static final Duration HANG_LIMIT = Duration.ofSeconds(1);

    /** How many events are kept: all of a run. */
    private static final int EVENTS = 50_000_000;
    /** The largest payload, so that one above it is cheap to make. */
    static final int MAX_PAYLOAD_BYTES = 1 << 18;

    private RunTiming() {}

    /** Returns the connection options of a client in a run. */
    public static CodefleetOptions options(String uri, String namespace) {
        return CodefleetOptions.of(uri)
                .namespace(namespace)
                .commandTimeout(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(500))
                .limits(StorageLimits.DEFAULT.maxEvents(EVENTS).maxPayloadBytes(MAX_PAYLOAD_BYTES));
    }

    static WorkerOptions worker(String id) {
        return WorkerOptions.create()
                .id(id)
                .concurrency(8)
                .lease(LEASE)
                .heartbeat(Duration.ofMillis(500))
                .drainTimeout(Duration.ofSeconds(2))
                .stopGrace(Duration.ofMillis(300));
    }
}
