package io.codefleet.mcp;

import io.codefleet.AgentOptions;
import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.TaskHeaders;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepWork;
import io.codefleet.workflow.Workflow;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Bounds of what one call submits. A task that an agent of another task delegates is a part of that task, is paid for out of its
 * allowance, and has at most its priority, its tools, and the budget and steps of its attempts. What the arguments say may only
 * narrow this. A task of a {@linkplain EngineTypes type of the engine} is refused to every caller, as its content would not be
 * bounded.
 *
 * @param caller the task whose agent delegates; absent for a caller outside the fleet
 * @param depth how many delegations lead to what is submitted
 * @param standard what tasks without an allowance of the caller's are paid for out of
 * @param trace the headers that a caller outside the fleet gives to what it submits
 */
record DelegationScope(Optional<Task> caller, int depth, Optional<Allowance> standard, Map<String, String> trace) {
    /** The header that says how many delegations lead to a task. */
    static final String DEPTH_HEADER = TaskHeaders.RESERVED_PREFIX + "delegation-depth";

    private static final String ALL_TOOLS = "*";
    private static final String ID_PART = "/mcp/";

    /** Returns the task as it is to be submitted. */
    Task bound(Task task) {
        return bound(task, "");
    }

    private Task bound(Task task, String at) {
        EngineTypes.check(at + "type", task);
        Optional<Allowance> allowance = allowance();
        Task bound = allowance.map(task::allowance).orElse(task);
        return caller.map(parent -> narrowed(bound, parent)).orElse(bound).headers(headers());
    }

    /** Returns the id to submit under. That of a caller's task begins with the caller's id, so that it meets no stranger's task. */
    String id(String wanted) {
        return caller.map(parent -> parent.id() + ID_PART + wanted).orElse(wanted);
    }

    /** Returns the options as they are to be submitted. */
    RunOptions bound(RunOptions options) {
        RunOptions bound = options.headers(headers());
        return caller.map(parent -> bound.parent(parent.id())).orElse(bound);
    }

    /** Returns the workflow with all its tasks bound, those of workflows within it too. */
    Workflow bound(Workflow workflow) {
        return bound(workflow, "");
    }

    /**
     * Returns the workflow with all its tasks bound.
     *
     * @param at the names of the steps around it
     */
    private Workflow bound(Workflow workflow, String at) {
        List<Step> steps =
                workflow.steps().stream().map(step -> bound(step, at)).toList();
        return workflow.steps(steps);
    }

    private Step bound(Step step, String around) {
        String at = around + step.name() + ".";
        Step bound = step.toBuilder().work(bound(step.work(), at)).build();
        return step.compensation()
                .map(task -> bound.compensate(part(task, at + "compensate.")))
                .orElse(bound);
    }

    private StepWork bound(StepWork work, String at) {
        if (work instanceof StepWork.TaskWork task) {
            return new StepWork.TaskWork(part(task.template(), at));
        }
        if (work instanceof StepWork.WorkflowWork inner) {
            return new StepWork.WorkflowWork(bound(inner.workflow(), at), inner.input());
        }
        return work;
    }

    /** Returns the template of a task of a run, which is the parent of its tasks and gives them its headers. */
    private Task part(Task template, String at) {
        return bound(template, at).toBuilder().parentId(null).headers(Map.of()).build();
    }

    private Optional<Allowance> allowance() {
        return caller.flatMap(Task::allowance).or(() -> standard);
    }

    private Task narrowed(Task task, Task parent) {
        checkAttributes(task.context(), parent.context());
        Task child = allowance().isPresent()
                ? task
                : task.toBuilder().allowance(null).build();
        return child.parent(parent.id())
                .priority(Math.min(task.priority(), parent.priority()))
                .agent(narrowed(task.context().agent(), parent.context().agent()));
    }

    /** Refuses attributes that the caller's task lacks: they could ask a worker for more, such as a push or a command. */
    private static void checkAttributes(TaskContext child, TaskContext parent) {
        child.attributes().forEach((name, value) -> {
            if (!value.equals(parent.attributes().get(name))) {
                throw new InvalidInputException(
                        "attributes." + name,
                        "is not the one of the task whose agent calls; an agent delegates no attributes but those of its task");
            }
        });
    }

    private static AgentOptions narrowed(AgentOptions child, AgentOptions parent) {
        return child.toBuilder()
                .budget(smaller(child.budget(), parent.budget()))
                .maxSteps(least(child.maxSteps(), parent.maxSteps()).orElse(null))
                .tools(narrowed(child.tools(), parent.tools()))
                .build();
    }

    /** Returns the tools that both allow. A name counts before {@value #ALL_TOOLS}, and what nobody names is as the worker has it. */
    private static Map<String, Boolean> narrowed(Map<String, Boolean> child, Map<String, Boolean> parent) {
        Map<String, Boolean> tools = new TreeMap<>(child);
        if (Boolean.FALSE.equals(parent.get(ALL_TOOLS))) {
            tools.replaceAll((name, allowed) -> allowed && parent.getOrDefault(name, false));
        }
        parent.forEach((name, allowed) ->
                tools.put(name, allowed && child.getOrDefault(name, child.getOrDefault(ALL_TOOLS, true))));
        return tools;
    }

    private static Budget smaller(Budget one, Budget other) {
        return new Budget(least(one.maxCost(), other.maxCost()), least(one.maxTokens(), other.maxTokens()));
    }

    private static <T extends Comparable<T>> Optional<T> least(Optional<T> one, Optional<T> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    private Map<String, String> headers() {
        Map<String, String> headers =
                new TreeMap<>(caller.<Map<String, String>>map(Task::headers).orElse(trace));
        caller.ifPresent(parent -> headers.put(DEPTH_HEADER, String.valueOf(depth)));
        return headers;
    }
}
