package io.codefleet.internal.orchestration.workflow;

import io.codefleet.AgentOptions;
import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.template.Template;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a task of a step's template. The same values give the same task, in every process. */
final class TaskTemplate {
    private TaskTemplate() {}

    /**
     * Returns a task of the template with the values filled in.
     *
     * @throws io.codefleet.workflow.template.MissingValueException if a value is not there
     * @throws InvalidInputException if the result is not a task, as its prompt is empty
     */
    static Task fill(Task template, Map<String, ?> values) {
        TaskContext context = template.context();
        return template.prompt(text("prompt", template.prompt(), values))
                .tags(tags(template.tags(), values))
                .context(TaskContext.builder()
                        .project(text("project", context.project(), values).orElse(null))
                        .files(context.files().stream()
                                .map(file -> text("files", file, values))
                                .toList())
                        .previousTasks(context.previousTasks())
                        .preferredModel(
                                text("model", context.preferredModel(), values).orElse(null))
                        .attributes(attributes(context.attributes(), values))
                        .agent(agent(context.agent(), values))
                        .build());
    }

    private static AgentOptions agent(AgentOptions agent, Map<String, ?> values) {
        return agent.systemPrompt()
                .map(system -> agent.systemPrompt(text("agent.system", system, values)))
                .orElse(agent);
    }

    static String text(String field, String template, Map<String, ?> values) {
        return Template.parse(field, template).text(values);
    }

    private static Optional<String> text(String field, Optional<String> template, Map<String, ?> values) {
        return template.map(text -> text(field, text, values));
    }

    private static Map<String, String> tags(Map<String, String> templates, Map<String, ?> values) {
        Map<String, String> filled = new LinkedHashMap<>();
        templates.forEach((key, value) -> filled.put(key, text("tags." + key, value, values)));
        return filled;
    }

    private static Map<String, Object> attributes(Map<String, Object> templates, Map<String, ?> values) {
        Map<String, Object> filled = new LinkedHashMap<>();
        templates.forEach((key, value) -> filled.put(key, fill("attributes." + key, value, values)));
        return filled;
    }

    /** Returns JSON values with the values filled into each text of them. */
    static Object fill(String field, Object template, Map<String, ?> values) {
        return Template.deep(field, template, each -> each.value(values));
    }

    /** Returns the list over which a step runs. */
    static List<Object> list(String template, Map<String, ?> values) {
        Object value = Template.parse("for_each", template).value(values);
        if (value instanceof List<?> list) {
            // Agents write nulls into lists, which List.copyOf refuses.
            return Collections.unmodifiableList(new ArrayList<>(list));
        }
        throw new InvalidInputException(
                "for_each", template + " is not a list but " + (value instanceof Map ? "an object" : "a single value"));
    }
}
