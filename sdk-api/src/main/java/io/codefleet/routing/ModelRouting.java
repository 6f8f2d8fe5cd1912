package io.codefleet.routing;

import io.codefleet.Task;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.tokens.TokenCounter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the models of tasks by rules: the first that is for the task counts. Immutable and thread-safe.
 *
 * <pre>{@code
 * ModelRouting routing = ModelRouting.of(prices,
 *         RoutingRule.of("openai/gpt-5-mini", "anthropic/claude-haiku-4-5").types("triage"),
 *         RoutingRule.of("anthropic/claude-sonnet-4-5", "openai/gpt-5").priority(8, 100).stronger("anthropic/claude-opus-4-5"),
 *         RoutingRule.of("openai/gpt-5-mini"));
 * fleet.submitTask(routing.apply(task));
 * }</pre>
 *
 * <p>The choice depends on the task, the rules and the prices alone, so that the same id goes with the same task. After a change
 * of rules or prices, give tasks new ids: a task that is stored under its id with other models is refused as a duplicate.
 *
 * @param prices what models cost
 * @param rules the first that is for a task counts; a task that none is for, and one that names its model, stays as it is
 * @param tokens counts the tokens of a prompt
 * @param answerTokens how long an answer is expected to be, for the comparison of prices; default 1 000
 */
@CheckReturnValue
public record ModelRouting(ModelPrices prices, List<RoutingRule> rules, TokenCounter tokens, int answerTokens) {
    /** How long an answer is expected to be where nothing else is said. */
    public static final int DEFAULT_ANSWER_TOKENS = 1000;

    public ModelRouting {
        rules = List.copyOf(rules);
    }

    /** Creates a routing with the counter for any model, which needs {@code codefleet-sdk-core} on the class path. */
    public static ModelRouting of(ModelPrices prices, RoutingRule... rules) {
        TokenCounter counter = text -> TokenCounter.forAnyModel().count(text);
        return new ModelRouting(prices, Arrays.asList(rules), counter, DEFAULT_ANSWER_TOKENS);
    }

    /** Returns a copy that counts tokens with this counter. */
    public ModelRouting tokens(TokenCounter value) {
        return new ModelRouting(prices, rules, value, answerTokens);
    }

    /** Returns a copy that expects answers of this many tokens. */
    public ModelRouting answerTokens(int value) {
        return new ModelRouting(prices, rules, tokens, value);
    }

    /**
     * Returns a copy of the task with the models of its rule: the cheapest as its preferred one, the others in
     * {@link io.codefleet.AgentOptions#models()}, for when that one fails or its provider asks to wait. It counts the tokens
     * of the prompt: for much text call it on a worker thread.
     */
    public Task apply(Task task) {
        if (!task.context().models().isEmpty()) {
            return task;
        }
        int size = tokens.count(task.prompt());
        return rule(task, size)
                .map(rule -> with(task, cheapestFirst(rule, size)))
                .orElse(task);
    }

    /** Returns the models to ask one after another when an answer of the task is not good enough. */
    List<String> stronger(Task task) {
        return rule(task, tokens.count(task.prompt()))
                .map(RoutingRule::stronger)
                .orElse(List.of());
    }

    private Optional<RoutingRule> rule(Task task, int size) {
        return rules.stream().filter(rule -> rule.matches(task, size)).findFirst();
    }

    private static Task with(Task task, List<String> models) {
        List<String> others = models.subList(1, models.size());
        return task.context(task.context()
                .preferredModel(models.get(0))
                .agent(task.context().agent().models(others)));
    }

    /**
     * Returns the models of a rule by price, the cheapest first. The sort is stable: among equals the order of the rule
     * counts.
     */
    private List<String> cheapestFirst(RoutingRule rule, int size) {
        List<String> sorted = new ArrayList<>(rule.models());
        sorted.sort(Comparator.comparing(
                (String model) -> price(model, size), Comparator.nullsLast(Comparator.naturalOrder())));
        return sorted;
    }

    private @Nullable BigDecimal price(String model, int size) {
        return prices.of(model).map(price -> price.of(size, answerTokens)).orElse(null);
    }

    /**
     * Returns what one answer by the task's preferred model would cost; empty if the task names none, or one without a known
     * price.
     */
    public Optional<BigDecimal> estimate(Task task) {
        return task.context().models().stream()
                .findFirst()
                .flatMap(prices::of)
                .map(price -> price.of(tokens.count(task.prompt()), answerTokens));
    }
}
