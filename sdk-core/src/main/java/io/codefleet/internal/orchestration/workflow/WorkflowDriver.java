package io.codefleet.internal.orchestration.workflow;

import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.error.CodefleetException;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one definition, from its first step to its end and, if it fails, back through the compensations. It keeps no
 * state that cannot be had again by asking for the same tasks. Confined to the run's context.
 */
final class WorkflowDriver {
    private static final Logger log = LoggerFactory.getLogger(WorkflowDriver.class);

    private final RunParts parts;
    private final String path;
    private final Workflow workflow;
    private final boolean mayBeEarlier;
    private final StepPlanner planner;
    private final Map<String, StepState> states = new HashMap<>();
    private final Map<String, StepStatus> statuses = new HashMap<>();
    private final Map<String, StepRun> runs = new HashMap<>();
    private final Map<String, Object> outputs = new HashMap<>();
    private final Set<String> unchanged = new HashSet<>();
    private final Map<String, Object> values;
    private final Deque<StepPlanner.Next> toDo = new ArrayDeque<>();
    private final Promise<RunEnd> promise = Promise.promise();
    private boolean working;
    /** Whether a step did not run as the run's time was up. */
    private boolean cutShort;

    private int ended;

    /**
     * End of a run.
     *
     * @param failure why it failed; empty if it did not
     * @param outputs its outputs; empty if it failed
     * @param text its outputs as text
     * @param steps what became of its steps
     */
    record RunEnd(String failure, Map<String, Object> outputs, String text, List<StepStatus> steps) {
        Usage usage() {
            return steps.stream().map(StepStatus::usage).reduce(Usage.NONE, Usage::plus);
        }
    }

    /**
     * Creates the driver of one run.
     *
     * @param path what comes before the names of its steps in ids: empty, or such as {@code outer/}
     * @param workflow a definition that was checked, with a value for each input
     * @param mayBeEarlier whether results of an earlier run may be taken, as nothing before it is run again
     */
    WorkflowDriver(RunParts parts, String path, Workflow workflow, boolean mayBeEarlier) {
        this.parts = parts;
        this.path = path;
        this.workflow = workflow;
        this.mayBeEarlier = mayBeEarlier;
        this.planner = new StepPlanner(workflow);
        Map<String, Object> inputs = new LinkedHashMap<>();
        workflow.inputs().forEach((name, value) -> value.ifPresent(given -> inputs.put(name, given)));
        this.values = Map.of("input", inputs, "steps", outputs);
    }

    /** Runs it; fails only if it cannot go on here, and is to be taken up elsewhere. */
    Future<RunEnd> run() {
        guarded(() -> work(planner.first()));
        return promise.future();
    }

