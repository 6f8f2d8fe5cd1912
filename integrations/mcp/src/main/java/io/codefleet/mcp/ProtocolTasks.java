package io.codefleet.mcp;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.error.InvalidInputException;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.ProtocolVersions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Tasks of the protocol, since its version of November 2025: a client that knows them gets a handle from a call of a tool, asks for
 * its status, and fetches its result. A task of the protocol is one of the fleet and has its id, so that nothing is kept here.
 */
final class ProtocolTasks {
    private static final String GET = "tasks/get";
    private static final String RESULT = "tasks/result";
    private static final String CANCEL = "tasks/cancel";
    private static final Set<String> METHODS = Set.of(GET, RESULT, CANCEL);
    private static final String TASK = "task";
    private static final String ID = "taskId";
    private static final String RELATED = "io.modelcontextprotocol/related-task";
    private static final String FOR_THE_MODEL = "io.modelcontextprotocol/model-immediate-response";
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final CodefleetClient fleet;
    private final Delegations delegations;
    private final TaskTools tasks;
    private final ToolSet tools;

    ProtocolTasks(CodefleetClient fleet, Delegations delegations, TaskTools tasks, ToolSet tools) {
        this.fleet = fleet;
        this.delegations = delegations;
        this.tasks = tasks;
        this.tools = tools;
    }

    /** Returns whether {@link #announce} has something to add to the answers to such requests. */
    static boolean announces(String method) {
        return method.equals(McpSchema.METHOD_INITIALIZE) || method.equals(McpSchema.METHOD_TOOLS_LIST);
    }

    /** Adds to the answer of a server that has no tasks what says that this one has them. */
    void announce(String method, JsonObject result) {
        if (method.equals(McpSchema.METHOD_INITIALIZE)
                && result.getString("protocolVersion").compareTo(ProtocolVersions.MCP_2025_11_25) >= 0) {
            JsonObject requests = new JsonObject().put("tools", new JsonObject().put("call", new JsonObject()));
            result.getJsonObject("capabilities")
                    .put(
                            "tasks",
                            new JsonObject().put("cancel", new JsonObject()).put("requests", requests));
        }
        if (method.equals(McpSchema.METHOD_TOOLS_LIST)) {
            result.getJsonArray("tools").stream()
                    .map(JsonObject.class::cast)
                    .filter(tool -> tools.givesHandle(tool.getString("name")))
                    .forEach(tool -> tool.put("execution", new JsonObject().put("taskSupport", "optional")));
        }
    }

    /** Returns whether a request is answered here. */
    boolean takes(String method, JsonObject parameters) {
        return METHODS.contains(method)
                || (method.equals(McpSchema.METHOD_TOOLS_CALL) && parameters.getValue(TASK) instanceof JsonObject);
    }

    /** Returns the result of such a request; fails with what becomes an error of the protocol. */
    Future<JsonObject> answer(String method, JsonObject parameters, ToolCaller caller) {
        if (caller.fault().isPresent()) {
            return Future.failedFuture(caller.fault().get());
        }
        if (method.equals(McpSchema.METHOD_TOOLS_CALL)) {
            return begin(parameters, caller);
        }
        if (!(parameters.getValue(ID) instanceof String id)) {
            return Future.failedFuture(
                    new InvalidInputException(ID, "must be the id of a task, as tools/call gave it"));
        }
        return switch (method) {
            case RESULT -> result(id, caller);
            case CANCEL -> cancel(id, caller);
            default -> delegations.reach(caller, id).map(ProtocolTasks::task);
        };
    }

    private Future<JsonObject> begin(JsonObject parameters, ToolCaller caller) {
        String tool = String.valueOf(parameters.getValue("name"));
        if (!tools.givesHandle(tool)) {
            return Future.failedFuture(new ProtocolException(
                    McpSchema.ErrorCodes.METHOD_NOT_FOUND,
                    "tools/call: " + tool + " does not run as a task; leave task out",
                    false));
        }
        Object given = parameters.getValue("arguments");
        JsonObject arguments = given instanceof JsonObject some ? some.copy() : new JsonObject();
        // the client asks for the outcome by tasks/result
        arguments.remove("wait");
        return tools.answer(tool, arguments, caller)
                .map(view -> view.getString("task_id"))
                .compose(id -> fleet.handle(id)
                        .status()
                        .map(ProtocolTasks::task)
                        // it was submitted; an error would make its caller submit it again
                        .otherwise(unread -> task(id, "working", "", Instant.now(), Instant.now()))
                        .map(task -> begun(id, task)));
    }

    private static JsonObject begun(String id, JsonObject task) {
        String words = "The fleet works on task " + id + "; get_task shows how far it is.";
        return new JsonObject().put(TASK, task).put("_meta", new JsonObject().put(FOR_THE_MODEL, words));
    }

    private Future<JsonObject> result(String id, ToolCaller caller) {
        return tasks.reachedAndEnded(caller, id).map(info -> {
            if (!info.status().isTerminal()) {
                throw new ProtocolException(
                        McpSchema.ErrorCodes.INTERNAL_ERROR,
                        "task " + id + " has not ended within the longest wait of this server",
                        true);
            }
            JsonObject view = TaskView.of(info);
            JsonObject text = new JsonObject().put("type", "text").put("text", view.encodePrettily());
            return new JsonObject()
                    .put("content", new JsonArray().add(text))
                    .put("structuredContent", view)
                    .put("isError", info.status() == TaskStatus.FAILED)
                    .put("_meta", new JsonObject().put(RELATED, new JsonObject().put(ID, id)));
        });
    }

    private Future<JsonObject> cancel(String id, ToolCaller caller) {
        return delegations.reach(caller, id).compose(known -> {
            if (known.status().isTerminal()) {
                throw new InvalidInputException(ID, "is " + id + ", which has ended: " + known.status());
            }
            // a running one ends when its worker has stopped it; its result stands if that comes first
            return fleet.handle(id)
                    .cancel("cancelled by an agent")
                    .compose(asked -> tasks.reachedAndEnded(caller, id)
                            .recover(failure -> failure instanceof TooManyWaitsException
                                    ? fleet.handle(id).status()
                                    : Future.failedFuture(failure)))
                    .map(ProtocolTasks::task);
        });
    }

    private static JsonObject task(TaskInfo info) {
        TaskSummary summary = info.summary();
        Instant updated = summary.finishedAt().or(summary::startedAt).orElse(summary.submittedAt());
        return task(summary.id(), word(summary.status()), message(info), summary.submittedAt(), updated);
    }

    private static JsonObject task(String id, String status, String message, Instant created, Instant updated) {
        return new JsonObject()
                .put(ID, id)
                .put("status", status)
                .put("statusMessage", message)
                .put("createdAt", created.toString())
                .put("lastUpdatedAt", updated.toString())
                .putNull("ttl")
                .put("pollInterval", POLL_INTERVAL.toMillis());
    }

    private static String word(TaskStatus status) {
        return switch (status) {
            case DELAYED, QUEUED, RUNNING -> "working";
            case COMPLETED -> "completed";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
    }

    private static String message(TaskInfo info) {
        String detail = info.outcome()
                .map(outcome ->
                        outcome.fold(completed -> "", failed -> failed.error().message(), Outcome.Cancelled::reason))
                .or(() -> info.progress().map(progress -> progress.text()))
                .orElse("");
        return detail.isEmpty() ? info.status().code() : info.status().code() + ": " + TaskView.cut(detail);
    }
}
