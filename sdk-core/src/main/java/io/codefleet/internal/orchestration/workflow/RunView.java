package io.codefleet.internal.orchestration.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.error.MalformedDataException;
import io.codefleet.json.StepStatusJson;
import io.codefleet.json.WorkflowJson;
import io.codefleet.workflow.RunState;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A look at a run from outside: the same steps as the driver takes, over what has ended so far. */
final class RunView {
    private final CodefleetClient fleet;
    private final Context context;
    private final String runId;

    RunView(CodefleetClient fleet, Context context, String runId) {
        this.fleet = fleet;
        this.context = context;
        this.runId = runId;
    }

    Future<WorkflowStatus> look() {
        return FleetWorkflows.find(fleet, runId).compose(info -> {
            Workflow workflow =
                    WorkflowJson.decodeRun(runId, info.task().prompt()).workflow();
            return reported(info)
                    .map(Future::succeededFuture)
                    .orElseGet(() -> walk(workflow, info.status().isTerminal()))
                    .compose(steps ->
                            state(info).map(state -> new WorkflowStatus(runId, workflow, state, note(info), steps)));
        });
    }

    /** Returns the statuses that the driver reported at the end; they may be kept longer than the tasks of the steps are. */
    private Optional<List<StepStatus>> reported(TaskInfo info) {
        Map<String, Object> answered = info.outcome()
                .map(outcome -> outcome.<Map<String, Object>>fold(
                        completed -> completed.result().data(),
                        failed -> failed.error().details(),
                        cancelled -> Map.of()))
                .orElse(Map.of());
        return answered.containsKey("steps")
                ? Optional.of(StepStatusJson.decode("run " + runId, answered, "steps"))
                : Optional.empty();
    }

    private Future<List<StepStatus>> walk(Workflow workflow, boolean isOver) {
        Promise<List<StepStatus>> steps = Promise.promise();
        context.runOnContext(v -> {
            try {
                workflow.check();
                ReadTasks tasks = new ReadTasks(fleet, context, runId);
                WorkflowDriver driver =
                        new WorkflowDriver(new RunParts(tasks, Gate.OPEN, () -> {}), "", workflow, true);
                driver.run();
                tasks.begun();
                tasks.settled().map(settled -> seen(driver, isOver)).onComplete(steps);
            } catch (RuntimeException e) {
                steps.fail(new MalformedDataException("run " + runId, String.valueOf(e.getMessage()), e));
            }
        });
        return steps.future();
    }

    /**
     * Returns the statuses that a driver finds. In a run that has ended, a step that has not ended will not begin any more.
     */
    private static List<StepStatus> seen(WorkflowDriver driver, boolean isOver) {
        return driver.statuses().stream()
                .map(step -> isOver && !step.state().hasEnded() ? step.state(StepState.SKIPPED) : step)
                .toList();
    }

    private Future<RunState> state(TaskInfo info) {
        return switch (info.status()) {
            case COMPLETED -> Future.succeededFuture(RunState.COMPLETED);
            case FAILED -> Future.succeededFuture(RunState.FAILED);
            case CANCELLED -> Future.succeededFuture(RunState.CANCELLED);
            default ->
                new Pauses(fleet, runId)
                        .current()
                        .map(pause -> pause.isPresent()
                                ? RunState.PAUSED
                                : info.status() == TaskStatus.RUNNING ? RunState.RUNNING : RunState.WAITING);
        };
    }

    private static String note(TaskInfo info) {
        if (info.outcome().isPresent()) {
            return info.outcome()
                    .get()
                    .fold(completed -> "", failed -> failed.error().message(), Outcome.Cancelled::reason);
        }
        return info.status() == TaskStatus.RUNNING
                ? "driven by " + info.summary().workerId().orElse("a worker")
                : "no worker drives it now";
    }
}
