package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.control.tasks.TaskFacet;
import io.codefleet.control.tasks.TaskFilter;
import io.codefleet.control.tasks.TaskList;
import io.codefleet.control.tasks.TaskOrder;
import io.codefleet.control.tasks.TaskReadModel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Actions on all tasks that a filter selects. */
final class BulkOperations {
    /** How many tasks one request acts on at most. */
    private static final int MAX_TASKS = 10_000;

    private static final int AT_ONCE = 16;
    /** How many tasks one call purges. */
    private static final int PURGED_AT_ONCE = 500;

    private static final int SAMPLE = 20;

    private final TaskReadModel tasks;

    BulkOperations(TaskReadModel tasks) {
        this.tasks = tasks;
    }

    Map<String, Operation> operations() {
        return Map.of("actOnTasks", this::act);
    }

    private Future<ApiReply> act(ApiCall call) {
        JsonObject body = call.body();
        String action = body.getString("action");
        boolean cancel = action.equals("cancel");
        Set<TaskStatus> possible =
                cancel ? Set.of(TaskStatus.DELAYED, TaskStatus.QUEUED, TaskStatus.RUNNING) : Set.of(TaskStatus.FAILED);
        TaskFilter filter = within(TaskFilters.of(body.getJsonObject("filter")), possible);
        return tasks.search(filter, TaskOrder.NEWEST, Optional.empty(), MAX_TASKS)
                .compose(found -> {
                    if (body.getBoolean("dryRun", false)) {
                        return Future.succeededFuture(preview(found));
                    }
                    check(body, found);
                    if (action.equals("purge")) {
                        return purge(call, found);
                    }
                    String reason = body.getString(
                            "reason", "cancelled by " + call.caller().actor());
                    CodefleetClient fleet = call.fleet();
                    Function<String, Future<?>> one = cancel
                            ? id -> fleet.handle(id).cancel(reason)
                            : id -> fleet.replay(id, task -> TraceContext.replaced(task, call));
                    return run(
                                    call,
                                    groups(found, 1),
                                    AT_ONCE,
                                    id -> one.apply(id.get(0)).map(1))
                            .map(result -> ApiReply.ok(result.json()));
                });
    }

    /** Returns the filter for those of its tasks on which the action is possible. */
    private static TaskFilter within(TaskFilter filter, Set<TaskStatus> possible) {
        Set<String> codes = possible.stream().map(TaskStatus::code).collect(Collectors.toCollection(TreeSet::new));
        Set<String> asked = filter.facets().getOrDefault(TaskFacet.STATUS, codes);
        codes.retainAll(asked);
        return filter.with(TaskFacet.STATUS, codes);
    }

    private static ApiReply preview(TaskList found) {
        List<String> sample =
                found.items().stream().limit(SAMPLE).map(TaskSummary::id).toList();
        return ApiReply.ok(new JsonObject()
                .put("matched", found.total())
                .put("sample", new JsonArray(sample))
                .put("asOf", found.asOf().toEpochMilli())
                .put("complete", found.complete()));
    }

    private static void check(JsonObject body, TaskList found) {
        Integer expected = body.getInteger("expected");
        if (expected == null) {
            throw new ProblemException(new Problem(
                    ProblemKind.INVALID_INPUT,
                    "The number of tasks that the caller expects is missing; a dry run gives it.",
                    Optional.empty(),
                    List.of(new Problem.ApiError("/expected", "is required unless dryRun is true"))));
        }
        if (found.total() != expected) {
            throw new ProblemException(Problem.of(
                    ProblemKind.COUNT_DIFFERS,
                    "The filter selects " + found.total() + " tasks, " + expected
                            + " were expected. Nothing was done."));
        }
        if (found.total() > MAX_TASKS) {
            throw new ProblemException(Problem.of(
                    ProblemKind.INVALID_INPUT,
                    "The filter selects " + found.total() + " tasks; one request acts on " + MAX_TASKS + " at most."));
        }
    }

    /**
     * Deletes the tasks, many in one call. Leaves out parts of a task that has not ended, and tasks that have ceased to be dead
     * letters. A call that fails is the last one: the broker is away, and all further tasks have the same problem.
     */
    private Future<ApiReply> purge(ApiCall call, TaskList found) {
        AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
        return run(call, groups(found, PURGED_AT_ONCE), 1, ids -> {
                    Throwable before = fault.get();
                    return before != null
                            ? Future.failedFuture(before)
                            : call.fleet().purgeDeadLetters(ids).onFailure(fault::set);
                })
                .map(result -> ApiReply.ok(result.json().put("left", result.left())));
    }

    private static List<List<String>> groups(TaskList found, int size) {
        List<String> ids = found.items().stream().map(TaskSummary::id).toList();
        return IntStream.iterate(0, from -> from < ids.size(), from -> from + size)
                .mapToObj(from -> ids.subList(from, Math.min(ids.size(), from + size)))
                .toList();
    }

    /**
     * Acts on groups of tasks, a few at a time; a failure of one does not stop the others.
     *
     * @param action gives on how many of the group it has acted
     */
    private Future<BulkResult> run(
            ApiCall call, List<List<String>> groups, int atOnce, Function<List<String>, Future<Integer>> action) {
        BulkResult result = new BulkResult(groups.stream().mapToInt(List::size).sum());
        Iterator<List<String>> left = groups.iterator();
        List<Future<Void>> lines = Stream.generate(() -> next(call, left, action, result))
                .limit(atOnce)
                .toList();
        return Future.all(lines).map(done -> result);
    }

    private Future<Void> next(
            ApiCall call,
            Iterator<List<String>> left,
            Function<List<String>, Future<Integer>> action,
            BulkResult result) {
        Optional<List<String>> taken = take(left);
        if (taken.isEmpty()) {
            return Future.succeededFuture();
        }
        List<String> ids = taken.get();
        return action.apply(ids)
                .onComplete(ended -> ids.forEach(tasks::changed))
                .onSuccess(result::done)
                .onFailure(failure -> result.failed(ids, call.problem(failure)))
                .transform(ended -> next(call, left, action, result));
    }

    private static Optional<List<String>> take(Iterator<List<String>> left) {
        synchronized (left) {
            return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
        }
    }
}
