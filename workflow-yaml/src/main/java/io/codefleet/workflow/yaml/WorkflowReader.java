package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.codefleet.error.InvalidInputException;
import io.codefleet.json.GuardJson;
import io.codefleet.workflow.Condition;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepWork.ApprovalWork;
import io.codefleet.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes a workflow of a file that keeps to the schema. Faults are named by their path in the file: {@code steps.lint.retry}. */
final class WorkflowReader {
    /** What a file calls the fields of a task that have another name there. */
    private static final Map<String, String> KEYS = Map.of(
            "requiredCapabilities", "requires",
            "limits.deadline", "timeout",
            "limits.attemptTimeout", "attempt_timeout",
            "limits.queueTimeout", "queue_timeout",
            "backoff.maxDelay", "retry.max_delay",
            "budget.maxCost", "agent.max_cost",
            "budget.maxTokens", "agent.max_tokens",
            "agent.maxSteps", "agent.max_steps");

    private WorkflowReader() {}

    static Workflow workflow(String path, JsonNode node) {
        Workflow workflow = Workflow.named(node.path("name").asText());
        for (Map.Entry<String, JsonNode> input : node.path("inputs").properties()) {
            JsonNode value = input.getValue().path("default");
            workflow = value.isMissingNode()
                    ? workflow.input(input.getKey())
                    : workflow.input(input.getKey(), FileValues.plain(value));
        }
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, JsonNode> step : node.path("steps").properties()) {
            String at = path + "steps." + step.getKey();
            steps.add(in(at, () -> step(at, step.getKey(), step.getValue())));
        }
        workflow = workflow.steps(steps);
        for (Map.Entry<String, JsonNode> output : node.path("outputs").properties()) {
            workflow = workflow.output(output.getKey(), output.getValue().asText());
        }
        Optional<Duration> limit = FileValues.duration(node, "timeout");
        return limit.isEmpty() ? workflow : workflow.timeLimit(limit.get());
    }

    /** Adds the path in the file before the field of a fault, unless it is there. */
    private static <T> T in(String path, Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidInputException e) {
            if (e.field().startsWith(path)) {
                throw e;
            }
            throw new InvalidInputException(path + "." + KEYS.getOrDefault(e.field(), e.field()), e.fault(), e);
        }
    }

    private static Step step(String path, String name, JsonNode node) {
        Step step = work(path, name, node);
        for (JsonNode after : FileValues.list(node.path("after"))) {
            step = after(step, after);
        }
        if (node.path("optional").asBoolean()) {
            step = step.asOptional();
        }
        if (node.has("for_each")) {
            FanOut fanOut = fanOut(node.path("for_each"));
            fanOut = fanOut.concurrency(node.path("max_parallel").asInt(fanOut.concurrency()));
            step = step.forEach(
                    fanOut.allowedFailures(node.path("allowed_failures").asInt(0)));
        }
        if (node.has("when")) {
            step = step.when(GuardJson.decode(FileValues.plain(node.path("when"))));
        }
        if (node.has("repeat")) {
            step = step.repeat(
                    until(node.path("repeat").path("until")),
                    node.path("repeat").path("max_rounds").asInt());
        }
        return node.has("compensate") ? step.compensate(TaskReader.task(node.path("compensate"))) : step;
    }

    private static FanOut fanOut(JsonNode node) {
        if (node.isTextual()) {
            return FanOut.over(node.asText());
        }
        Map<String, String> lists = new LinkedHashMap<>();
        node.properties()
                .forEach(list -> lists.put(list.getKey(), list.getValue().asText()));
        return FanOut.product(lists);
    }

    private static Guard until(JsonNode node) {
        try {
            return GuardJson.decode(FileValues.plain(node));
        } catch (InvalidInputException e) {
            throw new InvalidInputException(e.field().replaceFirst("^when", "repeat.until"), e.fault(), e);
        }
    }

    private static Step work(String path, String name, JsonNode node) {
        if (node.has("approval")) {
            return Step.approval(
                    name,
                    node.path("approval").asText(),
                    FileValues.duration(node, "timeout").orElse(ApprovalWork.DEFAULT_TIME_LIMIT));
        }
        if (node.has("workflow")) {
            Workflow inner = workflow(path + ".workflow.", node.path("workflow"));
            return Step.workflow(name, inner, FileValues.map(node.path("input")));
        }
        return Step.task(name, TaskReader.task(node));
    }

    private static Step after(Step step, JsonNode after) {
        if (after.isTextual()) {
            return step.after(after.asText());
        }
        String before = after.path("step").asText();
        return switch (Condition.valueOf(after.path("on").asText("success").toUpperCase(Locale.ROOT))) {
            case SUCCESS -> step.after(before);
            case FAILURE -> step.afterFailure(before);
            case ALWAYS -> step.afterEnd(before);
        };
    }
}
