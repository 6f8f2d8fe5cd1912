package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHeaders;
import io.codefleet.TaskInfo;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.SubmitException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.json.InfoJson;
import io.codefleet.json.OutcomeJson;
import io.codefleet.json.TaskJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** The operations on tasks. */
final class TaskOperations {
    private final CodefleetClient fleet;
    private final TaskEdits edits;
    private final OutcomeWaits waits;
    private final TaskReadModel readModel;

    TaskOperations(CodefleetClient fleet, OutcomeWaits waits, TaskReadModel readModel, TaskEdits edits) {
        this.fleet = fleet;
        this.edits = edits;
        this.waits = waits;
        this.readModel = readModel;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "submitTask", this::submit,
                "submitTasks", this::submitMany,
                "putTask", this::put,
                "getTask", this::get,
                "cancelTask", this::cancel,
                "getOutcome", this::outcome,
                "replayTask", this::replay);
    }

    private Future<ApiReply> submit(ApiCall call) {
        Optional<String> key = call.header("Idempotency-Key");
        JsonObject body = call.body();
        if (key.isPresent()) {
            return submitOnce(call, body.put("id", CallerIds.derived(call.caller(), key.get())));
        }
        if (body.containsKey("id")) {
            return submitOnce(call, body);
        }
        return call.fleet()
                .submitTask(task(call, body.put("id", UUID.randomUUID().toString())))
                .map(handle -> submitted(201, handle.id()));
    }

    private Future<ApiReply> put(ApiCall call) {
        return submitOnce(call, call.body().put("id", call.path("id")));
    }

    private Future<ApiReply> submitOnce(ApiCall call, JsonObject body) {
        Task task = task(call, body);
        return fleet.task(task.id())
                .compose(known -> call.fleet()
                        .submitTask(task)
                        .map(handle -> submitted(known.isPresent() ? 200 : 201, handle.id()))
                        .recover(failure -> failure instanceof DuplicateTaskException
                                ? conflict(task, known)
                                : Future.failedFuture(failure)));
    }

    /** Reports the fields in which the task differs from the stored one, so that the caller can find the mistake. */
    private static Future<ApiReply> conflict(Task task, Optional<TaskInfo> known) {
        JsonObject given = TaskJson.encode(task);
        JsonObject stored = known.map(info -> TaskJson.encode(info.task())).orElseGet(JsonObject::new);
        Set<String> names = new TreeSet<>(given.fieldNames());
        names.addAll(stored.fieldNames());
        // Two tasks that differ only in them are the same, so that they are never why it is refused.
        names.remove("headers");
        List<Problem.ApiError> faults = names.stream()
                .filter(name -> !Objects.equals(given.getValue(name), stored.getValue(name)))
                .map(name -> new Problem.ApiError("/" + name, "differs from the stored task"))
                .collect(Collectors.toList());
        String detail = new DuplicateTaskException(task.id()).getMessage();
        return Future.failedFuture(
                new ProblemException(new Problem(ProblemKind.DUPLICATE_TASK, detail, Optional.empty(), faults)));
    }

    private Future<ApiReply> submitMany(ApiCall call) {
        List<Task> tasks = new ArrayList<>();
        JsonArray given = call.body().getJsonArray("tasks");
        for (int i = 0; i < given.size(); i++) {
            JsonObject each = given.getJsonObject(i);
            if (!each.containsKey("id")) {
                each.put("id", UUID.randomUUID().toString());
            }
            tasks.add(TraceContext.continued(TaskBodies.task("/tasks/" + i, each), call));
        }
        return call.fleet()
                .submitTasks(tasks)
                .map(handles -> Map.<String, Throwable>of())
                .recover(failure -> failure instanceof SubmitException partial
                        ? Future.succeededFuture(Map.copyOf(partial.refused()))
                        : Future.failedFuture(failure))
                .map(refused -> ApiReply.ok(new JsonObject().put("results", results(call, tasks, refused))));
    }

    private JsonArray results(ApiCall call, List<Task> tasks, Map<String, ? extends Throwable> refused) {
        JsonArray results = new JsonArray();
        for (Task task : tasks) {
            readModel.changed(task.id());
            JsonObject result = new JsonObject().put("id", task.id()).put("accepted", !refused.containsKey(task.id()));
            Throwable failure = refused.get(task.id());
            if (failure != null) {
                result.put("problem", call.problem(failure));
            }
            results.add(result);
        }
        return results;
    }

    private Future<ApiReply> get(ApiCall call) {
        return find(call.path("id")).map(info -> ApiReply.ok(InfoJson.encode(info)));
    }

    private Future<ApiReply> cancel(ApiCall call) {
        String id = call.path("id");
        String reason =
                call.query("reason").orElse("cancelled by " + call.caller().actor());
        return TaskRights.check(call, fleet, id)
                .compose(mayCancel -> call.fleet().handle(id).cancel(reason))
                .onSuccess(done -> readModel.changed(id))
                .compose(result -> switch (result) {
                    case NOT_FOUND -> Future.failedFuture(new TaskNotFoundException(id));
                    case CANCELLED, REQUESTED, ALREADY_ENDED ->
                        Future.succeededFuture(
                                ApiReply.ok(new JsonObject().put("id", id).put("result", result.name())));
                });
    }

    private Future<ApiReply> outcome(ApiCall call) {
        String id = call.path("id");
        Future<Void> gone = call.ended();
        return find(id).compose(info -> {
            if (info.outcome().isPresent()) {
                return Future.succeededFuture(ended(info.outcome().get()));
            }
            TaskHandle handle = fleet.handle(id);
            return waits.await(handle, call.header("Prefer"), gone)
                    .map(outcome -> outcome.map(TaskOperations::ended)
                            .orElseGet(() -> ApiReply.json(202, InfoJson.encode(info.summary()))));
        });
    }

    private static ApiReply ended(Outcome outcome) {
        return ApiReply.ok(OutcomeJson.encode(outcome));
    }

    private Future<ApiReply> replay(ApiCall call) {
        String id = call.path("id");
        JsonObject patch = call.optionalBody().orElseGet(JsonObject::new);
        return find(id).compose(info -> edits.edit(info, patch)
                .map(edited -> submitEdited(call, patchesTrace(patch) ? edited : TraceContext.replaced(edited, call)))
                .orElseGet(() -> call.fleet()
                        .replay(id, task -> TraceContext.replaced(task, call))
                        .map(handle -> submitted(201, handle.id()))));
    }

    private static boolean patchesTrace(JsonObject patch) {
        return patch.getValue("headers") instanceof JsonObject headers && headers.containsKey(TaskHeaders.TRACEPARENT);
    }

    private Future<ApiReply> submitEdited(ApiCall call, Task edited) {
        return fleet.task(edited.id())
                .compose(known -> call.fleet()
                        .submitTask(edited)
                        .map(handle -> submitted(known.isPresent() ? 200 : 201, handle.id())));
    }

    private Future<TaskInfo> find(String id) {
        return fleet.task(id)
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(new TaskNotFoundException(id))));
    }

    private static Task task(ApiCall call, JsonObject body) {
        return TraceContext.continued(TaskBodies.task("", body), call);
    }

    private ApiReply submitted(int status, String id) {
        readModel.changed(id);
        return ApiReply.json(status, new JsonObject().put("id", id));
    }
}
