package io.codefleet.internal.orchestration.workflow;

import io.codefleet.AttemptException;
import io.codefleet.CancelResult;
import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.EventStream;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.RunProgress;
import io.codefleet.TaskError;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHandler;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.broker.ApprovalDecision;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.internal.stream.QueuedStream;
import io.codefleet.json.RunProgressJson;
import io.codefleet.json.StepStatusJson;
import io.codefleet.time.DurationText;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.WorkflowStatus;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run by its task, independent of its driver. */
final class FleetWorkflowRun implements WorkflowRun {
    /** How long a decision may take. The lease of somebody who died while deciding ends before. */
    private static final Duration DECISION_LIMIT = Duration.ofSeconds(20);

    private final CodefleetClient fleet;
    private final Context context;
    private final TaskHandle task;
    private final Duration decisionLimit;

    FleetWorkflowRun(CodefleetClient fleet, Context context, TaskHandle task) {
        this(fleet, context, task, DECISION_LIMIT);
    }

    /** Creates a run whose approvals may take this long to be decided. */
    FleetWorkflowRun(CodefleetClient fleet, Context context, TaskHandle task, Duration decisionLimit) {
        this.fleet = fleet;
        this.context = context;
        this.task = task;
        this.decisionLimit = decisionLimit;
    }

    @Override
    public String id() {
        return task.id();
    }

    @Override
    public Future<WorkflowResult> result() {
        return task.outcome().map(FleetWorkflowRun::resultOf);
    }

    private static WorkflowResult resultOf(Outcome outcome) {
        String runId = outcome.taskId();
        return outcome.fold(
                completed -> result(runId, completed.result().data()),
                failed -> {
                    throw new WorkflowFailedException(
                            "run " + runId + " failed: " + failed.error().message(),
                            result(runId, failed.error().details()));
                },
                cancelled -> {
                    throw new RunCancelledException(runId, cancelled.reason());
                });
    }

    private static WorkflowResult result(String runId, Map<String, Object> data) {
        List<StepStatus> steps = StepStatusJson.decode("run " + runId, data, "steps");
        Usage usage = steps.stream().map(StepStatus::usage).reduce(Usage.NONE, Usage::plus);
        @SuppressWarnings("unchecked")
        Map<String, Object> outputs =
                data.get("outputs") instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
        return new WorkflowResult(runId, outputs, steps, usage);
    }

    @Override
    public EventStream<RunProgress> progress() {
        EventStream<Progress> source = task.progress();
        QueuedStream<RunProgress> progress = new QueuedStream<>(context, 1, () -> {}, source::close);
        source.exceptionHandler(failure -> context.runOnContext(v -> progress.fail(failure)))
                .endHandler(v -> context.runOnContext(end -> progress.end()))
                .handler(answer -> {
                    if (answer.kind().equals(Workflows.TASK_TYPE)) {
                        RunProgress decoded = RunProgressJson.decode("progress of run " + id(), answer.data());
                        context.runOnContext(v -> progress.offer(decoded));
                    }
                });
        return progress;
    }

    @Override
    public Future<WorkflowStatus> status() {
        return new RunView(fleet, context, id()).look();
    }

    @Override
    public Future<CancelResult> cancel(String reason) {
        return task.cancel(reason);
    }

    @Override
    public Future<Void> pause(String by) {
        return FleetWorkflows.find(fleet, id()).compose(info -> {
            if (info.outcome().isPresent()) {
                throw new InvalidInputException("runId", id() + " has ended; it cannot be paused");
            }
            return new Pauses(fleet, id()).begin(by);
        });
    }

    @Override
    public Future<Void> resume() {
        return new Pauses(fleet, id()).end();
    }

    @Override
    public Future<Void> approve(String step, String by, String comment) {
        return decide(
                step,
                true,
                by,
                attempt -> Future.succeededFuture(
                        TaskResult.text(comment).data(ApprovalDecision.data(true, by, comment))));
    }

    @Override
    public Future<Void> reject(String step, String by, String comment) {
        String words = "rejected by " + by + (comment.isBlank() ? "" : ": " + comment);
        TaskError error = TaskError.of(ErrorKind.PERMANENT, words).details(ApprovalDecision.data(false, by, comment));
        return decide(step, false, by, attempt -> Future.failedFuture(new AttemptException(error, null)));
    }

    /** Decides a step. This client acts briefly as the one worker on which the step's task is placed. */
    private Future<Void> decide(String step, boolean yes, String by, TaskHandler decision) {
        String taskId = id() + "/" + step;
        return fleet.task(taskId)
                .map(found -> waiting(step, found))
                .compose(info -> info.outcome()
                        .map(Future::succeededFuture)
                        .orElseGet(() -> DedicatedWorker.serve(
                                        fleet,
                                        taskId,
                                        fleet.handle(taskId),
                                        Workflows.APPROVAL_TYPE,
                                        decision,
                                        decisionLimit)
                                .map(outcome -> outcome.orElseThrow(() -> undecided(taskId)))))
                .map(outcome -> {
                    if (!answer(outcome, yes, by)) {
                        throw new InvalidInputException("step", step + " was decided before: " + words(outcome));
                    }
                    return null;
                });
    }

    private BrokerUnavailableException undecided(String taskId) {
        return new BrokerUnavailableException(
                "approval " + taskId + " is not known to be decided after " + DurationText.format(decisionLimit)
                        + "; the broker may not have handed it out. Look at the task, and decide again if it still waits",
                null);
    }

    private TaskInfo waiting(String step, Optional<TaskInfo> found) {
        return found.filter(info -> info.task().type().equals(Workflows.APPROVAL_TYPE))
                .orElseThrow(() -> new InvalidInputException(
                        "step", "no step '" + step + "' of run " + id() + " waits for approval; look at its status"));
    }

    private static boolean answer(Outcome outcome, boolean yes, String by) {
        return outcome.fold(
                completed -> yes && by.equals(completed.result().data().get("by")),
                failed -> !yes && by.equals(failed.error().details().get("by")),
                cancelled -> false);
    }

    private static String words(Outcome outcome) {
        return outcome.fold(
                completed -> "approved by " + completed.result().data().getOrDefault("by", "someone"),
                failed -> failed.error().message(),
                Outcome.Cancelled::reason);
    }
}
