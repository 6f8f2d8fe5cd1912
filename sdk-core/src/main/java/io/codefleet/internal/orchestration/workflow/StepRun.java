package io.codefleet.internal.orchestration.workflow;

import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.StepWork.ApprovalWork;
import io.codefleet.workflow.StepWork.TaskWork;
import io.codefleet.workflow.StepWork.WorkflowWork;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One step of a run: its task, a person's yes, an inner workflow, or one of these for each item of a list. */
final class StepRun {
    /** A task that nobody takes in time fails for that; its deadline, which is to be later, must not come first. */
    private static final Duration AFTER_TIME_LIMIT = Duration.ofDays(1);

    private final RunParts parts;
    private final String path;
    private final Step step;
    private final Map<String, Object> values;
    private final boolean mayBeEarlier;
    private final List<String> tasks = new ArrayList<>();
    private final List<WorkflowDriver> inner = new ArrayList<>();

    /**
     * Creates the run of one step.
     *
     * @param path what comes before the step's name in the ids of its tasks: the workflow steps around it
     * @param values what its templates may refer to
     * @param mayBeEarlier whether results of an earlier run may be taken
     */
    StepRun(RunParts parts, String path, Step step, Map<String, Object> values, boolean mayBeEarlier) {
        this.parts = parts;
        this.path = path;
        this.step = step;
        this.values = values;
        this.mayBeEarlier = mayBeEarlier;
    }

    /** Returns the drivers of the inner workflows of the step; more than one if it runs for each item of a list. */
    List<WorkflowDriver> inner() {
        return inner;
    }

    private String name() {
        return path + step.name();
    }

    /**
     * Runs the step and completes with its result. Fails only if the run as a whole cannot go on here: the client is closed,
     * or the broker away for long.
     */
    Future<StepExecutionResult> run() {
        if (step.repeat().isPresent()) {
            return new RepeatedRuns(
                            parts,
                            step.name(),
                            step.repeat().get(),
                            values,
                            (suffix, known, unchanged) -> unit(suffix, known, mayBeEarlier && unchanged))
                    .run();
        }
        return step.forEach().map(this::items).orElseGet(() -> unit("", values, mayBeEarlier));
    }

    private Future<StepExecutionResult> unit(String suffix, Map<String, Object> unitValues, boolean earlier) {
        try {
            if (step.work() instanceof TaskWork work) {
                return task(name() + suffix, TaskTemplate.fill(work.template(), unitValues), earlier);
            }
            if (step.work() instanceof ApprovalWork work) {
                return task(name(), approval(work, unitValues), earlier);
            }
            return workflow(suffix, (WorkflowWork) step.work(), unitValues, earlier);
        } catch (CodefleetException e) {
            return notRun(e);
        }
    }

    private Future<StepExecutionResult> task(String name, Task task, boolean earlier) {
        tasks.add(name);
        return parts.tasks()
                .run(name, task, earlier)
                .map(end -> StepExecutionResult.of(step.name(), end))
                .recover(this::notRun);
    }

    private Task approval(ApprovalWork work, Map<String, Object> unitValues) {
        Duration limit = work.timeLimit();
        return Task.of(TaskTemplate.text("approval", work.question(), unitValues))
                .type(Workflows.APPROVAL_TYPE)
                .placement(Placement.worker(parts.tasks().idOf(name())))
                .limits(TaskLimits.DEFAULT.queueTimeout(limit).deadline(limit.plus(AFTER_TIME_LIMIT)))
                .retry(RetryPolicy.NONE);
    }

    private Future<StepExecutionResult> workflow(
            String suffix, WorkflowWork work, Map<String, Object> unitValues, boolean earlier) {
        Workflow given = work.workflow();
        for (Map.Entry<String, Object> input : work.input().entrySet()) {
            given = given.with(
                    input.getKey(), TaskTemplate.fill("input." + input.getKey(), input.getValue(), unitValues));
        }
        WorkflowDriver driver = new WorkflowDriver(parts, name() + suffix + "/", given, earlier);
        inner.add(driver);
        return driver.run().map(end -> StepExecutionResult.of(step.name(), end));
    }

    private Future<StepExecutionResult> notRun(Throwable failure) {
        if (failure instanceof RunCancelledException) {
            return Future.succeededFuture(StepExecutionResult.cutShort(step.name()));
        }
        boolean lasting = failure instanceof CodefleetException known && !known.retryable();
        return !lasting || failure instanceof ClosedException
                ? Future.failedFuture(failure)
                : Future.succeededFuture(StepExecutionResult.failed(
                        StepStatus.of(step.name(), StepState.FAILED), String.valueOf(failure.getMessage())));
    }

    private Future<StepExecutionResult> items(FanOut fanOut) {
        try {
            List<Object> list = FanOutItems.of(fanOut, values);
            return new ItemRuns(step.name(), fanOut, list, this::item, this::cancelItem).run();
        } catch (CodefleetException e) {
            return notRun(e);
        }
    }

    private Future<StepExecutionResult> item(int index, Object item) {
        Map<String, Object> itemValues = new HashMap<>(values);
        itemValues.put("item", item);
        itemValues.put("index", index);
        return unit("#" + index, itemValues, mayBeEarlier);
    }

    /** Cancels the task of an item. An inner workflow is left to end by itself: it may have to undo what it has begun. */
    private void cancelItem(int index) {
        parts.tasks().cancel(name() + "#" + index, "too many items of step " + step.name() + " have failed");
    }

    /** Returns the status of the step while it has not ended. */
    StepStatus status() {
        StepStatus status = StepStatus.of(step.name(), StepState.QUEUED)
                .steps(
                        inner.size() == 1 || (step.repeat().isPresent() && !inner.isEmpty())
                                ? inner.get(inner.size() - 1).statuses()
                                : List.of())
                .tasks(tasks.stream().map(parts.tasks()::idOf).toList(), Usage.NONE, Duration.ZERO);
        if (!inner.isEmpty()) {
            return status.state(StepState.RUNNING);
        }
        List<TaskSummary> seen = tasks.stream()
                .flatMap(name -> parts.tasks().seen(name).stream())
                .toList();
        List<TaskSummary> running = seen.stream()
                .filter(task -> task.status() == TaskStatus.RUNNING)
                .toList();
        if (step.work() instanceof ApprovalWork work && !seen.isEmpty()) {
            return status.state(StepState.WAITING_FOR_APPROVAL)
                    .note(TaskTemplate.text("approval", work.question(), values));
        }
        // Of items some have ended already if not all of them are seen waiting.
        boolean isWaiting = running.isEmpty() && (step.forEach().isEmpty() || seen.size() == tasks.size());
        return status.state(isWaiting ? StepState.QUEUED : StepState.RUNNING)
                .note(running.stream().findFirst().map(StepRun::where).orElse(""));
    }

    private static String where(TaskSummary task) {
        return "on " + task.workerId().orElse("a worker") + (task.attempt() > 1 ? ", attempt " + task.attempt() : "");
    }
}
