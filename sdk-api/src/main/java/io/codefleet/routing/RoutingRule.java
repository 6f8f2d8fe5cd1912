package io.codefleet.routing;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * For which tasks which models are meant. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param types the types of tasks; empty: all
 * @param minTokens the smallest prompt, in tokens; default 0
 * @param maxTokens the largest prompt, in tokens; default any
 * @param minPriority the lowest priority; default 0
 * @param maxPriority the highest priority; default 100
 * @param models as {@code provider/name}; at least one. The cheapest whose price is known is asked first, the others when it
 *     fails; those without a known price come last, in their order
 * @param stronger models to ask one after another when an answer is not good enough, the weakest first; may be empty
 */
public record RoutingRule(
        Set<String> types,
        int minTokens,
        int maxTokens,
        int minPriority,
        int maxPriority,
        List<String> models,
        List<String> stronger) {

    /** @throws InvalidInputException if there is no model, or a range has no inside */
    public RoutingRule {
        types = Set.copyOf(types);
        models = List.copyOf(models);
        stronger = List.copyOf(stronger);
        if (models.isEmpty()) {
            throw new InvalidInputException("rule.models", "is empty; name at least one model as provider/name");
        }
        if (minTokens < 0 || maxTokens < minTokens) {
            throw new InvalidInputException("rule.tokens", "has no room from " + minTokens + " to " + maxTokens);
        }
        if (minPriority < 0 || maxPriority < minPriority) {
            throw new InvalidInputException("rule.priority", "has no room from " + minPriority + " to " + maxPriority);
        }
    }

    /** For all tasks. */
    public static RoutingRule of(String... models) {
        return new RoutingRule(Set.of(), 0, Integer.MAX_VALUE, 0, Task.MAX_PRIORITY, Arrays.asList(models), List.of());
    }

    /** A copy for tasks of these types. */
    public RoutingRule types(String... value) {
        return new RoutingRule(Set.of(value), minTokens, maxTokens, minPriority, maxPriority, models, stronger);
    }

    /** A copy for prompts of so many tokens, both ends included. */
    public RoutingRule tokens(int from, int to) {
        return new RoutingRule(types, from, to, minPriority, maxPriority, models, stronger);
    }

    /** A copy for priorities from one to the other, both included. */
    public RoutingRule priority(int from, int to) {
        return new RoutingRule(types, minTokens, maxTokens, from, to, models, stronger);
    }

    /** A copy with these models to ask when an answer is not good enough. */
    public RoutingRule stronger(String... value) {
        return new RoutingRule(types, minTokens, maxTokens, minPriority, maxPriority, models, Arrays.asList(value));
    }

    /** Whether it is for a task of this type and priority with so many tokens. */
    boolean matches(Task task, int tokens) {
        return (types.isEmpty() || types.contains(task.type()))
                && tokens >= minTokens
                && tokens <= maxTokens
                && task.priority() >= minPriority
                && task.priority() <= maxPriority;
    }
}
