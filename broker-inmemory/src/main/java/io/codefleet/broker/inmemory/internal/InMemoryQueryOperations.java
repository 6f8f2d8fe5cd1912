package io.codefleet.broker.inmemory.internal;

import io.codefleet.FleetStats;
import io.codefleet.Page;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.broker.Broker;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;

/** Queries of a namespace. Guarded by the store's lock. */
final class InMemoryQueryOperations {
    /** How many tasks one list looks at, so that it holds the lock for a short time only. */
    private static final int MAX_LOOKED_AT = 10_000;

    private final NamespaceState state;

    InMemoryQueryOperations(NamespaceState state) {
        this.state = state;
    }

    static boolean matches(TaskQuery query, StoredTask task) {
        return (query.statuses().isEmpty() || query.statuses().contains(task.status))
                && query.type().map(task.task.type()::equals).orElse(true)
                && task.hasLabels(query);
    }

    Page<TaskSummary> list(TaskQuery query) {
        NavigableMap<Long, StoredTask> from = query.cursor()
                .map(cursor -> state.bySubmit.headMap(parse("query.cursor", cursor), false))
                .orElse(state.bySubmit)
                .descendingMap();
        List<TaskSummary> page = new ArrayList<>();
        int lookedAt = 0;
        for (Map.Entry<Long, StoredTask> entry : from.entrySet()) {
            if (matches(query, entry.getValue())) {
                page.add(entry.getValue().summary());
            }
            lookedAt++;
            if (page.size() == query.pageSize() || lookedAt == MAX_LOOKED_AT) {
                boolean last = entry.getKey().equals(from.lastKey());
                return new Page<>(
                        page,
                        last ? Optional.empty() : Optional.of(entry.getKey().toString()));
            }
        }
        return new Page<>(page, Optional.empty());
    }

    /** Returns the tasks that a purge has not looked at yet, the oldest submit first. */
    NavigableMap<Long, StoredTask> behind(Optional<String> cursor) {
        return cursor.map(last -> state.bySubmit.tailMap(parse("purge.cursor", last), false))
                .orElse(state.bySubmit);
    }

    private static long parse(String field, String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(field, "is not a cursor of this fleet; take one from a page", e);
        }
    }

    FleetStats stats() {
        long now = state.now();
        List<FleetStats.Lane> lanes = state.lanes.all().stream()
                .map(LaneQueue::head)
                .filter(Objects::nonNull)
                .sorted(LaneQueue.ORDER)
                .limit(Broker.MAX_REPORTED_LANES)
                .map(head -> laneStats(head, now))
                .toList();
        int online = (int) state.workers.values().stream()
                .filter(worker -> !worker.offline)
                .count();
        return FleetStats.builder(StoredTask.instant(now))
                .queued(state.queued)
                .waitingForPermit(state.permits.waiting())
                .delayed(state.delayed)
                .running(state.running.size())
                .submitted(state.submittedTotal)
                .completed(state.completedTotal)
                .failed(state.failedTotal)
                .cancelled(state.cancelledTotal)
                .workers(online)
                .paused(state.paused)
                .lanes(lanes)
                .build();
    }

    private FleetStats.Lane laneStats(StoredTask head, long now) {
        LaneQueue lane = head.queuedIn;
        return FleetStats.Lane.builder(lane.key.type())
                .requiredCapabilities(lane.key.capabilities())
                .workerId(lane.key.workerId().orElse(null))
                .queued(lane.size())
                .oldest(Duration.ofNanos(Math.max(0, now - head.submitted) * 1000))
                .servingWorkers(serving(lane))
                .build();
    }

    private int serving(LaneQueue lane) {
        return (int) state.workers.values().stream()
                .filter(worker -> !worker.offline)
                .filter(worker -> lane.key
                        .workerId()
                        .map(worker.info.id()::equals)
                        .orElseGet(() -> worker.info.serves(lane.key.type(), lane.key.capabilities())))
                .count();
    }
}
