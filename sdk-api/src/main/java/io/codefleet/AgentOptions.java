package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Options for the agent that works on a task, in addition to its prompt. A worker without an agent passes it over. Immutable;
 * each method that takes an argument returns a changed copy.
 *
 * <pre>{@code
 * Task.of("Review the change").agent(AgentOptions.DEFAULT
 *         .name("reviewer")
 *         .models("anthropic/claude-sonnet-4-0", "openai/gpt-5")
 *         .tools(Map.of("bash", false))
 *         .budget(Budget.cost("0.50")))
 * }</pre>
 */
@CheckReturnValue
public final class AgentOptions {
    /** The agent as the worker has it, without a limit. */
    public static final AgentOptions DEFAULT = builder().build();

    /** The most models that a task may name. */
    public static final int MAX_MODELS = 20;

    private static final String ALL_TOOLS = "*";

    private final Optional<String> name;
    private final List<String> models;
    private final Optional<String> variant;
    private final Optional<String> systemPrompt;
    private final SortedMap<String, Boolean> tools;
    private final Optional<OutputSchema> output;
    private final ArtifactSelection artifacts;
    private final Budget budget;
    private final Optional<Integer> maxSteps;

    private AgentOptions(Builder builder) {
        this.name = Optional.ofNullable(builder.name);
        this.models = List.copyOf(builder.models);
        this.variant = Optional.ofNullable(builder.variant);
        this.systemPrompt = Optional.ofNullable(builder.systemPrompt);
        this.tools = Collections.unmodifiableSortedMap(new TreeMap<>(builder.tools));
        this.output = Optional.ofNullable(builder.output);
        this.artifacts = builder.artifacts;
        this.budget = builder.budget;
        this.maxSteps = Optional.ofNullable(builder.maxSteps);
        name.ifPresent(value -> Check.notBlank("agent.name", value));
        variant.ifPresent(value -> Check.notBlank("agent.variant", value));
        systemPrompt.ifPresent(value -> Check.notBlank("agent.systemPrompt", value));
        if (models.size() > MAX_MODELS) {
            throw new InvalidInputException(
                    "agent.models", "names " + models.size() + " models, at most " + MAX_MODELS + " are allowed");
        }
        models.forEach(AgentOptions::checkModel);
        tools.keySet().stream()
                .filter(tool -> !tool.equals(ALL_TOOLS))
                .forEach(tool -> Check.name("agent.tools", tool));
        maxSteps.ifPresent(value -> Check.positive("agent.maxSteps", value));
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns which of the agents that the worker's OpenCode is configured with; absent: its default one. */
    public Optional<String> name() {
        return name;
    }

    /**
     * Returns the models to try one after another, as {@code provider/name}, when the one before fails; they come after
     * {@link TaskContext#preferredModel()}. Empty: no others. See {@link TaskContext#models()}.
     */
    public List<String> models() {
        return models;
    }

    /** Returns a variant of the model that the worker's configuration knows, such as {@code high}; absent: none. */
    public Optional<String> variant() {
        return variant;
    }

    /** Returns what is added to the agent's own system prompt; absent: nothing. */
    public Optional<String> systemPrompt() {
        return systemPrompt;
    }

    /**
     * Returns the tools by name, {@code *} for all that are not named, and whether the agent may use them. What the
     * worker's policy forbids stays forbidden, whatever is said here; a tool that is not named is as the worker has it.
     */
    public SortedMap<String, Boolean> tools() {
        return tools;
    }

    /** Returns the shape that the answer must have; absent: any text. */
    public Optional<OutputSchema> output() {
        return output;
    }

    /** Returns the files of the workspace that the result brings along. */
    public ArtifactSelection artifacts() {
        return artifacts;
    }

    /**
     * Returns what one attempt may consume, all its turns, models and subagents together. The attempt is stopped soon
     * after it is past.
     */
    public Budget budget() {
        return budget;
    }

    /** Returns how many steps one attempt may take, a step being one answer of a model; absent: no limit. */
    public Optional<Integer> maxSteps() {
        return maxSteps;
    }

    private static void checkModel(String model) {
        int slash = model.indexOf('/');
        if (slash <= 0 || slash == model.length() - 1) {
            throw new InvalidInputException(
                    "agent.models",
                    "'" + model + "' is not a model; write provider/name, as in anthropic/claude-sonnet-4-0");
        }
    }

    /** Returns a copy for this agent of the worker's OpenCode. */
    public AgentOptions name(String value) {
        return toBuilder().name(value).build();
    }

    /** Returns a copy that tries these models, in this order. */
    public AgentOptions models(String... value) {
        return models(Arrays.asList(value));
    }

    /** Returns a copy that tries these models, in this order. */
    public AgentOptions models(List<String> value) {
        return toBuilder().models(value).build();
    }

    /** Returns a copy with this variant of the model. */
    public AgentOptions variant(String value) {
        return toBuilder().variant(value).build();
    }

    /** Returns a copy that adds this to the agent's system prompt. */
    public AgentOptions systemPrompt(String value) {
        return toBuilder().systemPrompt(value).build();
    }

    /** Returns a copy with these tools on or off, and no others named. */
    public AgentOptions tools(Map<String, Boolean> value) {
        return toBuilder().tools(new TreeMap<>(value)).build();
    }

    /** Returns a copy whose answer must have this shape. */
    public AgentOptions output(OutputSchema value) {
        return toBuilder().output(value).build();
    }

    /** Returns a copy whose result brings these files along. */
    public AgentOptions artifacts(ArtifactSelection value) {
        return toBuilder().artifacts(value).build();
    }

    /** Returns a copy with this budget of an attempt. */
    public AgentOptions budget(Budget value) {
        return toBuilder().budget(value).build();
    }

    /** Returns a copy with this many steps of an attempt at most. */
    public AgentOptions maxSteps(int value) {
        return toBuilder().maxSteps(value).build();
    }

    /** Returns the models to try in order, each once, beginning with the preferred one; empty: the worker's own default. */
    List<String> models(Optional<String> preferred) {
        Set<String> each = new LinkedHashSet<>();
        preferred.ifPresent(each::add);
        each.addAll(models);
        return Collections.unmodifiableList(new ArrayList<>(each));
    }

    /** Returns what is asked for; never the system prompt, which may be secret. */
    @Override
    public String toString() {
        return "AgentOptions[name=" + name.orElse("") + ", models=" + models + ", variant=" + variant.orElse("")
                + ", tools=" + tools + ", output=" + output.isPresent() + ", artifacts=" + artifacts.globs()
                + ", budget="
                + budget + ", maxSteps=" + maxSteps.map(String::valueOf).orElse("") + "]";
    }

    private List<Object> components() {
        return List.of(name, models, variant, systemPrompt, tools, output, artifacts, budget, maxSteps);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof AgentOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    /**
     * Builds an {@link AgentOptions}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private @Nullable String name;
        private List<String> models = List.of();
        private @Nullable String variant;
        private @Nullable String systemPrompt;
        private Map<String, Boolean> tools = Collections.emptySortedMap();
        private @Nullable OutputSchema output;
        private ArtifactSelection artifacts = ArtifactSelection.NONE;
        private Budget budget = Budget.UNLIMITED;
        private @Nullable Integer maxSteps;

        private Builder() {}

        private Builder(AgentOptions from) {
            name = from.name.orElse(null);
            models = from.models;
            variant = from.variant.orElse(null);
            systemPrompt = from.systemPrompt.orElse(null);
            tools = from.tools;
            output = from.output.orElse(null);
            artifacts = from.artifacts;
            budget = from.budget;
            maxSteps = from.maxSteps.orElse(null);
        }

        public Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        public Builder models(List<String> value) {
            models = value;
            return this;
        }

        public Builder variant(@Nullable String value) {
            variant = value;
            return this;
        }

        public Builder systemPrompt(@Nullable String value) {
            systemPrompt = value;
            return this;
        }

        public Builder tools(Map<String, Boolean> value) {
            tools = value;
            return this;
        }

        public Builder output(@Nullable OutputSchema value) {
            output = value;
            return this;
        }

        public Builder artifacts(ArtifactSelection value) {
            artifacts = value;
            return this;
        }

        public Builder budget(Budget value) {
            budget = value;
            return this;
        }

        public Builder maxSteps(@Nullable Integer value) {
            maxSteps = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if a component is not acceptable; it names the component
         */
        @CheckReturnValue
        public AgentOptions build() {
            return new AgentOptions(this);
        }
    }
}
