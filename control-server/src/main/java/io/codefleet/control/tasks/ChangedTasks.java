package io.codefleet.control.tasks;

import io.codefleet.CodefleetClient;
import io.codefleet.Page;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The tasks that have changed since they were read. Several changes of one task are one read, and many changed tasks are read by
 * a page of the newest before the others are read one by one. The number of reads under way is bounded. Confined to the context.
 */
final class ChangedTasks {
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int READS = 16;
    private static final int WORTH_A_PAGE = 64;
    private static final int PAGE = 1000;

    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final TaskTable table;
    private final Consumer<TaskInfo> onRead;
    private final Clock clock;
    private final LinkedHashMap<String, Instant> waiting = new LinkedHashMap<>();
    private final Map<String, Instant> reading = new HashMap<>();
    private final Map<String, Promise<Void>> ownChanges = new HashMap<>();
    private int single;
    private boolean gathering;
    private boolean closed;

    ChangedTasks(
            Vertx vertx,
            Context context,
            CodefleetClient fleet,
            TaskTable table,
            Consumer<TaskInfo> onRead,
            Clock clock) {
        this.vertx = vertx;
        this.context = context;
        this.fleet = fleet;
        this.table = table;
        this.onRead = onRead;
        this.clock = clock;
    }

    /** Marks a task as changed, to be read in a moment, as it may change again until then. */
    void later(String id) {
        waiting.putIfAbsent(id, clock.instant());
        gather(GATHER);
    }

    /** Marks a task as changed by this process, and reads it immediately; {@link #settled()} waits for it. */
    void now(String id) {
        if (!closed) {
            waiting.putIfAbsent(id, clock.instant());
            ownChanges.computeIfAbsent(id, first -> Promise.promise());
            read();
        }
    }

    /** Completes when what this process has changed until now is read. */
    Future<Void> settled() {
        return Future.join(ownChanges.values().stream().map(Promise::future).toList())
                .mapEmpty();
    }

    /** Returns since when the oldest change is known that is not read. */
    Optional<Instant> oldest() {
        return Stream.concat(waiting.values().stream().limit(1), reading.values().stream())
                .min(Instant::compareTo);
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>(waiting.keySet());
        ids.addAll(reading.keySet());
        return ids;
    }

    void close() {
        closed = true;
        waiting.clear();
        ownChanges.values().forEach(Promise::tryComplete);
        ownChanges.clear();
    }

    private void gather(Duration wait) {
        if (!gathering && !closed) {
            gathering = true;
            vertx.setTimer(wait.toMillis(), timer -> {
                gathering = false;
                read();
            });
        }
    }

    private void read() {
        if (closed || waiting.isEmpty()) {
            return;
        }
        if (waiting.size() >= WORTH_A_PAGE && reading.isEmpty()) {
            readPage();
        } else {
            readEach();
        }
    }

    private void readPage() {
        Map<String, Instant> asked = new LinkedHashMap<>(waiting);
        waiting.clear();
        reading.putAll(asked);
        fleet.tasks(TaskQuery.ALL.pageSize(PAGE))
                .onComplete(answer -> context.runOnContext(v -> {
                    reading.clear();
                    List<String> found = answer.succeeded() ? stored(answer.result(), asked) : List.of();
                    asked.keySet().removeAll(found);
                    asked.forEach(waiting::putIfAbsent);
                    if (answer.failed()) {
                        gather(RETRY);
                    } else {
                        readEach();
                    }
                }));
    }

    private List<String> stored(Page<TaskSummary> page, Map<String, Instant> asked) {
        List<String> found = new ArrayList<>();
        for (TaskSummary task : page.items()) {
            if (asked.containsKey(task.id())) {
                table.put(task);
                found.add(task.id());
                settle(task.id());
            }
        }
        return found;
    }

    private void readEach() {
        while (single < READS && !waiting.isEmpty() && !closed) {
            Map.Entry<String, Instant> next = waiting.entrySet().iterator().next();
            String id = next.getKey();
            if (reading.containsKey(id)) {
                // It has changed again while it is being read; the end of that read begins the next.
                return;
            }
            waiting.remove(id);
            reading.put(id, next.getValue());
            single++;
            fleet.task(id).onComplete(answer -> context.runOnContext(v -> wasRead(id, answer)));
        }
    }

    private void wasRead(String id, AsyncResult<Optional<TaskInfo>> answer) {
        single--;
        Instant since = reading.remove(id);
        if (closed) {
            return;
        }
        if (answer.failed()) {
            waiting.putIfAbsent(id, since == null ? clock.instant() : since);
            gather(RETRY);
            return;
        }
        answer.result()
                .ifPresentOrElse(
                        info -> {
                            table.put(info.summary());
                            onRead.accept(info);
                        },
                        () -> table.remove(id));
        if (!waiting.containsKey(id)) {
            settle(id);
        }
        if (waiting.size() >= WORTH_A_PAGE) {
            read();
        } else {
            readEach();
        }
    }

    private void settle(String id) {
        Promise<Void> own = ownChanges.remove(id);
        if (own != null) {
            own.tryComplete();
        }
    }
}