    /** Does a part of the run. What it throws ends the run: a run without an end would keep the slot of its driver. */
    private void guarded(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            promise.tryFail(fault(e));
        }
    }

    /** Returns the failure of a run because of a fault of the engine, which another attempt would meet again. */
    static AttemptException fault(RuntimeException cause) {
        log.atError().setCause(cause).log("a run fails by a fault of the engine");
        return AttemptException.permanent("the engine cannot continue the run: " + cause);
    }

    /** Executes what is next. It is a loop, as a step that ends at once adds more to do while the loop runs. */
    private void work(StepPlanner.Next next) {
        toDo.add(next);
        if (working) {
            return;
        }
        working = true;
        while (!toDo.isEmpty()) {
            StepPlanner.Next now = toDo.remove();
            now.skip().forEach(this::skip);
            now.start().forEach(this::start);
        }
        working = false;
    }

    private boolean nothingChangedBefore(Step step) {
        return mayBeEarlier && step.after().stream().allMatch(each -> unchanged.contains(each.step()));
    }

    private void skip(Step step) {
        end(step, StepExecutionResult.skipped(step.name(), "what it comes after did not end as asked for"));
    }

    private void start(Step step) {
        states.put(step.name(), StepState.QUEUED);
        parts.gate().pass().onFailure(promise::tryFail).onSuccess(open -> guarded(() -> begin(step)));
    }

    private void begin(Step step) {
        if (isGuarded(step)) {
            return;
        }
        StepRun run = new StepRun(parts, path, step, values, nothingChangedBefore(step));
        runs.put(step.name(), run);
        states.put(step.name(), StepState.RUNNING);
        parts.onChange().run();
        run.run().onFailure(promise::tryFail).onSuccess(end -> guarded(() -> end(step, end)));
    }

    /** Returns whether its condition keeps a step from running; if so, it ends the step. */
    private boolean isGuarded(Step step) {
        try {
            if (step.when().isEmpty() || Guards.hold(step.when().get(), values)) {
                return false;
            }
            end(step, StepExecutionResult.skipped(step.name(), "its condition does not hold"));
        } catch (CodefleetException e) {
            end(
                    step,
                    StepExecutionResult.failed(
                            StepStatus.of(step.name(), StepState.FAILED), String.valueOf(e.getMessage())));
        }
        return true;
    }

    private void end(Step step, StepExecutionResult end) {
        states.put(step.name(), end.state());
        statuses.put(step.name(), end.status());
        outputs.put(step.name(), end.output());
        cutShort |= end.isCutShort();
        if (end.status().found() || (end.state() == StepState.SKIPPED && nothingChangedBefore(step))) {
            unchanged.add(step.name());
        }
        ended++;
        parts.onChange().run();
        if (ended == workflow.steps().size()) {
            allEnded();
        } else {
            work(planner.after(List.of(step.name()), states));
        }
    }

    private void allEnded() {
        Map<String, Object> given = new LinkedHashMap<>();
        String failure = failure();
        if (failure.isEmpty()) {
            try {
                workflow.outputs()
                        .forEach((name, text) -> given.put(name, TaskTemplate.fill("outputs." + name, text, values)));
            } catch (CodefleetException e) {
                failure = "outputs: " + e.getMessage();
            }
        }
        String reason = failure;
        if (reason.isEmpty()) {
            promise.tryComplete(new RunEnd("", given, text(given), statuses()));
        } else {
            undo().onFailure(promise::tryFail)
                    .onSuccess(undone -> promise.tryComplete(new RunEnd(reason, Map.of(), "", statuses())));
        }
    }

    private String failure() {
        if (planner.hasFailed(states)) {
            StepStatus first = workflow.steps().stream()
                    .filter(step -> !step.optional() && states.get(step.name()) == StepState.FAILED)
                    .map(step -> status(step))
                    .findFirst()
                    .orElseThrow();
            return "step " + path + first.name() + ": " + first.note();
        }
        return parts.gate().isOver() && cutShort ? "its time limit has passed" : "";
    }

    /** Returns the only output if it is a text, as agents give it; otherwise all outputs as JSON. */
    private static String text(Map<String, Object> outputs) {
        if (outputs.isEmpty()) {
            return "";
        }
        Object only = outputs.size() == 1 ? outputs.values().iterator().next() : outputs;
        return only instanceof String words ? words : Json.encode(only);
    }

    /** Undoes what has succeeded, the last first, one after another; a failure of one keeps the others from nothing. */
    Future<Void> undo() {
        Future<Void> undone = Future.succeededFuture();
        for (Step step : planner.backwards()) {
            @Nullable StepRun run = runs.get(step.name());
            if (states.get(step.name()) == StepState.SUCCEEDED
                    && run != null
                    && (step.compensation().isPresent() || !run.inner().isEmpty())) {
                undone = undone.compose(v -> undo(step, run));
            }
        }
        return undone;
    }

    private Future<Void> undo(Step step, StepRun run) {
        if (step.compensation().isEmpty()) {
            Future<Void> undone = Future.succeededFuture();
            List<WorkflowDriver> lastFirst = new ArrayList<>(run.inner());
            Collections.reverse(lastFirst);
            for (WorkflowDriver inner : lastFirst) {
                undone = undone.compose(v -> inner.undo());
            }
            return undone.onSuccess(v -> statuses.computeIfPresent(
                    step.name(), (name, status) -> status.steps(run.status().steps())));
        }
        statuses.computeIfPresent(step.name(), (name, status) -> status.compensation(StepState.RUNNING));
        parts.onChange().run();
        return undone(step)
                .onSuccess(end -> statuses.computeIfPresent(
                        step.name(),
                        (name, status) -> status.compensation(end.state())
                                .note(
                                        end.succeeded()
                                                ? status.note()
                                                : "undo: " + end.status().note())
                                .tasks(
                                        status.taskIds(),
                                        status.usage().plus(end.status().usage()),
                                        status.duration().plus(end.status().duration()))))
                .mapEmpty();
    }

    private Future<StepExecutionResult> undone(Step step) {
        try {
            return parts.tasks()
                    .undo(
                            path + step.name() + "+undo",
                            TaskTemplate.fill(step.compensation().orElseThrow(), values))
                    .map(end -> StepExecutionResult.of(step.name(), end));
        } catch (CodefleetException e) {
            return Future.succeededFuture(
                    StepExecutionResult.failed(StepStatus.of(step.name(), StepState.FAILED), e.getMessage()));
        }
    }

    /** Returns the current status of each step, in the order of the definition. */
    List<StepStatus> statuses() {
        return workflow.steps().stream().map(this::status).toList();
    }

    private StepStatus status(Step step) {
        @Nullable StepStatus known = statuses.get(step.name());
        if (known != null) {
            return known;
        }
        @Nullable StepRun run = runs.get(step.name());
        return run != null
                ? run.status()
                : StepStatus.of(step.name(), states.getOrDefault(step.name(), StepState.PENDING));
    }
}
