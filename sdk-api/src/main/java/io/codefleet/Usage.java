package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Consumption of a run: tokens and cost. Tokens are counted as the model's provider counts them. */
@CheckReturnValue
public final class Usage implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Nothing consumed. */
    public static final Usage NONE = builder().build();

    /** How many decimals a price has at most. */
    public static final int COST_DECIMALS = 9;

    private final long inputTokens;
    private final long outputTokens;
    private final long reasoningTokens;
    private final long cacheReadTokens;
    private final long cacheWriteTokens;
    private final BigDecimal cost;

    private Usage(Builder builder) {
        this.inputTokens = builder.inputTokens;
        this.outputTokens = builder.outputTokens;
        this.reasoningTokens = builder.reasoningTokens;
        this.cacheReadTokens = builder.cacheReadTokens;
        this.cacheWriteTokens = builder.cacheWriteTokens;
        this.cost = shortest(Price.check("usage.cost", builder.cost));
        if (Math.min(Math.min(inputTokens, outputTokens), Math.min(reasoningTokens, cacheReadTokens)) < 0
                || cacheWriteTokens < 0
                || cost.signum() < 0) {
            throw new InvalidInputException("usage", "has a negative count or cost");
        }
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the tokens of the prompt that were not read from a cache. */
    public long inputTokens() {
        return inputTokens;
    }

    /** Returns the tokens of the answer, without reasoning. */
    public long outputTokens() {
        return outputTokens;
    }

    /** Returns the tokens of reasoning. */
    public long reasoningTokens() {
        return reasoningTokens;
    }

    /** Returns the tokens of the prompt that came from the provider's cache. */
    public long cacheReadTokens() {
        return cacheReadTokens;
    }

    /** Returns the tokens of the prompt that were written to it. */
    public long cacheWriteTokens() {
        return cacheWriteTokens;
    }

    /**
     * Returns the price in US dollars, rounded to a billionth of one; equal prices are equal, however they are written.
     * At most {@link Price#MAX}, and given in at most {@value Price#MAX_DIGITS} digits.
     */
    public BigDecimal cost() {
        return cost;
    }

    /** Returns a price in its only written form, so that equal prices are written alike. */
    static BigDecimal shortest(BigDecimal cost) {
        BigDecimal exact = cost.scale() > COST_DECIMALS ? cost.setScale(COST_DECIMALS, RoundingMode.HALF_UP) : cost;
        BigDecimal shortest = exact.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    /** Returns the tokens of all kinds together; {@link Long#MAX_VALUE} if they are more. */
    public long tokens() {
        long prompt = sum(inputTokens, sum(cacheReadTokens, cacheWriteTokens));
        return sum(prompt, sum(outputTokens, reasoningTokens));
    }

    /**
     * Returns the sum of both. A count stays at {@link Long#MAX_VALUE} where it would be more, and the cost at {@link Price#MAX}.
     */
    public Usage plus(Usage other) {
        return builder()
                .inputTokens(sum(inputTokens, other.inputTokens))
                .outputTokens(sum(outputTokens, other.outputTokens))
                .reasoningTokens(sum(reasoningTokens, other.reasoningTokens))
                .cacheReadTokens(sum(cacheReadTokens, other.cacheReadTokens))
                .cacheWriteTokens(sum(cacheWriteTokens, other.cacheWriteTokens))
                .cost(Price.sum(cost, other.cost))
                .build();
    }

    /** Returns the sum of two counts that are not negative; {@link Long#MAX_VALUE} if it is more. */
    static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private List<Object> components() {
        return List.of(inputTokens, outputTokens, reasoningTokens, cacheReadTokens, cacheWriteTokens, cost);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Usage that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "Usage[inputTokens=" + inputTokens + ", outputTokens=" + outputTokens + ", reasoningTokens="
                + reasoningTokens + ", cacheReadTokens=" + cacheReadTokens + ", cacheWriteTokens=" + cacheWriteTokens
                + ", cost=" + cost + "]";
    }

    /** Builds an {@link Usage}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private long inputTokens;
        private long outputTokens;
        private long reasoningTokens;
        private long cacheReadTokens;
        private long cacheWriteTokens;
        private BigDecimal cost = BigDecimal.ZERO;

        private Builder() {}

        private Builder(Usage from) {
            inputTokens = from.inputTokens;
            outputTokens = from.outputTokens;
            reasoningTokens = from.reasoningTokens;
            cacheReadTokens = from.cacheReadTokens;
            cacheWriteTokens = from.cacheWriteTokens;
            cost = from.cost;
        }

        public Builder inputTokens(long value) {
            inputTokens = value;
            return this;
        }

        public Builder outputTokens(long value) {
            outputTokens = value;
            return this;
        }

        public Builder reasoningTokens(long value) {
            reasoningTokens = value;
            return this;
        }

        public Builder cacheReadTokens(long value) {
            cacheReadTokens = value;
            return this;
        }

        public Builder cacheWriteTokens(long value) {
            cacheWriteTokens = value;
            return this;
        }

        public Builder cost(BigDecimal value) {
            cost = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if a component is negative, or the cost is out of the bounds of {@link
         *     Price}
         */
        @CheckReturnValue
        public Usage build() {
            return new Usage(this);
        }
    }
}
