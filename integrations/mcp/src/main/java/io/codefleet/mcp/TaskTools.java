package io.codefleet.mcp;

import io.codefleet.CancelResult;
import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** Tools about single tasks: submit, wait, look, cancel, and decide approvals. */
final class TaskTools {
    /** How long a call waits that names no time: less than the time limit of common clients. */
    static final Duration DEFAULT_WAIT = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final Delegations delegations;
    private final DelegatedTasks delegated;
    private final McpServerOptions options;
    private final OpenWaits waits;

    TaskTools(
            Vertx vertx,
            CodefleetClient fleet,
            Delegations delegations,
            DelegatedTasks delegated,
            McpServerOptions options,
            OpenWaits waits) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.delegations = delegations;
        this.delegated = delegated;
        this.options = options;
        this.waits = waits;
    }

    Map<String, ToolHandler> handlers() {
        return Map.of(
                "submit_task", this::submit,
                "wait_for_task", this::waitFor,
                "get_task", this::get,
                "cancel_task", this::cancel,
                "approve_task", (caller, arguments) -> decide(caller, arguments, true),
                "reject_task", (caller, arguments) -> decide(caller, arguments, false));
    }

    private Future<JsonObject> submit(ToolCaller caller, ToolArguments arguments) {
        Duration wait = arguments.wait(Duration.ZERO, options.maxWait());
        return waits.within(caller, wait, () -> submit(caller, arguments, wait));
    }

    private Future<JsonObject> submit(ToolCaller caller, ToolArguments arguments, Duration wait) {
        return vertx.executeBlocking(() -> TaskForm.task(arguments.only(TaskForm.FIELDS)), false)
                .compose(task -> delegations.scope(caller).compose(scope -> {
                    Task wanted = arguments
                            .optionalText("id")
                            .map(id -> task.id(scope.id(id)))
                            .orElse(task);
                    Task bound = scope.bound(wanted);
                    return delegated.submit(scope, bound.id(), 1, () -> fleet.submitTask(bound));
                }))
                .compose(handle -> submitted(caller, handle.id(), wait));
    }

    /** Returns a task that was just submitted as {@link #ended(ToolCaller, String, Duration)} does. Never fails. */
    Future<JsonObject> submitted(ToolCaller caller, String id, Duration wait) {
        return ended(caller, id, wait).map(TaskView::of).otherwise(unread -> TaskView.ofUnread(id));
    }

    private Future<JsonObject> waitFor(ToolCaller caller, ToolArguments arguments) {
        Duration wait = arguments.wait(DEFAULT_WAIT, options.maxWait());
        String id = arguments.text("task_id");
        return waits.within(
                caller,
                wait,
                () -> delegations
                        .reach(caller, id)
                        .compose(known -> ended(caller, id, wait))
                        .map(TaskView::of));
    }

    /** Returns the task once it has ended, or as it is when the time is up or its caller is gone. */
    Future<TaskInfo> ended(ToolCaller caller, String id, Duration wait) {
        TaskHandle handle = fleet.handle(id);
        Future<?> waited = wait.isZero()
                ? Future.succeededFuture()
                : caller.gone().isPresent() ? handle.outcome(wait, caller.gone().get()) : handle.outcome(wait);
        return waited.compose(any -> handle.status());
    }

    /** Returns a task that this caller may see as {@link #ended(ToolCaller, String, Duration)} does, after the longest wait at most. */
    Future<TaskInfo> reachedAndEnded(ToolCaller caller, String id) {
        Duration wait = options.maxWait();
        return waits.within(
                caller, wait, () -> delegations.reach(caller, id).compose(known -> ended(caller, id, wait)));
    }

    private Future<JsonObject> get(ToolCaller caller, ToolArguments arguments) {
        String id = arguments.text("task_id");
        return delegations.reach(caller, id).compose(info -> {
            JsonObject json = TaskView.of(info);
            return info.task().type().equals(Workflows.TASK_TYPE)
                    ? Workflows.on(fleet).handle(id).status().map(run -> {
                        JsonArray steps = new JsonArray();
                        run.steps()
                                .forEach(step -> steps.add(new JsonObject()
                                        .put("step", step.name())
                                        .put("state", step.state().code())));
                        return json.put("steps", steps);
                    })
                    : Future.succeededFuture(json);
        });
    }

    private Future<JsonObject> cancel(ToolCaller caller, ToolArguments arguments) {
        String id = arguments.text("task_id");
        String reason = arguments.optionalText("reason").orElse("cancelled by an agent");
        return delegations
                .reach(caller, id)
                .compose(known -> fleet.handle(id).cancel(reason))
                .map(result -> new JsonObject().put("task_id", id).put("result", words(result)));
    }

    private static String words(CancelResult result) {
        return switch (result) {
            case CANCELLED -> "cancelled";
            case REQUESTED -> "requested: it is running, and ends when its worker has stopped it";
            case ALREADY_ENDED -> "it had ended already";
            case NOT_FOUND -> "not found";
        };
    }

    private Future<JsonObject> decide(ToolCaller caller, ToolArguments arguments, boolean approved) {
        String id = arguments.text("task_id");
        String comment = arguments.optionalText("comment").orElse("");
        return delegations
                .checkDecides(caller)
                .compose(allowed -> delegations.reach(caller, id))
                .compose(info -> {
                    String parent = info.summary()
                            .parentId()
                            .filter(run -> id.startsWith(run + "/"))
                            .orElseThrow(() -> new InvalidInputException(
                                    "task_id", "'" + id + "' is not an approval, such as TASK/ask-1.1 or RUN/STEP"));
                    WorkflowRun run = Workflows.on(fleet).handle(parent);
                    String step = id.substring(parent.length() + 1);
                    String who = fleet.options().actor();
                    return approved ? run.approve(step, who, comment) : run.reject(step, who, comment);
                })
                .map(done -> new JsonObject().put("task_id", id).put("approved", approved));
    }
}
