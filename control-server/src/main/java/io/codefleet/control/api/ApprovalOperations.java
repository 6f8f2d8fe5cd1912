package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
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
    private static final TaskQuery WAITING = TaskQuery.ALL
            .type(Workflows.APPROVAL_TYPE)
            .statuses(List.of(TaskStatus.QUEUED, TaskStatus.DELAYED))
            .pageSize(200);

    private final CodefleetClient fleet;

    ApprovalOperations(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    Map<String, Operation> operations() {
        return Map.of("listApprovals", this::list, "decideApproval", this::decide);
    }

    private Future<ApiReply> list(ApiCall call) {
        return fleet.tasks(WAITING).compose(page -> {
            List<Future<Optional<TaskInfo>>> infos =
                    page.items().stream().map(TaskSummary::id).map(fleet::task).toList();
            return Future.all(infos).map(all -> {
                JsonArray items = new JsonArray();
                infos.forEach(
                        info -> info.result().map(ApprovalOperations::encode).ifPresent(items::add));
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
        return fleet.task(id).compose(found -> {
            TaskInfo info = found.orElseThrow(() -> new TaskNotFoundException(id));
            String parent = info.summary()
                    .parentId()
                    .filter(run -> id.startsWith(run + "/"))
                    .orElseThrow(() -> new InvalidInputException("id", "'" + id + "' is not the id of an approval"));
            WorkflowRun run = Workflows.on(call.fleet()).handle(parent);
            String step = id.substring(parent.length() + 1);
            String comment = call.body().getString("comment", "");
            String actor = call.caller().actor();
            boolean approves = call.body().getBoolean("approve");
            Future<Void> decided = approves ? run.approve(step, actor, comment) : run.reject(step, actor, comment);
            return decided.map(
                    done -> ApiReply.ok(new JsonObject().put("id", id).put("approved", approves)));
        });
    }
}
