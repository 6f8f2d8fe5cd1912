package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.codefleet.Backoff;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.error.InvalidInputException;
import io.codefleet.wire.DurationText;
import io.codefleet.workflow.Condition;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepWork.ApprovalWork;
import io.codefleet.workflow.Workflow;
import io.vertx.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes a workflow of a file that keeps to the schema. Faults are told by their way in the file: {@code steps.lint.retry}. */
final class WorkflowReader {
    /** What a file calls the fields of a task that have another name there. */
    private static final Map<String, String> KEYS = Map.of(
            "requiredCapabilities", "requires",
            "limits.deadline", "timeout",
            "limits.attemptTimeout", "attempt_timeout",
            "limits.queueTimeout", "queue_timeout",
            "backoff.maxDelay", "retry.max_delay");

    private WorkflowReader() {}

    static Workflow workflow(String path, JsonNode node) {
        Workflow workflow = Workflow.named(node.path("name").asText());
        for (Map.Entry<String, JsonNode> input : node.path("inputs").properties()) {
            JsonNode value = input.getValue().path("default");
            workflow = value.isMissingNode()
                    ? workflow.input(input.getKey())
                    : workflow.input(input.getKey(), plain(value));
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
        Optional<Duration> limit = duration(node, "timeout");
        return limit.isEmpty() ? workflow : workflow.timeLimit(limit.get());
    }

    /** Puts the way in the file before the field of a fault, unless it is there. */
    private static <T> T in(String path, Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidInputException e) {
            if (e.field().startsWith(path)) {
                throw e;
            }
            String fault = e.getMessage().substring(e.field().length() + 2);
            throw new InvalidInputException(path + "." + KEYS.getOrDefault(e.field(), e.field()), fault, e);
        }
    }

    private static Step step(String path, String name, JsonNode node) {
        Step step = work(path, name, node);
        for (JsonNode after : list(node.path("after"))) {
            step = after(step, after);
        }
        if (node.path("optional").asBoolean()) {
            step = step.asOptional();
        }
        if (node.has("for_each")) {
            FanOut fanOut = FanOut.over(node.path("for_each").asText());
            fanOut = fanOut.concurrency(node.path("max_parallel").asInt(fanOut.concurrency()));
            step = step.forEach(
                    fanOut.allowedFailures(node.path("allowed_failures").asInt(0)));
        }
        return node.has("compensate") ? step.compensate(task(node.path("compensate"))) : step;
    }

    private static Step work(String path, String name, JsonNode node) {
        if (node.has("approval")) {
            return Step.approval(
                    name,
                    node.path("approval").asText(),
                    duration(node, "timeout").orElse(ApprovalWork.DEFAULT_TIME_LIMIT));
        }
        if (node.has("workflow")) {
            Workflow inner = workflow(path + ".workflow.", node.path("workflow"));
            return Step.workflow(name, inner, map(node.path("input")));
        }
        return Step.task(name, task(node));
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

    private static Task task(JsonNode node) {
        Task task = Task.of(node.path("prompt").asText())
                .requires(texts(node.path("requires")))
                .files(texts(node.path("files")))
                .type(node.path("type").asText(Task.DEFAULT_TYPE))
                .priority(node.path("priority").asInt(Task.DEFAULT_PRIORITY))
                .limits(limits(node));
        task = node.has("project") ? task.project(node.path("project").asText()) : task;
        task = node.has("model") ? task.preferredModel(node.path("model").asText()) : task;
        for (Map.Entry<String, Object> attribute : map(node.path("attributes")).entrySet()) {
            task = task.attribute(attribute.getKey(), attribute.getValue());
        }
        return node.has("retry") ? task.retry(retry(node.path("retry"))) : task;
    }

    private static TaskLimits limits(JsonNode node) {
        TaskLimits standard = TaskLimits.DEFAULT;
        return new TaskLimits(
                duration(node, "queue_timeout").orElse(standard.queueTimeout()),
                duration(node, "attempt_timeout").orElse(standard.attemptTimeout()),
                duration(node, "timeout").orElse(standard.deadline()));
    }

    private static RetryPolicy retry(JsonNode node) {
        Backoff standard = Backoff.DEFAULT;
        String growth = node.path("backoff").asText(standard.growth().name());
        Duration first = duration(node, "initial_delay").orElse(standard.initialDelay());
        Duration last = duration(node, "max_delay")
                .orElse(first.compareTo(standard.maxDelay()) > 0 ? first : standard.maxDelay());
        return RetryPolicy.DEFAULT
                .maxAttempts(node.path("attempts").asInt(RetryPolicy.DEFAULT.maxAttempts()))
                .backoff(new Backoff(
                        Backoff.Growth.valueOf(growth.toUpperCase(Locale.ROOT)), first, last, standard.jitter()));
    }

    private static Optional<Duration> duration(JsonNode node, String field) {
        return node.has(field) ? Optional.of(DurationText.parse(node.path(field).asText())) : Optional.empty();
    }

    /** One value stands for a list of it. */
    private static Iterable<JsonNode> list(JsonNode node) {
        return node.isTextual() ? List.of(node) : node;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        list(node).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(JsonNode node) {
        return node.isMissingNode() ? Map.of() : (Map<String, Object>) plain(node);
    }

    /** As the maps and lists that values of the SDK are made of. */
    private static Object plain(JsonNode node) {
        return Json.decodeValue("[" + node + "]", List.class).get(0);
    }
}
