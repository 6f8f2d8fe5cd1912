package io.codefleet;

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

/**
 * What a task asks of the agent that works on it, besides its prompt. A worker without an agent passes it over. Immutable;
 * each method that takes an argument returns a changed copy.
 *
 * <pre>{@code
 * Task.of("Review the change").agent(AgentOptions.DEFAULT
 *         .name("reviewer")
 *         .models("anthropic/claude-sonnet-4-0", "openai/gpt-5")
 *         .tools(Map.of("bash", false))
 *         .budget(Budget.cost("0.50")))
 * }</pre>
 *
 * @param name which of the agents that the worker's OpenCode is configured with; absent: its default one
 * @param models models to try one after another, as {@code provider/name}, when the one before fails; they come after {@link
 *     TaskContext#preferredModel()}. Empty: no others. See {@link TaskContext#models()}
 * @param variant a variant of the model that the worker's configuration knows, such as {@code high}; absent: none
 * @param systemPrompt what is added to the agent's own system prompt; absent: nothing
 * @param tools tools by name, {@code *} for all that are not named, and whether the agent may use them. What the worker's
 *     policy forbids stays forbidden, whatever is said here; a tool that is not named is as the worker has it
 * @param output the shape that the answer must have; absent: any text
 * @param artifacts files of the workspace that the result brings along
 * @param budget what one attempt may consume, all its turns, models and subagents together. The attempt is stopped soon after
 *     it is past
 * @param maxSteps how many steps one attempt may take, a step being one answer of a model; absent: no limit
 */
public record AgentOptions(
        Optional<String> name,
        List<String> models,
        Optional<String> variant,
        Optional<String> systemPrompt,
        SortedMap<String, Boolean> tools,
        Optional<OutputSchema> output,
        ArtifactSelection artifacts,
        Budget budget,
        Optional<Integer> maxSteps) {

    /** The agent as the worker has it, without a limit. */
    public static final AgentOptions DEFAULT = new Change().options();

    /** The most models that a task may name. */
    public static final int MAX_MODELS = 20;

    private static final String ALL_TOOLS = "*";

    /** @throws InvalidInputException if a component is not acceptable; it names the component */
    public AgentOptions {
        name.ifPresent(value -> Check.notBlank("agent.name", value));
        variant.ifPresent(value -> Check.notBlank("agent.variant", value));
        systemPrompt.ifPresent(value -> Check.notBlank("agent.systemPrompt", value));
        models = List.copyOf(models);
        if (models.size() > MAX_MODELS) {
            throw new InvalidInputException(
                    "agent.models", "names " + models.size() + " models, at most " + MAX_MODELS + " are allowed");
        }
        models.forEach(AgentOptions::checkModel);
        tools.keySet().stream()
                .filter(tool -> !tool.equals(ALL_TOOLS))
                .forEach(tool -> Check.name("agent.tools", tool));
        tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
        maxSteps.ifPresent(value -> Check.positive("agent.maxSteps", value));
    }

    private static void checkModel(String model) {
        int slash = model.indexOf('/');
        if (slash <= 0 || slash == model.length() - 1) {
            throw new InvalidInputException(
                    "agent.models",
                    "'" + model + "' is no model; write provider/name, as in anthropic/claude-sonnet-4-0");
        }
    }

    /** The components while a copy with one change is made. */
    private static final class Change {
        Optional<String> name = Optional.empty();
        List<String> models = List.of();
        Optional<String> variant = Optional.empty();
        Optional<String> systemPrompt = Optional.empty();
        SortedMap<String, Boolean> tools = Collections.emptySortedMap();
        Optional<OutputSchema> output = Optional.empty();
        ArtifactSelection artifacts = ArtifactSelection.NONE;
        Budget budget = Budget.UNLIMITED;
        Optional<Integer> maxSteps = Optional.empty();

        Change() {}

        Change(AgentOptions options) {
            name = options.name;
            models = options.models;
            variant = options.variant;
            systemPrompt = options.systemPrompt;
            tools = options.tools;
            output = options.output;
            artifacts = options.artifacts;
            budget = options.budget;
            maxSteps = options.maxSteps;
        }

        AgentOptions options() {
            return new AgentOptions(name, models, variant, systemPrompt, tools, output, artifacts, budget, maxSteps);
        }
    }

    /** A copy for this agent of the worker's OpenCode. */
    public AgentOptions name(String value) {
        Change change = new Change(this);
        change.name = Optional.of(value);
        return change.options();
    }

    /** A copy that tries these models, in this order. */
    public AgentOptions models(String... value) {
        return models(Arrays.asList(value));
    }

    /** A copy that tries these models, in this order. */
    public AgentOptions models(List<String> value) {
        Change change = new Change(this);
        change.models = value;
        return change.options();
    }

    /** A copy with this variant of the model. */
    public AgentOptions variant(String value) {
        Change change = new Change(this);
        change.variant = Optional.of(value);
        return change.options();
    }

    /** A copy that adds this to the agent's system prompt. */
    public AgentOptions systemPrompt(String value) {
        Change change = new Change(this);
        change.systemPrompt = Optional.of(value);
        return change.options();
    }

    /** A copy with these tools on or off, and no others named. */
    public AgentOptions tools(Map<String, Boolean> value) {
        Change change = new Change(this);
        change.tools = new TreeMap<>(value);
        return change.options();
    }

    /** A copy whose answer must have this shape. */
    public AgentOptions output(OutputSchema value) {
        Change change = new Change(this);
        change.output = Optional.of(value);
        return change.options();
    }

    /** A copy whose result brings these files along. */
    public AgentOptions artifacts(ArtifactSelection value) {
        Change change = new Change(this);
        change.artifacts = value;
        return change.options();
    }

    /** A copy with this budget of an attempt. */
    public AgentOptions budget(Budget value) {
        Change change = new Change(this);
        change.budget = value;
        return change.options();
    }

    /** A copy with this many steps of an attempt at most. */
    public AgentOptions maxSteps(int value) {
        Change change = new Change(this);
        change.maxSteps = Optional.of(value);
        return change.options();
    }

    /** The models to try in order, each once, beginning with the preferred one; empty: the worker's own default. */
    List<String> models(Optional<String> preferred) {
        Set<String> each = new LinkedHashSet<>();
        preferred.ifPresent(each::add);
        each.addAll(models);
        return Collections.unmodifiableList(new ArrayList<>(each));
    }

    /** What is asked for; never the system prompt, which may be secret. */
    @Override
    public String toString() {
        return "AgentOptions[name=" + name.orElse("") + ", models=" + models + ", variant=" + variant.orElse("")
                + ", tools=" + tools + ", output=" + output.isPresent() + ", artifacts=" + artifacts.globs()
                + ", budget="
                + budget + ", maxSteps=" + maxSteps.map(String::valueOf).orElse("") + "]";
    }
}
