package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Subject of a task in addition to its prompt: the project, the files and other attributes. Immutable; each method that takes
 * an argument returns a changed copy.
 */
@CheckReturnValue
public final class TaskContext {
    /** No context at all. */
    public static final TaskContext EMPTY = builder().build();

    private final Optional<String> project;
    private final List<String> files;
    private final List<String> previousTasks;
    private final Optional<String> preferredModel;
    private final Map<String, Object> attributes;
    private final AgentOptions agent;

    private TaskContext(Builder builder) {
        this.project = Optional.ofNullable(builder.project);
        this.files = List.copyOf(builder.files);
        this.previousTasks = List.copyOf(builder.previousTasks);
        this.preferredModel = Optional.ofNullable(builder.preferredModel);
        this.attributes = Check.json("context.attributes", builder.attributes);
        this.agent = builder.agent;
        project.ifPresent(value -> Check.notBlank("context.project", value));
        preferredModel.ifPresent(value -> Check.notBlank("context.preferredModel", value));
        previousTasks.forEach(id -> Check.id("context.previousTasks", id));
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns a folder on the worker, or a Git URL; absent: the worker's own default. */
    public Optional<String> project() {
        return project;
    }

    /** Returns the paths within the project that the prompt is about. */
    public List<String> files() {
        return files;
    }

    /** Returns the ids of tasks whose conversation this one continues. */
    public List<String> previousTasks() {
        return previousTasks;
    }

    /** Returns the model to use, as {@code provider/name}; absent: the worker's own default. */
    public Optional<String> preferredModel() {
        return preferredModel;
    }

    /** Returns the free JSON values for the handler; unmodifiable. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    /** Returns what is asked of the agent; default {@link AgentOptions#DEFAULT}. */
    public AgentOptions agent() {
        return agent;
    }

    /** Returns a copy about this project. */
    public TaskContext project(String value) {
        return toBuilder().project(value).build();
    }

    /** Returns a copy about these files of the project. */
    public TaskContext files(List<String> value) {
        return toBuilder().files(value).build();
    }

    /** Returns a copy that continues the conversation of these tasks. */
    public TaskContext previousTasks(List<String> value) {
        return toBuilder().previousTasks(value).build();
    }

    /** Returns a copy that asks for this model, as {@code provider/name}. */
    public TaskContext preferredModel(String value) {
        return toBuilder().preferredModel(value).build();
    }

    /** Returns a copy with one more attribute, a JSON value. */
    public TaskContext attribute(String key, Object value) {
        Map<String, Object> more = new TreeMap<>(attributes);
        more.put(key, value);
        return toBuilder().attributes(more).build();
    }

    /** Returns a copy that asks this of the agent. */
    public TaskContext agent(AgentOptions value) {
        return toBuilder().agent(value).build();
    }

    /**
     * Returns the models to try in order, each once: the preferred one, then those of {@link AgentOptions#models()}. If
     * empty, the worker uses its own default.
     */
    public List<String> models() {
        return agent.models(preferredModel);
    }

    private List<Object> components() {
        return List.of(project, files, previousTasks, preferredModel, attributes, agent);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof TaskContext that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "TaskContext[project=" + project + ", files=" + files + ", previousTasks=" + previousTasks
                + ", preferredModel=" + preferredModel + ", attributes=" + attributes + ", agent=" + agent + "]";
    }

    /**
     * Builds a {@link TaskContext}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private @Nullable String project;
        private List<String> files = List.of();
        private List<String> previousTasks = List.of();
        private @Nullable String preferredModel;
        private Map<String, Object> attributes = Map.of();
        private AgentOptions agent = AgentOptions.DEFAULT;

        private Builder() {}

        private Builder(TaskContext from) {
            project = from.project.orElse(null);
            files = from.files;
            previousTasks = from.previousTasks;
            preferredModel = from.preferredModel.orElse(null);
            attributes = from.attributes;
            agent = from.agent;
        }

        public Builder project(@Nullable String value) {
            project = value;
            return this;
        }

        public Builder files(List<String> value) {
            files = value;
            return this;
        }

        public Builder previousTasks(List<String> value) {
            previousTasks = value;
            return this;
        }

        public Builder preferredModel(@Nullable String value) {
            preferredModel = value;
            return this;
        }

        public Builder attributes(Map<String, Object> value) {
            attributes = value;
            return this;
        }

        public Builder agent(AgentOptions value) {
            agent = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if an id is malformed or an attribute is not a JSON
         *     value
         */
        @CheckReturnValue
        public TaskContext build() {
            return new TaskContext(this);
        }
    }
}
