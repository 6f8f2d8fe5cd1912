package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a run consumed. Tokens are counted as the model's provider counts them.
 *
 * @param inputTokens tokens of the prompt that were not read from a cache
 * @param outputTokens tokens of the answer, without reasoning
 * @param reasoningTokens tokens of reasoning
 * @param cacheReadTokens tokens of the prompt that came from the provider's cache
 * @param cacheWriteTokens tokens of the prompt that were written to it
 * @param cost the price in US dollars, rounded to a billionth of one; equal prices are equal, however they are written. At
 *     most {@link Price#MAX}, and given in at most {@value Price#MAX_DIGITS} digits
 */
public record Usage(
        long inputTokens,
        long outputTokens,
        long reasoningTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        BigDecimal cost) {

    /** Nothing consumed. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, BigDecimal.ZERO);

    /** How many decimals a price has at most. */
    public static final int COST_DECIMALS = 9;

    /** @throws InvalidInputException if a component is negative, or the cost is out of the bounds of {@link Price} */
    public Usage {
        if (Math.min(Math.min(inputTokens, outputTokens), Math.min(reasoningTokens, cacheReadTokens)) < 0
                || cacheWriteTokens < 0
                || cost.signum() < 0) {
            throw new InvalidInputException("usage", "has a negative count or cost");
        }
        cost = shortest(Price.check("usage.cost", cost));
    }

    /** The one way in which a price is written. */
    static BigDecimal shortest(BigDecimal cost) {
        BigDecimal exact = cost.scale() > COST_DECIMALS ? cost.setScale(COST_DECIMALS, RoundingMode.HALF_UP) : cost;
        BigDecimal shortest = exact.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    /** Tokens of all kinds together; {@link Long#MAX_VALUE} if they are more. */
    public long tokens() {
        long prompt = sum(inputTokens, sum(cacheReadTokens, cacheWriteTokens));
        return sum(prompt, sum(outputTokens, reasoningTokens));
    }

    /** The sum of both. A count stays at {@link Long#MAX_VALUE} where it would be more, and the cost at {@link Price#MAX}. */
    public Usage plus(Usage other) {
        return new Usage(
                sum(inputTokens, other.inputTokens),
                sum(outputTokens, other.outputTokens),
                sum(reasoningTokens, other.reasoningTokens),
                sum(cacheReadTokens, other.cacheReadTokens),
                sum(cacheWriteTokens, other.cacheWriteTokens),
                Price.sum(cost, other.cost));
    }

    /** The sum of two counts that are not negative; {@link Long#MAX_VALUE} if it is more. */
    static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
