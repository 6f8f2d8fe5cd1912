package io.codefleet.control.api;

import io.codefleet.Task;
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
    private static final Pattern OF_ITEM = Pattern.compile("\\{\\{\\s*(item|index)\\b");

    private MapReduceRuns() {}

    static Workflow workflow(JsonObject json) {
        List<?> items = new JsonObject(json.toBuffer()).getJsonArray(ITEMS).getList();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) == null) {
                throw RunDefinitions.fault(AT + "/items/" + i, "is null; leave the item out");
            }
        }
        Step map = Step.task(MAP, mapTask(json.getJsonObject(MAP)))
                .forEach(FanOut.over("{{ input.items }}").allowedFailures(json.getInteger("allowedFailures", 0)));
        Workflow workflow = Workflow.named(json.getString("name", "map-reduce"))
                .input(ITEMS, items)
                .step(map);
        if (json.containsKey(REDUCE)) {
            Task reduce = RunTemplates.summary(AT + "/" + REDUCE, json.getJsonObject(REDUCE), MAP);
            workflow = workflow.step(Step.task(REDUCE, reduce).after(MAP)).output("result", "{{ steps.reduce.text }}");
        } else {
            workflow = workflow.output("results", "{{ steps.map.items }}");
        }
        return RunTemplates.checked(AT, List.of(MAP, REDUCE), workflow);
    }

    private static Task mapTask(JsonObject json) {
        if (!OF_ITEM.matcher(json.encode()).find()) {
            throw RunDefinitions.fault(
                    AT + "/map/prompt", "does not contain {{ item }}, so that all tasks would be the same");
        }
        return RunTemplates.task(AT + "/" + MAP, json);
    }
}
