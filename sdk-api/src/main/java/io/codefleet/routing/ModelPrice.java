package io.codefleet.routing;

import io.codefleet.Price;
import io.codefleet.Usage;
import io.codefleet.error.InvalidInputException;
import java.math.BigDecimal;

/**
 * Price of a model, in US dollars per million tokens.
 *
 * @param input of the prompt
 * @param output of the answer and of its reasoning
 * @param cacheRead of the prompt, where it comes from the provider's cache
 * @param cacheWrite of the prompt, where it is written to it
 */
public record ModelPrice(BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {
    private static final int MILLION_DIGITS = 6;

    /** @throws InvalidInputException if a price is out of the bounds of {@link Price} */
    public ModelPrice {
        Price.check("price.input", input);
        Price.check("price.output", output);
        Price.check("price.cacheRead", cacheRead);
        Price.check("price.cacheWrite", cacheWrite);
    }

    /** Returns a model whose cache costs what its input does, such as {@code ModelPrice.of("3", "15")}. */
    public static ModelPrice of(String input, String output) {
        return of(input, output, input, input);
    }

    /** Returns a model with prices of its own for its cache. */
    public static ModelPrice of(String input, String output, String cacheRead, String cacheWrite) {
        return new ModelPrice(
                Price.parse("price.input", input),
                Price.parse("price.output", output),
                Price.parse("price.cacheRead", cacheRead),
                Price.parse("price.cacheWrite", cacheWrite));
    }

    /** Returns what this consumption costs with this model, whatever its own cost. */
    public BigDecimal of(Usage usage) {
        return times(input, usage.inputTokens())
                .add(times(output, usage.outputTokens()))
                .add(times(output, usage.reasoningTokens()))
                .add(times(cacheRead, usage.cacheReadTokens()))
                .add(times(cacheWrite, usage.cacheWriteTokens()));
    }

    /** Returns what a prompt and an answer of so many tokens would cost without a cache. */
    public BigDecimal of(long promptTokens, long answerTokens) {
        return times(input, promptTokens).add(times(output, answerTokens));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION_DIGITS);
    }
}
