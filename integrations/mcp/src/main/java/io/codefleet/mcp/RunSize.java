package io.codefleet.mcp;

import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Repeat;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepWork;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.template.Reference;
import io.codefleet.workflow.template.Template;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Number of tasks that a run asks for, as far as its definition says. */
final class RunSize {
    /** Larger numbers count as this one: it is above any limit, and the sum of many of them is a number still. */
    private static final long MAX = 1_000_000;

    /** How many steps, items and values were looked at. */
    private long lookedAt;

    private RunSize() {}

    /**
     * Returns how many tasks the steps ask for, compensations included; at least 1. A step that repeats counts with all its
     * rounds. A list that a step makes while the run is under way counts as one item. A definition that takes too long to count
     * is above any limit.
     */
    static int of(Workflow workflow) {
        RunSize size = new RunSize();
        long tasks = size.tasks(workflow, Map.of());
        return (int) (size.isTooLarge() ? MAX : Math.max(1, tasks));
    }

    /** Returns whether counting ends here, whatever it has counted. */
    private boolean isTooLarge() {
        return lookedAt > MAX;
    }

    private long tasks(Workflow workflow, Map<String, Object> given) {
        Map<String, Object> inputs = new HashMap<>();
        workflow.inputs().forEach((name, value) -> value.ifPresent(known -> inputs.put(name, known)));
        inputs.putAll(given);
        Map<String, Object> values = Map.of("input", inputs);
        return workflow.steps().stream()
                .takeWhile(step -> !isTooLarge())
                .mapToLong(step -> tasks(step, values))
                .reduce(0, RunSize::sum);
    }

    private long tasks(Step step, Map<String, Object> values) {
        lookedAt++;
        long work = step.forEach().map(fanOut -> units(fanOut, values)).orElse(List.of(values)).stream()
                .takeWhile(unit -> !isTooLarge())
                .mapToLong(unit -> tasks(step.work(), unit))
                .reduce(0, RunSize::sum);
        long rounds = step.repeat().map(Repeat::maxRounds).orElse(1);
        // a step is undone as a whole, by one task
        return sum(Math.min(work * rounds, MAX), step.compensation().isPresent() ? 1 : 0);
    }

    private long tasks(StepWork work, Map<String, Object> values) {
        if (!(work instanceof StepWork.WorkflowWork inner)) {
            return work instanceof StepWork.TaskWork ? 1 : 0;
        }
        lookedAt += weight(inner.input()) + inner.workflow().inputs().size();
        if (isTooLarge()) {
            return 0;
        }
        Map<String, Object> given = new HashMap<>();
        inner.input()
                .forEach((name, value) ->
                        given.put(name, Template.deep("input." + name, value, template -> referred(template, values))));
        return tasks(inner.workflow(), given);
    }

    private static long weight(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().mapToLong(RunSize::weight).sum() + 1;
        }
        return value instanceof List<?> list
                ? list.stream().mapToLong(RunSize::weight).sum() + 1
                : 1;
    }

    /** Returns the value to which a template refers; an empty text if it is more than a reference, or the value is not known. */
    private static Object referred(Template template, Map<String, Object> values) {
        return template.isReference()
                ? new Reference(template.references().get(0).path(), true).in(values)
                : "";
    }

    /** Returns the values for each item; one more than there may be stand for more. */
    private List<Map<String, Object>> units(FanOut fanOut, Map<String, Object> values) {
        List<Map<String, Object>> units = List.of(Map.of());
        for (Map.Entry<String, String> over : fanOut.over().entrySet()) {
            String name = fanOut.isProduct() ? over.getKey() : "item";
            units = combined(units, name, list(over.getValue(), values));
            lookedAt += units.stream().mapToLong(Map::size).sum() + 1;
            if (isTooLarge()) {
                return List.of();
            }
        }
        return units.stream()
                .map(unit -> {
                    Map<String, Object> known = new HashMap<>(values);
                    known.putAll(fanOut.isProduct() ? Map.of("item", unit) : unit);
                    return known;
                })
                .toList();
    }

    private static List<Map<String, Object>> combined(List<Map<String, Object>> units, String name, List<?> list) {
        List<Map<String, Object>> combined = new ArrayList<>();
        for (Map<String, Object> unit : units) {
            for (Object item : list) {
                if (combined.size() > FanOut.MAX_ITEMS) {
                    return combined;
                }
                Map<String, Object> more = new HashMap<>(unit);
                more.put(name, item);
                combined.add(more);
            }
        }
        return combined;
    }

    /** Returns the list over which a step runs; one of a single item if the list is not known. */
    private static List<?> list(String template, Map<String, Object> values) {
        Object value = referred(Template.parse("for_each", template), values);
        if (value instanceof JsonArray array) {
            return array.getList();
        }
        return value instanceof List<?> list ? list : List.of("");
    }

    private static long sum(long one, long other) {
        return Math.min(one + other, MAX);
    }
}
