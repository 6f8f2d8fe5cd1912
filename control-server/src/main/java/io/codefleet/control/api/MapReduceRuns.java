package io.codefleet.control.api;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A map-reduce as a workflow of two steps. The client of a map-reduce in the SDK holds its functions and must run it again itself
 * after a crash; a workflow is data, which any driver finishes.
 */
final class MapReduceRuns {
    private static final String AT = "/mapReduce";
    private static final String MAP = "map";
    private static final String REDUCE = "reduce";
    private static final String ITEMS = "items";
    private static final String RESULTS = "{{ steps.map.text }}";
    private static final Pattern OF_ITEM = Pattern.compile("\\{\\{\\s*(item|index)\\b");
    private static final Pattern OF_RESULTS = Pattern.compile("\\{\\{\\s*steps\\.map\\b");
    /** The run gives its tasks their ids and its own id as their parent, and begins them when it is their turn. */
    private static final List<String> OF_THE_RUN = List.of("id", "parent", "delayMs");

    private MapReduceRuns() {}

    static Workflow workflow(JsonObject json) {
        List<Object> items = new JsonObject(json.toBuffer()).getJsonArray(ITEMS).getList();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) == null) {
                throw RunDefinitions.fault(AT + "/items/" + i, "is null; leave the item out");
            }
        }
        Integer failures = json.getInteger("allowedFailures", 0);
        Step map = Step.task(MAP, mapTask(json.getJsonObject(MAP)))
                .forEach(FanOut.over("{{ input.items }}").allowedFailures(failures));
        Workflow workflow = Workflow.named(json.getString("name", "map-reduce"))
                .input(ITEMS, items)
                .step(map);
        if (json.containsKey(REDUCE)) {
            workflow = workflow.step(
                            Step.task(REDUCE, reduceTask(json.getJsonObject(REDUCE))).after(MAP))
                    .output("result", "{{ steps.reduce.text }}");
        } else {
            workflow = workflow.output("results", "{{ steps.map.items }}");
        }
        return checked(workflow);
    }

    private static Workflow checked(Workflow workflow) {
        try {
            return workflow.check();
        } catch (InvalidInputException e) {
            String field = e.field().startsWith("steps.") ? e.field().substring("steps.".length()) : e.field();
            throw RunDefinitions.fault(AT + "/" + field.replace('.', '/'), String.valueOf(e.getMessage()));
        }
    }

    private static Task mapTask(JsonObject json) {
        if (!OF_ITEM.matcher(json.encode()).find()) {
            throw RunDefinitions.fault(
                    AT + "/map/prompt", "does not contain {{ item }}, so that all tasks would be the same");
        }
        return task(MAP, json);
    }

    private static Task reduceTask(JsonObject json) {
        Task task = task(REDUCE, json);
        return OF_RESULTS.matcher(json.encode()).find() ? task : task.prompt(task.prompt() + "\n\n" + RESULTS);
    }

    private static Task task(String name, JsonObject json) {
        String at = AT + "/" + name;
        for (String field : OF_THE_RUN) {
            if (json.containsKey(field)) {
                throw RunDefinitions.fault(at + "/" + field, "is chosen by the run; leave it out");
            }
        }
        return TaskBodies.task(at, json.copy().put("id", "template"));
    }
}
