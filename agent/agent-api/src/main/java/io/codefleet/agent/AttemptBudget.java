package io.codefleet.agent;

import io.codefleet.Budget;
import io.codefleet.Usage;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Limit of what one attempt may consume over all its turns. The lower of the worker's and the task's limit counts. Immutable.
 *
 * @param budget the price and the tokens
 * @param maxSteps answers of a model; absent: no limit
 * @param spent what turns before this one have consumed
 * @param steps how many steps they took
 */
public record AttemptBudget(Budget budget, Optional<Integer> maxSteps, Usage spent, int steps) {
    /** No limit, and nothing consumed yet. */
    public static final AttemptBudget UNLIMITED = of(Budget.UNLIMITED, Optional.empty());

    /**
     * A limit that is reached.
     *
     * @param cap which, in one word: {@code cost}, {@code tokens} or {@code steps}
     * @param words the figures
     */
    public record Reached(String cap, String words) {}

    /** Returns the budget of an attempt that has consumed nothing yet. */
    public static AttemptBudget of(Budget budget, Optional<Integer> maxSteps) {
        return new AttemptBudget(budget, maxSteps, Usage.NONE, 0);
    }

    /** Returns a copy that keeps to these limits as well. */
    public AttemptBudget within(Budget other, Optional<Integer> otherSteps) {
        return new AttemptBudget(
                new Budget(least(budget.maxCost(), other.maxCost()), least(budget.maxTokens(), other.maxTokens())),
                least(maxSteps, otherSteps),
                spent,
                steps);
    }

    private static <T extends Comparable<T>> Optional<T> least(Optional<T> one, Optional<T> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(T::compareTo);
    }

    /** Returns a copy after a turn that has consumed this. */
    public AttemptBudget after(Usage usage, int stepsTaken) {
        return new AttemptBudget(budget, maxSteps, spent.plus(usage), steps + stepsTaken);
    }

    /** Returns which limit a turn has reached that has consumed this so far. */
    public Optional<Reached> exceededBy(Usage usage, int stepsTaken) {
        Usage all = spent.plus(usage);
        Optional<Integer> limit = maxSteps.filter(max -> steps + stepsTaken >= max);
        if (limit.isPresent()) {
            return Optional.of(new Reached("steps", steps + stepsTaken + " of " + limit.get() + " steps are taken"));
        }
        String cap = budget.maxCost()
                .filter(cost -> all.cost().compareTo(cost) >= 0)
                .map(cost -> "cost")
                .orElse("tokens");
        return budget.exceededBy(all).map(words -> new Reached(cap, words));
    }
}
