package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskInfo;
import io.codefleet.TaskSummary;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.control.tasks.WaitingApprovals;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations on approvals: what workflows and agents wait for a person to decide. */
final class ApprovalOperations {
    private final CodefleetClient fleet;
    private final TaskReadModel tasks;
    private final WaitingApprovals waiting;

    ApprovalOperations(CodefleetClient fleet, TaskReadModel tasks) {
        this.fleet = fleet;
        this.tasks = tasks;
        this.waiting = new WaitingApprovals(fleet, tasks);
    }

    Map<String, Operation> operations() {
        return Map.of("listApprovals", this::list, "decideApproval", this::decide);
    }

    private Future<ApiReply> list(ApiCall call) {
        return waiting.list().compose(found -> {
            List<Future<Optional<TaskInfo>>> infos =
                    found.stream().map(TaskSummary::id).map(fleet::task).toList();
            return Future.all(infos).map(all -> {
                JsonArray items = new JsonArray();
                infos.forEach(info -> info.result()
                        .filter(task -> task.outcome().isEmpty())
                        .map(ApprovalOperations::encode)
                        .ifPresent(items::add));
                return ApiReply.ok(new JsonObject().put("items", items));
            });
        });
    }

    private static JsonObject encode(TaskInfo info) {
        TaskSummary summary = info.summary();
        JsonObject json = new JsonObject()
                .put("id", summary.id())
                .put("question", info.task().prompt())
                .put("submittedAt", summary.submittedAt().toEpochMilli())
                .put(
                        "endsAt",
                        summary.submittedAt()
                                .plus(info.task().limits().queueTimeout())
                                .toEpochMilli());
        summary.parentId().ifPresent(parent -> json.put("parent", parent));
        return json;
    }

    private Future<ApiReply> decide(ApiCall call) {
        String id = call.path("id");
        return TaskRights.checkDecision(call, fleet, id)
                .compose(mayDecide -> fleet.task(id))
                .compose(found -> {
                    TaskInfo info = found.orElseThrow(() -> new TaskNotFoundException(id));
                    String parent = info.summary()
                            .parentId()
                            .filter(run -> id.startsWith(run + "/"))
                            .orElseThrow(
                                    () -> new InvalidInputException("id", "'" + id + "' is not the id of an approval"));
                    WorkflowRun run = Workflows.on(call.fleet()).handle(parent);
                    String step = id.substring(parent.length() + 1);
                    String comment = call.body().getString("comment", "");
                    String actor = call.caller().actor();
                    boolean approves = call.body().getBoolean("approve");
                    Future<Void> decided =
                            approves ? run.approve(step, actor, comment) : run.reject(step, actor, comment);
                    return decided.onComplete(done -> tasks.changed(id))
                            .map(done ->
                                    ApiReply.ok(new JsonObject().put("id", id).put("approved", approves)));
                });
    }
}
