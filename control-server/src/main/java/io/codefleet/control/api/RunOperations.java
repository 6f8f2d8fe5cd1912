package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskQuery;
import io.codefleet.error.InvalidInputException;
import io.codefleet.json.InfoJson;
import io.codefleet.json.StepStatusJson;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.WorkflowStatus;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The operations on runs of workflows. */
final class RunOperations {
    private final CodefleetClient fleet;

    RunOperations(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    Map<String, Operation> operations() {
        return Map.of("listRuns", this::list, "getRun", this::get, "controlRun", this::control);
    }

    private Future<ApiReply> list(ApiCall call) {
        TaskQuery query = TaskQuery.ALL
                .type(Workflows.TASK_TYPE)
                .pageSize(call.number("limit").orElse(TaskQuery.ALL.pageSize()));
        query = call.query("cursor").map(query::from).orElse(query);
        return fleet.tasks(query).map(page -> ApiReply.page(page, InfoJson::encode));
    }

    private Future<ApiReply> get(ApiCall call) {
        return run(call).status().map(status -> ApiReply.ok(encode(status)));
    }

    private static JsonObject encode(WorkflowStatus status) {
        return new JsonObject()
                .put("id", status.runId())
                .put("workflow", status.workflow().name())
                .put("state", status.state().name())
                .put("note", status.note())
                .put("steps", new JsonArray(StepStatusJson.encode(status.steps())))
                .put("graph", status.toMermaid());
    }

    private Future<ApiReply> control(ApiCall call) {
        String id = call.path("id");
        String action = call.path("action");
        return switch (action) {
            case "pause" -> run(call).pause(call.caller().actor()).map(done -> accepted(id, action));
            case "resume" -> run(call).resume().map(done -> accepted(id, action));
            case "retry" -> Workflows.on(call.fleet()).retry(id).map(again -> accepted(again.id(), action));
            default -> throw new InvalidInputException("action", "is '" + action + "', must be pause, resume or retry");
        };
    }

    private static ApiReply accepted(String id, String action) {
        return ApiReply.json(202, new JsonObject().put("id", id).put("action", action));
    }

    private WorkflowRun run(ApiCall call) {
        return Workflows.on(call.fleet()).handle(call.path("id"));
    }
}
