package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.RunOptions;
import io.codefleet.control.tasks.TaskFacet;
import io.codefleet.control.tasks.TaskFilter;
import io.codefleet.control.tasks.TaskOrder;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.json.StepStatusJson;
import io.codefleet.json.WorkflowJson.StoredRun;
import io.codefleet.workflow.RunState;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.WorkflowStatus;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * The operations on runs. Each run is a workflow that any driver of the fleet finishes, so that no control plane has to live as
 * long as the run that it has submitted.
 */
final class RunOperations {
    private static final TaskFilter RUNS = TaskFilter.ALL.with(TaskFacet.TYPE, Set.of(Workflows.TASK_TYPE));

    private final CodefleetClient fleet;
    private final TaskReadModel readModel;

    RunOperations(CodefleetClient fleet, TaskReadModel readModel) {
        this.fleet = fleet;
        this.readModel = readModel;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "submitRun", this::submit,
                "putRun", call -> submit(call, call.path("id"), true),
                "listRuns", this::list,
                "getRun", this::get,
                "getRunGraph", this::graph,
                "controlRun", this::control,
                "cancelRun", this::cancel);
    }

    private Future<ApiReply> submit(ApiCall call) {
        return submit(
                call,
                call.header("Idempotency-Key")
                        .map(key -> CallerIds.derived(call.caller(), key))
                        .orElseGet(() -> UUID.randomUUID().toString()),
                false);
    }

    private Future<ApiReply> submit(ApiCall call, String id, boolean named) {
        JsonObject body = call.body();
        RunOptions options = TraceContext.continued(RunDefinitions.options(id, body), call);
        Callable<Workflow> reading = () -> RunDefinitions.workflow(body, options);
        return call.context()
                .vertx()
                .executeBlocking(reading, false)
                .compose(workflow -> fleet.task(id)
                        .compose(known -> Workflows.on(call.fleet())
                                .submit(workflow, options)
                                .recover(failure -> {
                                    if (failure instanceof DuplicateTaskException) {
                                        return Future.failedFuture(
                                                RunConflict.of(body, new StoredRun(workflow, options), known));
                                    }
                                    return Future.failedFuture(
                                            failure instanceof InvalidInputException invalid
                                                    ? RunFaults.submit(RunDefinitions.pointer(body), named, invalid)
                                                    : failure);
                                })
                                .map(run -> submitted(known.isPresent() ? 200 : 201, id))));
    }

    private ApiReply submitted(int status, String id) {
        readModel.changed(id);
        return ApiReply.json(status, new JsonObject().put("id", id));
    }

    private Future<ApiReply> list(ApiCall call) {
        int limit = call.number("limit").orElse(TaskListOperations.PAGE);
        return readModel
                .search(RUNS, TaskOrder.NEWEST, call.query("cursor"), limit)
                .map(page -> ApiReply.ok(TaskListOperations.encode(page)));
    }

    private Future<ApiReply> get(ApiCall call) {
        WorkflowRun run = run(call);
        return run.status().compose(status -> {
            JsonObject json = encode(status);
            return status.state() != RunState.COMPLETED
                    ? Future.succeededFuture(ApiReply.ok(json))
                    : run.result().map(result -> ApiReply.ok(json.put("outputs", new JsonObject(result.outputs()))));
        });
    }

    private static JsonObject encode(WorkflowStatus status) {
        return new JsonObject()
                .put("id", status.runId())
                .put("workflow", status.workflow().name())
                .put("state", status.state().code())
                .put("note", status.note())
                .put("steps", new JsonArray(StepStatusJson.encode(status.steps())))
                .put("graph", status.toMermaid());
    }

    private Future<ApiReply> graph(ApiCall call) {
        return run(call).status().map(status -> {
            Map<String, String> states = status.steps().stream()
                    .collect(Collectors.toMap(
                            StepStatus::name, step -> step.state().code()));
            JsonArray nodes = new JsonArray();
            JsonArray edges = new JsonArray();
            for (Step step : status.workflow().steps()) {
                nodes.add(new JsonObject().put("step", step.name()).put("state", states.get(step.name())));
                step.after()
                        .forEach(before -> edges.add(new JsonObject()
                                .put("from", before.step())
                                .put("to", step.name())
                                .put("on", before.on().code())));
            }
            return ApiReply.ok(new JsonObject()
                    .put("id", status.runId())
                    .put("state", status.state().code())
                    .put("nodes", nodes)
                    .put("edges", edges)
                    .put("mermaid", status.toMermaid()));
        });
    }

    private Future<ApiReply> control(ApiCall call) {
        String id = call.path("id");
        String action = call.path("action");
        return switch (action) {
            case "pause" -> run(call).pause(call.caller().actor()).map(done -> accepted(id, action));
            // A pause is refused for what is not a run; a resume of it would leave a task behind.
            case "resume" ->
                run(call).status().compose(run -> run(call).resume()).map(done -> accepted(id, action));
            case "retry" -> Workflows.on(call.fleet()).retry(id).map(again -> accepted(again.id(), action));
            default -> throw new InvalidInputException("action", "is '" + action + "', must be pause, resume or retry");
        };
    }

    private ApiReply accepted(String id, String action) {
        readModel.changed(id);
        return ApiReply.json(202, new JsonObject().put("id", id).put("action", action));
    }

    private Future<ApiReply> cancel(ApiCall call) {
        String id = call.path("id");
        String reason =
                call.query("reason").orElse("cancelled by " + call.caller().actor());
        return TaskRights.check(call, fleet, id)
                .compose(mayCancel -> run(call).status())
                .compose(found -> run(call).cancel(reason))
                .compose(result -> switch (result) {
                    case NOT_FOUND -> Future.failedFuture(new TaskNotFoundException(id));
                    case CANCELLED, REQUESTED, ALREADY_ENDED -> {
                        readModel.changed(id);
                        yield Future.succeededFuture(
                                ApiReply.ok(new JsonObject().put("id", id).put("result", result.name())));
                    }
                });
    }

    private WorkflowRun run(ApiCall call) {
        return Workflows.on(call.fleet()).handle(call.path("id"));
    }
}
