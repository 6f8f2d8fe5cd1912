package io.codefleet.internal.orchestration.workflow;

import io.codefleet.workflow.Dependency;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says which steps are next, by the definition and how steps have ended so far. Pure: any process that drives a run, at whatever
 * moment it took it over, gets the same result.
 */
final class StepPlanner {
    private final Workflow workflow;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, List<Step>> dependents;

    /**
     * Creates a planner.
     *
     * @param workflow a definition that was checked
     */
    StepPlanner(Workflow workflow) {
        this.workflow = workflow;
        workflow.steps().forEach(step -> steps.put(step.name(), step));
        this.dependents = workflow.dependents();
    }

    /**
     * Next steps of a run.
     *
     * @param start the steps to run now
     * @param skip the steps that will never run
     */
    record Next(List<Step> start, List<Step> skip) {}

    /** Returns what to do first, when no step has ended yet. */
    Next first() {
        return next(workflow.steps(), Map.of());
    }

    /**
     * Returns what to do next when these steps have ended, which earlier calls did not name.
     *
     * @param states where each step is; one that is missing is pending
     */
    Next after(Collection<String> ended, Map<String, StepState> states) {
        Map<String, Step> candidates = new LinkedHashMap<>();
        for (String name : ended) {
            dependents.getOrDefault(name, List.of()).forEach(step -> candidates.put(step.name(), step));
        }
        return next(candidates.values(), states);
    }

    private Next next(Collection<Step> candidates, Map<String, StepState> states) {
        Next next = new Next(new ArrayList<>(), new ArrayList<>());
        for (Step step : candidates) {
            if (states.getOrDefault(step.name(), StepState.PENDING) == StepState.PENDING && allEnded(step, states)) {
                (isWanted(step, states) ? next.start() : next.skip()).add(step);
            }
        }
        return next;
    }

    /**
     * Returns whether all steps before a step have ended. Until then the step is not skipped, though it may be clear earlier
     * that it will be: a step that always comes after it, such as tidying up, would otherwise begin while others still run.
     */
    private static boolean allEnded(Step step, Map<String, StepState> states) {
        return step.after().stream()
                .allMatch(each ->
                        states.getOrDefault(each.step(), StepState.PENDING).hasEnded());
    }

    private boolean isWanted(Step step, Map<String, StepState> states) {
        return step.after().stream().allMatch(each -> isMet(each, states));
    }

    private boolean isMet(Dependency dependency, Map<String, StepState> states) {
        boolean failed = states.get(dependency.step()) == StepState.FAILED;
        boolean passed =
                states.get(dependency.step()) == StepState.SUCCEEDED || (failed && isOptional(dependency.step()));
        return switch (dependency.on()) {
            case SUCCESS -> passed;
            case FAILURE -> failed;
            case ALWAYS -> true;
        };
    }

    private boolean isOptional(String name) {
        Step step = steps.get(name);
        return step != null && step.optional();
    }

    /** Returns whether the run as a whole has failed, once all steps have ended: a step that is not optional has failed. */
    boolean hasFailed(Map<String, StepState> states) {
        return workflow.steps().stream()
                .anyMatch(step -> !step.optional() && states.get(step.name()) == StepState.FAILED);
    }

    /** Returns the steps in reverse order: each comes before the steps that it comes after in the workflow. */
    List<Step> backwards() {
        Map<String, Integer> open = new HashMap<>();
        Deque<Step> free = new ArrayDeque<>();
        for (Step step : workflow.steps()) {
            open.put(step.name(), step.after().size());
            if (step.after().isEmpty()) {
                free.add(step);
            }
        }
        Deque<Step> reverse = new ArrayDeque<>();
        while (!free.isEmpty()) {
            Step step = free.remove();
            reverse.addFirst(step);
            for (Step after : dependents.getOrDefault(step.name(), List.of())) {
                if (open.merge(after.name(), -1, Integer::sum) == 0) {
                    free.add(after);
                }
            }
        }
        return List.copyOf(reverse);
    }
}
