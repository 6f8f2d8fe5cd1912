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
 * @param cost the price in US dollars, rounded to a billionth of one; equal prices are equal, however they are written
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

    /** @throws InvalidInputException if a component is negative */
    public Usage {
        if (Math.min(Math.min(inputTokens, outputTokens), Math.min(reasoningTokens, cacheReadTokens)) < 0
                || cacheWriteTokens < 0
                || cost.signum() < 0) {
            throw new InvalidInputException("usage", "has a negative count or cost");
        }
        cost = shortest(cost);
    }

    /** The one way in which a price is written. */
    static BigDecimal shortest(BigDecimal cost) {
        BigDecimal exact = cost.scale() > COST_DECIMALS ? cost.setScale(COST_DECIMALS, RoundingMode.HALF_UP) : cost;
        BigDecimal shortest = exact.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    /** Tokens of all kinds together. */
    public long tokens() {
        return inputTokens + outputTokens + reasoningTokens + cacheReadTokens + cacheWriteTokens;
    }

    /** The sum of both. */
    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                reasoningTokens + other.reasoningTokens,
                cacheReadTokens + other.cacheReadTokens,
                cacheWriteTokens + other.cacheWriteTokens,
                cost.add(other.cost));
    }
}
