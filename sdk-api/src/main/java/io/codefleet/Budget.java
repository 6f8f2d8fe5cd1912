package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Limit of the cost and the tokens that may be consumed. Immutable.
 *
 * <p>Of a run: it is looked at before each child task starts: past it none starts any more, and those that run already are let
 * finish, so that what is spent may exceed it by what they cost. Of an attempt ({@link AgentOptions#budget()}): the attempt is
 * stopped soon after it is past.
 *
 * @param maxCost the price in US dollars; absent: no limit
 * @param maxTokens tokens of all kinds together, as {@link Usage#tokens()} counts them; absent: no limit
 */
@CheckReturnValue
public record Budget(Optional<BigDecimal> maxCost, Optional<Long> maxTokens) {
    /** No limit. */
    public static final Budget UNLIMITED = new Budget(Optional.empty(), Optional.empty());

    /** @throws InvalidInputException if a limit is negative, or the price is out of the bounds of {@link Price} */
    public Budget {
        maxCost.ifPresent(cost -> Price.check("budget.maxCost", cost));
        if (maxTokens.filter(tokens -> tokens < 0).isPresent()) {
            throw new InvalidInputException("budget.maxTokens", "is negative; give a number from 0");
        }
    }

    /** Creates a budget of at most this price, in US dollars, such as {@code "2.50"}. */
    public static Budget cost(String dollars) {
        return UNLIMITED.maxCost(Price.parse("budget.maxCost", dollars));
    }

    /** Creates a budget of at most this many tokens. */
    public static Budget tokens(long tokens) {
        return UNLIMITED.maxTokens(tokens);
    }

    /** Returns a copy with this limit of the price, in US dollars. */
    public Budget maxCost(BigDecimal value) {
        return new Budget(Optional.of(value), maxTokens);
    }

    /** Returns a copy with this limit of tokens. */
    public Budget maxTokens(long value) {
        return new Budget(maxCost, Optional.of(value));
    }

    /** Returns which limit this consumption has reached, in words for a person; empty if there is room. */
    public Optional<String> exceededBy(Usage usage) {
        return exceededBy(usage.cost(), usage.tokens());
    }

    /**
     * Returns which limit this consumption has reached, as a text for people; empty if there is room.
     *
     * @param cost in US dollars
     * @param tokens tokens of all kinds together
     */
    public Optional<String> exceededBy(BigDecimal cost, long tokens) {
        if (maxCost.filter(most -> cost.compareTo(most) >= 0).isPresent()) {
            return Optional.of(price(cost) + " of " + price(maxCost.get()) + " are spent");
        }
        return maxTokens.filter(most -> tokens >= most).map(most -> tokens + " of " + most + " tokens are used");
    }

    /** Returns a price as text, with cents at least. */
    private static String price(BigDecimal dollars) {
        BigDecimal shortest = Usage.shortest(dollars);
        return "$" + (shortest.scale() < 2 ? shortest.setScale(2) : shortest).toPlainString();
    }
}
