package io.codefleet;

import java.time.Instant;
import java.util.Map;
import java.util.SortedSet;

/**
 * What the fleet knows of a worker.
 *
 * @param id its id
 * @param state what it is doing
 * @param types the types of tasks it serves; {@value #ANY_TYPE} stands for all
 * @param capabilities what it offers
 * @param concurrency how many tasks it runs at once
 * @param running how many it runs now
 * @param load what its process uses
 * @param performance what it has done since its start
 * @param startedAt when it started, by its own clock
 * @param lastSeen when it was last heard of, by the broker's clock
 * @param labels free words of its operator, such as its host
 */
public record WorkerInfo(
        String id,
        WorkerState state,
        SortedSet<String> types,
        SortedSet<String> capabilities,
        int concurrency,
        int running,
        WorkerLoad load,
        WorkerPerformance performance,
        Instant startedAt,
        Instant lastSeen,
        Map<String, String> labels) {
    /** Stands for all types of tasks. */
    public static final String ANY_TYPE = "*";

    /** @throws io.codefleet.error.InvalidInputException if an id or name is malformed or the concurrency out of range */
    public WorkerInfo {
        Check.id("worker.id", id);
        types = types.contains(ANY_TYPE) ? Check.anyType() : Check.names("worker.types", types);
        capabilities = Check.names("worker.capabilities", capabilities);
        Check.range("worker.concurrency", concurrency, 1, WorkerOptions.MAX_CONCURRENCY);
        labels = Map.copyOf(labels);
    }

    /** Whether this worker may take a task of this type that requires these capabilities. */
    public boolean serves(String type, SortedSet<String> requiredCapabilities) {
        return (types.contains(ANY_TYPE) || types.contains(type)) && capabilities.containsAll(requiredCapabilities);
    }

    /** A copy that was last seen then. */
    public WorkerInfo lastSeen(Instant value) {
        return new WorkerInfo(
                id, state, types, capabilities, concurrency, running, load, performance, startedAt, value, labels);
    }

    /** A copy in this state. */
    public WorkerInfo state(WorkerState value) {
        return new WorkerInfo(
                id, value, types, capabilities, concurrency, running, load, performance, startedAt, lastSeen, labels);
    }

    /** Whether it takes new tasks: it is neither paused nor leaving, nor gone. */
    public boolean takesTasks() {
        return state == WorkerState.ONLINE || state == WorkerState.BUSY;
    }
}
