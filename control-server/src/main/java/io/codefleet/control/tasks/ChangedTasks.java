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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The tasks that have changed since they were read. Several changes of one task are one read. Many changed tasks are read by pages
 * of the newest, as long as a page has many of them, before the others are read one by one. The number of reads under way is
 * bounded. Confined to the context.
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
    private final Map<String, Instant> waiting = new LinkedHashMap<>();
    /** Those that no page had. */
    private final Map<String, Instant> alone = new LinkedHashMap<>();

    private final Map<String, Instant> reading = new HashMap<>();
    private final Map<String, Promise<Void>> ownChanges = new HashMap<>();
    private int single;
    private boolean gathering;
    /** Whether somebody waits for the reads. */
    private boolean urgent;

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

    /** Marks a task as changed by this process; {@link #settled()} waits until it is read. */
    void own(String id) {
        if (!closed) {
            ownChanges.computeIfAbsent(id, first -> Promise.promise());
            later(id);
        }
    }

    /** Reads what this process has changed until now without further delay, and completes when it is read. */
    Future<Void> settled() {
        if (ownChanges.isEmpty()) {
            return Future.succeededFuture();
        }
        urgent = true;
        read();
        return Future.join(ownChanges.values().stream().map(Promise::future).toList())
                .mapEmpty();
    }

    /** Returns since when the oldest change is known that is not read. */
    Optional<Instant> oldest() {
        return Stream.of(waiting.values().stream(), alone.values().stream(), reading.values().stream())
                .flatMap(Function.identity())
                .min(Instant::compareTo);
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>(waiting.keySet());
        ids.addAll(alone.keySet());
        ids.addAll(reading.keySet());
        return ids;
    }

    void close() {
        closed = true;
        waiting.clear();
        alone.clear();
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
        if (alone.isEmpty() && reading.isEmpty() && waiting.size() >= WORTH_A_PAGE) {
            readPages();
        } else {
            readEach();
        }
    }

    /** Reads what is left. What has come meanwhile and is worth a page waits for more, unless somebody waits for it. */
    private void readOn() {
        if (!urgent && alone.isEmpty() && reading.isEmpty() && waiting.size() >= WORTH_A_PAGE) {
            gather(GATHER);
        } else {
            read();
        }
    }

    private void readPages() {
        Map<String, Instant> asked = new LinkedHashMap<>(waiting);
        waiting.clear();
        urgent = false;
        reading.putAll(asked);
        readPage(TaskQuery.ALL.pageSize(PAGE), asked);
    }

    private void readPage(TaskQuery query, Map<String, Instant> asked) {
        fleet.tasks(query)
                .onComplete(answer -> context.runOnContext(v -> {
                    if (closed) {
                        return;
                    }
                    int found = answer.succeeded() ? store(answer.result(), asked) : 0;
                    if (found >= WORTH_A_PAGE
                            && asked.size() >= WORTH_A_PAGE
                            && answer.result().next().isPresent()) {
                        readPage(query.from(answer.result().next().get()), asked);
                        return;
                    }
                    asked.keySet().forEach(reading::remove);
                    if (answer.failed()) {
                        asked.forEach(waiting::putIfAbsent);
                        gather(RETRY);
                    } else {
                        alone.putAll(asked);
                        readOn();
                    }
                }));
    }

    /** Stores the tasks of a page that were asked for, which are not asked for any more, and returns how many they are. */
    private int store(Page<TaskSummary> page, Map<String, Instant> asked) {
        int found = 0;
        for (TaskSummary task : page.items()) {
            if (asked.remove(task.id()) != null) {
                found++;
                reading.remove(task.id());
                table.put(task);
                settleUnlessChangedAgain(task.id());
            }
        }
        return found;
    }

    private void readEach() {
        while (single < READS && !closed) {
            Map<String, Instant> from = alone.isEmpty() && waiting.size() < WORTH_A_PAGE ? waiting : alone;
            if (from.isEmpty()) {
                return;
            }
            Map.Entry<String, Instant> next = from.entrySet().iterator().next();
            String id = next.getKey();
            if (reading.containsKey(id)) {
                // It has changed again while it is being read; the end of that read begins the next.
                return;
            }
            from.remove(id);
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
        settleUnlessChangedAgain(id);
        readOn();
    }

    private void settleUnlessChangedAgain(String id) {
        Promise<Void> own = waiting.containsKey(id) ? null : ownChanges.remove(id);
        if (own != null) {
            own.tryComplete();
        }
    }
}
