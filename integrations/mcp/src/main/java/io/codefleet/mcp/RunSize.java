package io.codefleet.mcp;

import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Repeat;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepWork;
import io.codefleet.workflow.Workflow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Number of tasks that a run asks for, as far as its definition says. */
final class RunSize {
    /** Larger numbers count as this one: it is above any limit, and the sum of many of them is a number still. */
    private static final long MAX = 1_000_000;

    private static final Pattern INPUT = Pattern.compile("\\{\\{\\s*input\\.([\\w-]+)\\s*}}");

    private RunSize() {}

    /**
     * Returns how many tasks the steps ask for, compensations included; at least 1. A step that repeats counts with all its
     * rounds. A list that a step makes while the run is under way counts as one item.
     */
    static int of(Workflow workflow) {
        return (int) Math.max(1, tasks(workflow, Map.of()));
    }

    private static long tasks(Workflow workflow, Map<String, Object> given) {
        Map<String, Object> inputs = new HashMap<>();
        workflow.inputs().forEach((name, value) -> value.ifPresent(known -> inputs.put(name, known)));
        inputs.putAll(given);
        return workflow.steps().stream().mapToLong(step -> tasks(step, inputs)).reduce(0, RunSize::sum);
    }

    private static long tasks(Step step, Map<String, Object> inputs) {
        long items = step.forEach().map(fanOut -> items(fanOut, inputs)).orElse(1L);
        long rounds = step.repeat().map(Repeat::maxRounds).orElse(1);
        long compensations = step.compensation().isPresent() ? items : 0;
        return sum(product(product(items, rounds), tasks(step.work(), inputs)), compensations);
    }

    private static long tasks(StepWork work, Map<String, Object> inputs) {
        if (work instanceof StepWork.WorkflowWork inner) {
            Map<String, Object> given = new HashMap<>();
            inner.input().forEach((name, value) -> given.put(name, resolved(value, inputs)));
            return tasks(inner.workflow(), given);
        }
        return work instanceof StepWork.TaskWork ? 1 : 0;
    }

    /** Returns the input that a value refers to, if it does. */
    private static Object resolved(Object value, Map<String, Object> inputs) {
        Matcher input = INPUT.matcher(value.toString().strip());
        return input.matches() ? inputs.getOrDefault(input.group(1), value) : value;
    }

    private static long items(FanOut fanOut, Map<String, Object> inputs) {
        return fanOut.over().values().stream()
                .mapToLong(list -> length(list, inputs))
                .reduce(1, RunSize::product);
    }

    private static long length(String list, Map<String, Object> inputs) {
        return resolved(list, inputs) instanceof List<?> known ? known.size() : 1;
    }

    private static long sum(long one, long other) {
        return Math.min(one + other, MAX);
    }

    private static long product(long one, long other) {
        return Math.min(one * other, MAX);
    }
}
