package io.codefleet.mcp;

import io.codefleet.Budget;
import io.codefleet.CodefleetClient;
import io.codefleet.RunOptions;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tools for runs of many tasks. Each run is a workflow that the fleet stores, so that its id is its handle and another driver
 * continues it when this process ends. This process drives runs too, from the first that it is asked for.
 */
final class RunTools {
    private static final Logger log = LoggerFactory.getLogger(RunTools.class);
    private static final int DRIVEN_AT_ONCE = 20;
    private static final Pattern OF_ITEM = Pattern.compile("\\{\\{\\s*(item|index)\\b");

    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final Delegations delegations;
    private final DelegatedTasks delegated;
    private final McpServerOptions options;
    private final TaskTools tasks;
    private final OpenWaits waits;
    private @Nullable Worker driver;

    RunTools(
            Vertx vertx,
            CodefleetClient fleet,
            Delegations delegations,
            DelegatedTasks delegated,
            McpServerOptions options,
            TaskTools tasks,
            OpenWaits waits) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.delegations = delegations;
        this.delegated = delegated;
        this.options = options;
        this.tasks = tasks;
        this.waits = waits;
    }

    Map<String, ToolHandler> handlers() {
        return Map.of("map_reduce", this::mapReduce, "consensus", this::consensus, "run_workflow", this::workflow);
    }

    private Future<JsonObject> mapReduce(ToolCaller caller, ToolArguments arguments) {
        JsonObject map = arguments.object("map");
        if (!OF_ITEM.matcher(map.encode()).find()) {
            throw new InvalidInputException(
                    "map.prompt", "does not contain {{ item }}, so that all tasks would be the same");
        }
        JsonObject file = TaskForm.mapReduce(
                map,
                arguments.object("reduce"),
                arguments.optionalInteger("allowed_failures").orElse(0));
        Map<String, Object> items = Map.of("items", arguments.array("items").getList());
        return submit(
                caller,
                arguments,
                () -> TaskForm.complete(
                        TaskForm.workflow(file.encode(), "steps.").workflow(), items));
    }

    private Future<JsonObject> consensus(ToolCaller caller, ToolArguments arguments) {
        if (arguments.object("question").containsKey("model")) {
            throw new InvalidInputException("question.model", "is chosen by the run; add it to models");
        }
        int models = arguments.array("models").size();
        int quorum = arguments.optionalInteger("quorum").orElse(models / 2 + 1);
        if (quorum < 1 || quorum > models) {
            throw new InvalidInputException("quorum", "is " + quorum + ", must be from 1 to the " + models + " models");
        }
        JsonObject file =
                TaskForm.consensus(arguments.object("question"), arguments.object("decision"), models - quorum);
        Map<String, Object> names = Map.of("models", arguments.array("models").getList());
        return submit(
                caller,
                arguments,
                () -> TaskForm.complete(
                        TaskForm.workflow(file.encode(), "steps.").workflow(), names));
    }

    private Future<JsonObject> workflow(ToolCaller caller, ToolArguments arguments) {
        String text = arguments.text("workflow");
        Map<String, Object> inputs = new JsonObject(arguments.object("inputs").toBuffer()).getMap();
        return submit(
                caller,
                arguments,
                () -> TaskForm.complete(TaskForm.workflow(text, "").workflow(), inputs));
    }

    private Future<JsonObject> submit(ToolCaller caller, ToolArguments arguments, Callable<Workflow> reading) {
        Duration wait = arguments.wait(Duration.ZERO, options.maxWait());
        return waits.within(caller, wait, () -> submit(caller, arguments, reading, wait));
    }

    private Future<JsonObject> submit(
            ToolCaller caller, ToolArguments arguments, Callable<Workflow> reading, Duration wait) {
        return vertx.executeBlocking(reading, false)
                .compose(workflow -> delegations.scope(caller).compose(scope -> {
                    String id = arguments
                            .optionalText("id")
                            .map(scope::id)
                            .orElseGet(() -> UUID.randomUUID().toString());
                    RunOptions run = RunOptions.of(id);
                    run = arguments.has("budget") ? run.budget(Budget.cost(arguments.text("budget"))) : run;
                    Workflow bound = scope.bound(workflow);
                    RunOptions narrowed = scope.bound(run);
                    return delegated.submit(
                            scope,
                            id,
                            RunSize.of(bound),
                            () -> Workflows.on(fleet).submit(bound, narrowed));
                }))
                .compose(run -> driven().compose(drives -> tasks.submitted(caller, run.id(), wait)));
    }

    /** Lets this process drive runs. The call succeeds without it: the run is stored, and the next call tries again. */
    private synchronized Future<Void> driven() {
        if (driver != null) {
            return Future.succeededFuture();
        }
        Worker created = Workflows.on(fleet).driver(WorkerOptions.create().concurrency(DRIVEN_AT_ONCE));
        driver = created;
        return created.start().<Void>mapEmpty().recover(failure -> {
            log.warn(
                    "cannot drive runs, which wait for a worker with --workflows: {}; a submitter's key of a gateway may not",
                    failure.getMessage());
            return close();
        });
    }

    /** Stops to drive runs; another driver continues them. Never fails. */
    synchronized Future<Void> close() {
        Worker drives = driver;
        driver = null;
        return drives == null ? Future.succeededFuture() : drives.close().transform(closed -> Future.succeededFuture());
    }
}
