package io.codefleet.broker.inmemory.internal;

import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.broker.EventBatch;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The last events in a ring, and those who wait for the next. Guarded by the store's lock. */
final class EventLog {
    private static final int INITIAL = 1024;

    private @Nullable Stored[] ring = new Stored[INITIAL];
    /** The number of the next event. The first one is 2, so that the cursor before it is not {@link EventQuery#OLDEST}. */
    private long next = 2;

    private long oldest = 2;
    private final List<Waiter> waiters = new ArrayList<>();
    private final ChangeRecorder changes;

    EventLog(ChangeRecorder changes) {
        this.changes = changes;
    }

    /** An event before anyone reads it; a text cursor is made only then. */
    private record Stored(
            long number,
            long at,
            @Nullable String taskId,
            @Nullable String taskType,
            TaskEvent.@Nullable Kind taskKind,
            int attempt,
            @Nullable String workerId,
            WorkerEvent.@Nullable Kind workerKind) {
        FleetEvent event() {
            String cursor = Long.toString(number);
            if (taskId != null && taskType != null && taskKind != null) {
                return new TaskEvent(
                        cursor,
                        StoredTask.instant(at),
                        taskKind,
                        taskId,
                        taskType,
                        attempt,
                        Optional.ofNullable(workerId));
            }
            if (workerKind == null || workerId == null) {
                throw new IllegalStateException("an event of neither a task nor a worker");
            }
            return new WorkerEvent(cursor, StoredTask.instant(at), workerKind, workerId);
        }
    }

    private record Waiter(long after, int max, Promise<EventBatch> promise) {}

    void task(StoredTask task, TaskEvent.Kind kind, long at, int capacity, DeferredNotifications notifications) {
        Stored event = new Stored(next, at, task.task.id(), task.task.type(), kind, task.attempt, task.workerId, null);
        add(event, capacity, notifications);
    }

    void worker(String workerId, WorkerEvent.Kind kind, long at, int capacity, DeferredNotifications notifications) {
        add(new Stored(next, at, null, null, null, 0, workerId, kind), capacity, notifications);
    }

    private void add(Stored event, int capacity, DeferredNotifications notifications) {
        if (changes.isEnabled()) {
            changes.add(() -> new StateChange.EventAdded(event.number(), event.event()));
        }
        store(event, capacity);
        if (!waiters.isEmpty()) {
            waiters.forEach(waiter -> {
                EventBatch batch = read(waiter.after(), waiter.max(), event.at());
                notifications.later(() -> waiter.promise().tryComplete(batch));
            });
            waiters.clear();
        }
    }

    /** Adds an event of the store of which this is a copy. */
    void put(long number, FleetEvent event, int capacity) {
        if (number < next) {
            return;
        }
        if (number > next) {
            oldest = number;
            next = number;
        }
        long at = StoredTask.micros(event.at());
        if (event instanceof TaskEvent task) {
            String worker = task.workerId().orElse(null);
            store(
                    new Stored(number, at, task.taskId(), task.taskType(), task.kind(), task.attempt(), worker, null),
                    capacity);
        } else if (event instanceof WorkerEvent worker) {
            store(new Stored(number, at, null, null, null, 0, worker.workerId(), worker.kind()), capacity);
        }
    }

    /** Writes the changes that make a copy of this log. */
    void dump(Consumer<StateChange> to) {
        for (long number = oldest; number < next; number++) {
            Stored stored = ring[(int) (number % ring.length)];
            if (stored != null) {
                to.accept(new StateChange.EventAdded(number, stored.event()));
            }
        }
    }

    private void store(Stored event, int capacity) {
        if (next - oldest >= ring.length && ring.length < capacity) {
            grow(Math.min(capacity, ring.length * 2));
        }
        ring[(int) (next % ring.length)] = event;
        next++;
        oldest = Math.max(oldest, next - ring.length);
    }

    private void grow(int size) {
        @Nullable Stored[] larger = new Stored[size];
        for (long number = oldest; number < next; number++) {
            larger[(int) (number % size)] = ring[(int) (number % ring.length)];
        }
        ring = larger;
    }

    String cursor() {
        return Long.toString(next - 1);
    }

    void read(String cursor, int max, long now, Promise<EventBatch> promise, DeferredNotifications notifications) {
        long after = parse(cursor);
        if (after < next - 1) {
            EventBatch batch = read(after, max, now);
            notifications.later(() -> promise.tryComplete(batch));
        } else {
            waiters.removeIf(waiter -> waiter.promise().future().isComplete());
            waiters.add(new Waiter(after, max, promise));
        }
    }

    private static long parse(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("events.after", "is not a cursor of this fleet; take one from an event", e);
        }
    }

    private EventBatch read(long after, int max, long now) {
        List<FleetEvent> events = new ArrayList<>();
        long from = after + 1;
        if (from < oldest) {
            if (after != Long.parseLong(EventQuery.OLDEST)) {
                events.add(new FleetEvent.Missed(Long.toString(oldest - 1), StoredTask.instant(now)));
            }
            from = oldest;
        }
        long number = from;
        while (number < next && events.size() < max) {
            Stored stored = ring[(int) (number % ring.length)];
            if (stored != null) {
                events.add(stored.event());
            }
            number++;
        }
        return new EventBatch(events, Long.toString(number - 1));
    }
}
