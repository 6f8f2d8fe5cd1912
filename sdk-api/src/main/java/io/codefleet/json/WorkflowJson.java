package io.codefleet.json;

import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Condition;
import io.codefleet.workflow.Dependency;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Repeat;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepWork;
import io.codefleet.workflow.StepWork.ApprovalWork;
import io.codefleet.workflow.StepWork.TaskWork;
import io.codefleet.workflow.StepWork.WorkflowWork;
import io.codefleet.workflow.Workflow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link Workflow} and how a run of it is done, as JSON. It is for machines; people write YAML. */
public final class WorkflowJson {
    /** A template that says nothing but its prompt. */
    private static final Task PLAIN = Task.of("template").id("template");

    private static final JsonObject PLAIN_JSON = TaskJson.encode(PLAIN);

    private WorkflowJson() {}

    /**
     * A run as it is stored.
     *
     * @param workflow the definition, with values for its inputs
     * @param options the run's id, concurrency and budget; the rest is not stored. The headers are those of the run's task
     */
    public record StoredRun(Workflow workflow, RunOptions options) {}

    /** Returns the run as JSON, without its id; equal runs give equal JSON. */
    public static JsonObject encode(StoredRun run) {
        JsonObject json = new JsonObject()
                .put("v", TaskJson.VERSION)
                .put("workflow", encode(run.workflow()))
                .put("concurrency", run.options().concurrency());
        Budget budget = run.options().budget();
        budget.maxCost().ifPresent(cost -> json.put("maxCost", cost.toPlainString()));
        budget.maxTokens().ifPresent(tokens -> json.put("maxTokens", tokens));
        return json;
    }

    /**
     * Reads a run.
     *
     * @param runId the run's id
     * @throws io.codefleet.error.MalformedDataException if it is not JSON, or a field is wrong
     */
    public static StoredRun decodeRun(String runId, String json) {
        String what = "workflow run " + runId;
        JsonFields fields = JsonFields.of(what, JsonFields.parse(what, Buffer.buffer(json)));
        return JsonFields.valid(
                what,
                () -> new StoredRun(
                        fields.optionalObject("workflow")
                                .map(WorkflowJson::workflow)
                                .orElse(Workflow.named("unknown")),
                        RunOptions.of(runId)
                                .concurrency(fields.integer("concurrency", RunOptions.DEFAULT_CONCURRENCY))
                                .budget(new Budget(
                                        fields.optionalPrice("maxCost"), fields.optionalNumber("maxTokens")))));
    }

    private static JsonObject encode(Workflow workflow) {
        JsonObject inputs = new JsonObject();
        workflow.inputs()
                .forEach((name, value) -> inputs.put(
                        name,
                        value.map(each -> new JsonObject().put("value", each)).orElseGet(JsonObject::new)));
        JsonArray steps = new JsonArray();
        workflow.steps().forEach(step -> steps.add(encode(step)));
        JsonObject json = new JsonObject()
                .put("name", workflow.name())
                .put("inputs", inputs)
                .put("steps", steps)
                .put("outputs", new JsonObject(new LinkedHashMap<>(workflow.outputs())));
        workflow.timeLimit().ifPresent(limit -> json.put("timeLimitMs", limit.toMillis()));
        return json;
    }

    private static JsonObject encode(Step step) {
        JsonObject json = new JsonObject().put("name", step.name());
        if (step.work() instanceof TaskWork work) {
            json.put("task", encode(work.template()));
        } else if (step.work() instanceof ApprovalWork work) {
            json.put("approval", work.question())
                    .put("timeLimitMs", work.timeLimit().toMillis());
        } else if (step.work() instanceof WorkflowWork work) {
            json.put("workflow", encode(work.workflow())).put("input", new JsonObject(work.input()));
        }
        JsonArray after = new JsonArray();
        step.after()
                .forEach(each -> after.add(new JsonObject()
                        .put("step", each.step())
                        .put("on", each.on().code())));
        json.put("after", after);
        step.forEach()
                .ifPresent(fanOut -> json.put(
                        "forEach",
                        new JsonObject()
                                .put("over", over(fanOut))
                                .put("concurrency", fanOut.concurrency())
                                .put("allowedFailures", fanOut.allowedFailures())));
        if (step.optional()) {
            json.put("optional", true);
        }
        step.compensation().ifPresent(task -> json.put("compensation", encode(task)));
        step.when().ifPresent(guard -> json.put("when", GuardJson.encode(guard)));
        step.repeat()
                .ifPresent(repeat -> json.put(
                        "repeat",
                        new JsonObject()
                                .put("until", GuardJson.encode(repeat.until()))
                                .put("maxRounds", repeat.maxRounds())));
        return json;
    }

