package io.codefleet.control.tasks;

import io.codefleet.CodefleetClient;
import io.codefleet.Page;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads all tasks of the broker into a table, the newest first, a page at a time. Confined to the context. */
final class TaskLoad {
    private static final int PAGE = 1000;

    private final Context context;
    private final CodefleetClient fleet;
    private final TaskTable table;
    private final ChangedTasks changed;
    private final int maxTasks;
    private final Consumer<Throwable> failed;
    private boolean complete;
    private boolean stopped;
    private boolean again;
    private Optional<Promise<Void>> running = Optional.empty();

    /** Creates a load; a failure after which no other begins is given to the last argument. */
    TaskLoad(
            Context context,
            CodefleetClient fleet,
            TaskTable table,
            ChangedTasks changed,
            int maxTasks,
            Consumer<Throwable> failed) {
        this.context = context;
        this.fleet = fleet;
        this.table = table;
        this.changed = changed;
        this.maxTasks = maxTasks;
        this.failed = failed;
    }

    /** Returns whether the table has all tasks of the broker. */
    boolean complete() {
        return complete && !table.overflowed();
    }

    /** Marks the table as possibly incomplete until the next load ends. */
    void incomplete() {
        complete = false;
    }

    void stop() {
        stopped = true;
    }

    /** Begins a load; one that is under way is followed by another, as it may have passed what has changed since. */
    Future<Void> start() {
        if (running.isPresent()) {
            again = true;
            return running.get().future();
        }
        Promise<Void> promise = Promise.promise();
        running = Optional.of(promise);
        again = false;
        table.beginLoad();
        page(TaskQuery.ALL.pageSize(PAGE), new HashSet<>(), Optional.empty());
        return promise.future();
    }

    private void page(TaskQuery query, Set<String> seen, Optional<Instant> newest) {
        fleet.tasks(query)
                .onFailure(failure -> context.runOnContext(v -> end(failure)))
                .onSuccess(page -> context.runOnContext(v -> store(query, page, seen, newest)));
    }

    private void store(TaskQuery query, Page<TaskSummary> page, Set<String> seen, Optional<Instant> newest) {
        if (stopped) {
            return;
        }
        for (TaskSummary task : page.items()) {
            seen.add(task.id());
            table.put(task);
        }
        Optional<Instant> first =
                newest.or(() -> page.items().stream().findFirst().map(TaskSummary::submittedAt));
        if (page.next().isPresent() && seen.size() <= maxTasks) {
            page(query.from(page.next().get()), seen, first);
            return;
        }
        // What the broker no longer lists was deleted, unless it was submitted after the load began.
        seen.addAll(changed.ids());
        first.ifPresentOrElse(
                at -> table.removeIf(
                        task -> !seen.contains(task.id()) && !task.submittedAt().isAfter(at)),
                () -> table.removeIf(task -> !seen.contains(task.id())));
        complete = page.next().isEmpty();
        end(null);
    }

    private void end(@Nullable Throwable failure) {
        running.ifPresent(promise -> {
            if (failure == null) {
                promise.complete();
            } else {
                promise.fail(failure);
            }
        });
        running = Optional.empty();
        if (stopped) {
            return;
        }
        if (again) {
            start();
        } else if (failure != null) {
            failed.accept(failure);
        }
    }
}
