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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Actions on all tasks that a filter selects. */
final class BulkOperations {
    /** How many tasks one request acts on at most. */
    private static final int MAX_TASKS = 10_000;

    private static final int AT_ONCE = 16;
    private static final int SAMPLE = 20;
    private static final int FAULTS_SHOWN = 100;

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
                    return run(
                            call,
                            found.items(),
                            cancel
                                    ? id -> fleet.handle(id).cancel(reason).mapEmpty()
                                    : id -> fleet.replay(id, task -> TraceContext.replaced(task, call))
                                            .mapEmpty());
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

    /** Deletes the tasks. One that is not a dead letter any more, or a part of a task that has not ended, stays and does not count. */
    private Future<ApiReply> purge(ApiCall call, TaskList found) {
        List<String> ids = found.items().stream().map(TaskSummary::id).toList();
        return call.fleet()
                .purgeDeadLetters(ids)
                .onComplete(done -> ids.forEach(tasks::changed))
                .map(deleted -> ApiReply.ok(new JsonObject()
                        .put("matched", ids.size())
                        .put("done", deleted)
                        .put("failed", new JsonArray())));
    }

    /** Acts on the tasks, a few at a time; a failure of one does not stop the others. */
    private Future<ApiReply> run(ApiCall call, List<TaskSummary> found, Function<String, Future<Void>> action) {
        Iterator<TaskSummary> left = found.iterator();
        List<JsonObject> failed = new ArrayList<>();
        List<Future<Void>> lines = Stream.generate(() -> next(call, left, action, failed))
                .limit(AT_ONCE)
                .toList();
        return Future.all(lines)
                .map(done -> ApiReply.ok(new JsonObject()
                        .put("matched", found.size())
                        .put("done", found.size() - failed.size())
                        .put(
                                "failed",
                                new JsonArray(
                                        failed.stream().limit(FAULTS_SHOWN).toList()))));
    }

    private Future<Void> next(
            ApiCall call, Iterator<TaskSummary> left, Function<String, Future<Void>> action, List<JsonObject> failed) {
        Optional<String> taken = take(left);
        if (taken.isEmpty()) {
            return Future.succeededFuture();
        }
        String id = taken.get();
        return action.apply(id)
                .onComplete(done -> tasks.changed(id))
                .recover(failure -> {
                    synchronized (failed) {
                        failed.add(new JsonObject().put("id", id).put("problem", call.problem(failure)));
                    }
                    return Future.succeededFuture();
                })
                .compose(done -> next(call, left, action, failed));
    }

    private static Optional<String> take(Iterator<TaskSummary> left) {
        synchronized (left) {
            return left.hasNext() ? Optional.of(left.next().id()) : Optional.empty();
        }
    }
}
