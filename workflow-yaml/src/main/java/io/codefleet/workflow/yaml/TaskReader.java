package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.codefleet.AgentOptions;
import io.codefleet.Allowance;
import io.codefleet.ArtifactSelection;
import io.codefleet.Backoff;
import io.codefleet.Budget;
import io.codefleet.OutputSchema;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes the task of a step. */
final class TaskReader {
    private TaskReader() {}

    static Task task(JsonNode node) {
        Task task = Task.of(node.path("prompt").asText())
                .requires(FileValues.texts(node.path("requires")))
                .files(FileValues.texts(node.path("files")))
                .type(node.path("type").asText(Task.DEFAULT_TYPE))
                .priority(node.path("priority").asInt(Task.DEFAULT_PRIORITY))
                .limits(limits(node))
                .tags(FileValues.namedTexts(node.path("tags")));
        task = node.has("project") ? task.project(node.path("project").asText()) : task;
        task = node.has("model") ? task.preferredModel(node.path("model").asText()) : task;
        for (Map.Entry<String, Object> attribute :
                FileValues.map(node.path("attributes")).entrySet()) {
            task = task.attribute(attribute.getKey(), attribute.getValue());
        }
        task = node.has("agent") ? task.agent(agent(node.path("agent"))) : task;
        task = node.has("allowance") ? task.allowance(allowance(node.path("allowance"))) : task;
        return node.has("retry") ? task.retry(retry(node.path("retry"))) : task;
    }

    private static TaskLimits limits(JsonNode node) {
        TaskLimits standard = TaskLimits.DEFAULT;
        return new TaskLimits(
                FileValues.duration(node, "queue_timeout").orElse(standard.queueTimeout()),
                FileValues.duration(node, "attempt_timeout").orElse(standard.attemptTimeout()),
                FileValues.duration(node, "timeout").orElse(standard.deadline()));
    }

    private static RetryPolicy retry(JsonNode node) {
        Backoff standard = Backoff.DEFAULT;
        String growth = node.path("backoff").asText(standard.growth().name());
        Duration first = FileValues.duration(node, "initial_delay").orElse(standard.initialDelay());
        Duration last = FileValues.duration(node, "max_delay")
                .orElse(first.compareTo(standard.maxDelay()) > 0 ? first : standard.maxDelay());
        return RetryPolicy.DEFAULT
                .maxAttempts(node.path("attempts").asInt(RetryPolicy.DEFAULT.maxAttempts()))
                .backoff(new Backoff(
                        Backoff.Growth.valueOf(growth.toUpperCase(Locale.ROOT)), first, last, standard.jitter()));
    }

    private static AgentOptions agent(JsonNode node) {
        AgentOptions agent = AgentOptions.DEFAULT
                .models(FileValues.texts(node.path("models")))
                .tools(tools(node.path("tools")))
                .artifacts(ArtifactSelection.of(
                        FileValues.texts(node.path("artifacts")).toArray(String[]::new)))
                .budget(budget(node));
        agent = node.has("name") ? agent.name(node.path("name").asText()) : agent;
        agent = node.has("variant") ? agent.variant(node.path("variant").asText()) : agent;
        agent = node.has("system") ? agent.systemPrompt(node.path("system").asText()) : agent;
        agent = node.has("max_steps") ? agent.maxSteps(node.path("max_steps").asInt()) : agent;
        return node.has("output") ? agent.output(output(node.path("output"))) : agent;
    }

    private static Map<String, Boolean> tools(JsonNode node) {
        Map<String, Boolean> tools = new TreeMap<>();
        node.properties()
                .forEach(tool -> tools.put(tool.getKey(), tool.getValue().asBoolean()));
        return tools;
    }

    private static OutputSchema output(JsonNode node) {
        OutputSchema output = OutputSchema.of(FileValues.map(node.path("schema")));
        output = output.maxRepairs(node.path("repairs").asInt(output.maxRepairs()));
        return node.path("next_model").asBoolean() ? output.orNextModel() : output;
    }

    private static Budget budget(JsonNode node) {
        Budget budget = node.has("max_cost") ? Budget.cost(node.path("max_cost").asText()) : Budget.UNLIMITED;
        return node.has("max_tokens") ? budget.maxTokens(node.path("max_tokens").asLong()) : budget;
    }

    private static Allowance allowance(JsonNode node) {
        Allowance allowance = Allowance.of(node.path("key").asText());
        allowance = node.has("per_day")
                ? allowance.perDay(Budget.cost(node.path("per_day").asText()))
                : allowance;
        return node.has("total")
                ? allowance.total(Budget.cost(node.path("total").asText()))
                : allowance;
    }
}
