package io.codefleet.mcp;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.json.WorkflowJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bound of the tasks that the agent of one task submits. The tasks are counted among those that the fleet has stored, so that the
 * bound holds over restarts and over several servers. What was counted is kept, so that each submit reads only what is newer. Its
 * methods may be called from any thread.
 */
final class DelegatedTasks {
    /** How many callers are kept; the tasks of one that is not are counted again. */
    private static final int MAX_CALLERS = 1_000;

    /** The size of each page but the first, which in most submits has all that is new. */
    private static final int NEXT_PAGES = 1_000;

    private final CodefleetClient fleet;
    private final int limit;
    private final Map<String, CallingTask> callers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CallingTask> eldest) {
            return size() > MAX_CALLERS;
        }
    };

    /** Creates a bound of so many tasks for each calling task. */
    DelegatedTasks(CodefleetClient fleet, int limit) {
        this.fleet = fleet;
        this.limit = limit;
    }

    /** A calling task. Its submits come one after another, so that two at once do not both take the last place. */
    private static final class CallingTask {
        private final String id;
        private final DelegationCount count;
        private Optional<Instant> countedUntil = Optional.empty();
        private Future<Void> last = Future.succeededFuture();

        CallingTask(String id) {
            this.id = id;
            this.count = new DelegationCount(id);
        }

        <T> Future<T> inTurn(Supplier<Future<T>> call) {
            Promise<Void> ended = Promise.promise();
            return after(ended.future()).compose(turn -> call.get()).onComplete(any -> ended.complete());
        }

        private synchronized Future<Void> after(Future<Void> next) {
            Future<Void> before = last;
            last = next;
            return before;
        }
    }

    /** Tasks that were read, the newest first. Those without a parent are not kept, as no agent has submitted them. */
    private static final class NewTasks {
        private final List<TaskSummary> parts = new ArrayList<>();
        private Optional<Instant> newest = Optional.empty();

        void add(TaskSummary task) {
            newest = newest.or(() -> Optional.of(task.submittedAt()));
            if (task.parentId().isPresent()) {
                parts.add(task);
            }
        }

        void addTo(DelegationCount count) {
            // a run comes before its tasks
            for (int i = parts.size() - 1; i >= 0; i--) {
                count.add(parts.get(i));
            }
        }
    }

    /**
     * Submits, unless the task whose agent calls would then have submitted more tasks than it may. A task that is stored already
     * is submitted again in any case, which changes nothing.
     *
     * @param id of what is submitted
     * @param tasks how many tasks it is
     */
    <T> Future<T> submit(DelegationScope scope, String id, int tasks, Supplier<Future<T>> submit) {
        Optional<CallingTask> from = scope.caller().map(task -> caller(task.id()));
        return from.isEmpty()
                ? submit.get()
                : from.get().inTurn(() -> check(from.get(), id, tasks).compose(allowed -> submit.get()));
    }

    private CallingTask caller(String id) {
        synchronized (callers) {
            return callers.computeIfAbsent(id, CallingTask::new);
        }
    }

    private Future<Void> check(CallingTask caller, String id, int tasks) {
        return fleet.task(id).compose(stored -> {
            if (stored.isPresent()) {
                return Future.succeededFuture();
            }
            return count(caller)
                    .compose(submitted -> submitted + tasks > limit
                            ? Future.failedFuture(new DelegationRefusedException(refusal(caller.id, submitted, tasks)))
                            : Future.succeededFuture());
        });
    }

    private String refusal(String caller, int submitted, int tasks) {
        return "task " + caller + " has submitted " + submitted + " of at most " + limit
                + " tasks, and this call asks for "
                + tasks + " more; do this work here instead of delegating it. A person raises the limit by --max-tasks"
                + " of 'codefleet mcp', or by McpServerOptions.maxTasks";
    }

    private Future<Integer> count(CallingTask caller) {
        Future<Instant> since = caller.countedUntil
                .map(Future::succeededFuture)
                .orElseGet(() -> fleet.task(caller.id)
                        .map(found -> found.orElseThrow(() -> new TaskNotFoundException(caller.id))
                                .summary()
                                .submittedAt()));
        return since.compose(from -> read(TaskQuery.ALL, from, new NewTasks()))
                .compose(read -> {
                    read.addTo(caller.count);
                    return planned(caller.count)
                            .onSuccess(done -> read.newest.ifPresent(at -> caller.countedUntil = Optional.of(at)));
                })
                .map(done -> caller.count.tasks());
    }

    /** Reads the tasks that were submitted at a time or later. */
    private Future<NewTasks> read(TaskQuery query, Instant since, NewTasks read) {
        return fleet.tasks(query).compose(page -> {
            for (TaskSummary task : page.items()) {
                if (task.submittedAt().isBefore(since)) {
                    return Future.succeededFuture(read);
                }
                read.add(task);
            }
            return page.next()
                    .map(next -> read(query.pageSize(NEXT_PAGES).from(next), since, read))
                    .orElseGet(() -> Future.succeededFuture(read));
        });
    }

    /** Reads how many tasks the runs ask for that were not counted before. */
    private Future<Void> planned(DelegationCount count) {
        Future<Void> all = Future.succeededFuture();
        for (String run : count.unreadRuns()) {
            all = all.compose(read -> fleet.task(run)).compose(found -> {
                count.plan(
                        run, found.map(TaskInfo::task).map(DelegatedTasks::size).orElse(1));
                return Future.succeededFuture();
            });
        }
        return all;
    }

    private static int size(Task run) {
        return RunSize.of(WorkflowJson.decodeRun(run.id(), run.prompt()).workflow());
    }
}
