package io.codefleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a task is about, besides its prompt. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param project a folder on the worker, or a Git URL; absent: the worker's own default
 * @param files paths within the project that the prompt is about
 * @param previousTasks ids of tasks whose conversation this one continues
 * @param preferredModel the model to use, as {@code provider/name}; absent: the worker's own default
 * @param attributes free JSON values for the handler; unmodifiable
 * @param agent what is asked of the agent; default {@link AgentOptions#DEFAULT}
 */
public record TaskContext(
        Optional<String> project,
        List<String> files,
        List<String> previousTasks,
        Optional<String> preferredModel,
        Map<String, Object> attributes,
        AgentOptions agent) {

    /** No context at all. */
    public static final TaskContext EMPTY =
            new TaskContext(Optional.empty(), List.of(), List.of(), Optional.empty(), Map.of(), AgentOptions.DEFAULT);

    /** @throws io.codefleet.error.InvalidInputException if an id is malformed or an attribute is not a JSON value */
    public TaskContext {
        project.ifPresent(value -> Check.notBlank("context.project", value));
        preferredModel.ifPresent(value -> Check.notBlank("context.preferredModel", value));
        files = List.copyOf(files);
        previousTasks = List.copyOf(previousTasks);
        previousTasks.forEach(id -> Check.id("context.previousTasks", id));
        attributes = Check.json("context.attributes", attributes);
    }

    /** A copy about this project. */
    public TaskContext project(String value) {
        return new TaskContext(Optional.of(value), files, previousTasks, preferredModel, attributes, agent);
    }

    /** A copy about these files of the project. */
    public TaskContext files(List<String> value) {
        return new TaskContext(project, value, previousTasks, preferredModel, attributes, agent);
    }

    /** A copy that continues the conversation of these tasks. */
    public TaskContext previousTasks(List<String> value) {
        return new TaskContext(project, files, value, preferredModel, attributes, agent);
    }

    /** A copy that asks for this model, as {@code provider/name}. */
    public TaskContext preferredModel(String value) {
        return new TaskContext(project, files, previousTasks, Optional.of(value), attributes, agent);
    }

    /** A copy with one more attribute, a JSON value. */
    public TaskContext attribute(String key, Object value) {
        Map<String, Object> more = new TreeMap<>(attributes);
        more.put(key, value);
        return new TaskContext(project, files, previousTasks, preferredModel, more, agent);
    }

    /** A copy that asks this of the agent. */
    public TaskContext agent(AgentOptions value) {
        return new TaskContext(project, files, previousTasks, preferredModel, attributes, value);
    }

    /**
     * The models to try in order, each once: the preferred one, then those of {@link AgentOptions#models()}. Empty: the worker's
     * own default.
     */
    public List<String> models() {
        return agent.models(preferredModel);
    }
}
