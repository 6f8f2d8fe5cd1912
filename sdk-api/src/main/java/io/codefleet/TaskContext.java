package io.codefleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a task is about, besides its prompt.
 *
 * @param project a folder on the worker, or a Git URL; absent: the worker's own default
 * @param files paths within the project that the prompt is about
 * @param previousTasks ids of tasks whose conversation this one continues
 * @param preferredModel the model to use, as {@code provider/name}; absent: the worker's own default
 * @param attributes free JSON values for the handler; unmodifiable
 */
public record TaskContext(
        Optional<String> project,
        List<String> files,
        List<String> previousTasks,
        Optional<String> preferredModel,
        Map<String, Object> attributes) {

    /** No context at all. */
    public static final TaskContext EMPTY =
            new TaskContext(Optional.empty(), List.of(), List.of(), Optional.empty(), Map.of());

    /** @throws io.codefleet.error.InvalidInputException if an id is malformed or an attribute is not a JSON value */
    public TaskContext {
        project.ifPresent(value -> Check.notBlank("context.project", value));
        preferredModel.ifPresent(value -> Check.notBlank("context.preferredModel", value));
        files = List.copyOf(files);
        previousTasks = List.copyOf(previousTasks);
        previousTasks.forEach(id -> Check.id("context.previousTasks", id));
        attributes = Check.json("context.attributes", attributes);
    }
}