    /** Returns the lists of a fan-out as JSON: one list by itself, or several with their names in their order. */
    private static Object over(FanOut fanOut) {
        if (!fanOut.isProduct()) {
            return fanOut.over().values().iterator().next();
        }
        JsonArray lists = new JsonArray();
        fanOut.over()
                .forEach((name, list) -> lists.add(new JsonArray().add(name).add(list)));
        return lists;
    }

    /**
     * Writes a template without the fields that are the same in most templates: the definition of a thousand steps is one
     * task.
     */
    private static JsonObject encode(Task template) {
        if (template.equals(PLAIN.prompt(template.prompt()))) {
            return new JsonObject().put("prompt", template.prompt());
        }
        JsonObject json = TaskJson.encode(template);
        PLAIN_JSON.forEach(field -> {
            if (field.getValue().equals(json.getValue(field.getKey()))) {
                json.remove(field.getKey());
            }
        });
        return json;
    }

    private static Workflow workflow(JsonFields fields) {
        Map<String, Optional<Object>> inputs = new LinkedHashMap<>();
        fields.values("inputs").forEach((name, value) -> inputs.put(name, inputValue(value)));
        Map<String, String> outputs = new LinkedHashMap<>();
        fields.values("outputs").forEach((name, value) -> outputs.put(name, String.valueOf(value)));
        List<Step> steps =
                fields.objects("steps").stream().map(WorkflowJson::step).toList();
        return Workflow.builder(fields.text("name"))
                .inputs(inputs)
                .steps(steps)
                .outputs(outputs)
                .timeLimit(fields.optionalDuration("timeLimitMs").orElse(null))
                .build();
    }

    private static Optional<Object> inputValue(Object input) {
        return input instanceof Map<?, ?> map ? Optional.ofNullable(map.get("value")) : Optional.empty();
    }

    private static Step step(JsonFields fields) {
        List<Dependency> after = fields.objects("after").stream()
                .map(each -> new Dependency(each.text("step"), each.constant("on", Condition.class, Condition.SUCCESS)))
                .toList();
        return Step.builder(fields.text("name"), work(fields))
                .after(after)
                .forEach(fields.optionalObject("forEach")
                        .map(WorkflowJson::fanOut)
                        .orElse(null))
                .optional(fields.flag("optional"))
                .compensation(fields.optionalObject("compensation")
                        .map(WorkflowJson::task)
                        .orElse(null))
                .when(guard(fields, "when").orElse(null))
                .repeat(fields.optionalObject("repeat")
                        .map(WorkflowJson::repeat)
                        .orElse(null))
                .build();
    }

    private static StepWork work(JsonFields fields) {
        Optional<StepWork> task = fields.optionalObject("task").map(each -> new TaskWork(task(each)));
        Optional<StepWork> nested =
                fields.optionalObject("workflow").map(each -> new WorkflowWork(workflow(each), fields.values("input")));
        return task.or(() -> nested)
                .orElseGet(() -> new ApprovalWork(
                        fields.text("approval"), fields.duration("timeLimitMs", ApprovalWork.DEFAULT_TIME_LIMIT)));
    }

    private static Optional<Guard> guard(JsonFields fields, String name) {
        return Optional.of(fields.values(name))
                .filter(guard -> !guard.isEmpty())
                .map(GuardJson::decode);
    }

    private static Repeat repeat(JsonFields fields) {
        return new Repeat(
                guard(fields, "until").orElseThrow(() -> new InvalidInputException("until", "is missing")),
                fields.integer("maxRounds", 1));
    }

    private static Map<String, String> over(JsonFields fields) {
        if (!(fields.json().getValue("over") instanceof JsonArray lists)) {
            return FanOut.over(fields.text("over")).over();
        }
        Map<String, String> over = new LinkedHashMap<>();
        for (int i = 0; i < lists.size(); i++) {
            over.put(lists.getJsonArray(i).getString(0), lists.getJsonArray(i).getString(1));
        }
        return over;
    }

    private static FanOut fanOut(JsonFields fields) {
        return new FanOut(
                over(fields),
                fields.integer("concurrency", RunOptions.MAX_CONCURRENCY),
                fields.integer("allowedFailures", 0));
    }

    private static Task task(JsonFields fields) {
        return TaskJson.decode("a step's task", PLAIN_JSON.copy().mergeIn(fields.json()));
    }
}
