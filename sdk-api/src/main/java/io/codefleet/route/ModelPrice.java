package io.codefleet.route;

import io.codefleet.Usage;
import io.codefleet.error.InvalidInputException;
import java.math.BigDecimal;

/**
 * What a model costs, in US dollars for a million tokens.
 *
 * @param input of the prompt
 * @param output of the answer and of its reasoning
 * @param cacheRead of the prompt, where it comes from the provider's cache
 * @param cacheWrite of the prompt, where it is written to it
 */
public record ModelPrice(BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {
    private static final int MILLION_DIGITS = 6;

    /** @throws InvalidInputException if a price is negative */
    public ModelPrice {
        check("input", input);
        check("output", output);
        check("cacheRead", cacheRead);
        check("cacheWrite", cacheWrite);
    }

    private static void check(String field, BigDecimal price) {
        if (price.signum() < 0) {
            throw new InvalidInputException("price." + field, "is negative; give dollars for a million tokens, from 0");
        }
    }

    /** A model whose cache costs what its input does, such as {@code ModelPrice.of("3", "15")}. */
    public static ModelPrice of(String input, String output) {
        return of(input, output, input, input);
    }

    /** A model with prices of its own for its cache. */
    public static ModelPrice of(String input, String output, String cacheRead, String cacheWrite) {
        return new ModelPrice(
                number("input", input),
                number("output", output),
                number("cacheRead", cacheRead),
                number("cacheWrite", cacheWrite));
    }

    private static BigDecimal number(String field, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("price." + field, "'" + text + "' is no number; write 2.50", e);
        }
    }

    /** What this consumption costs with this model, whatever its own cost says. */
    public BigDecimal of(Usage usage) {
        return times(input, usage.inputTokens())
                .add(times(output, usage.outputTokens() + usage.reasoningTokens()))
                .add(times(cacheRead, usage.cacheReadTokens()))
                .add(times(cacheWrite, usage.cacheWriteTokens()));
    }

    /** What a prompt and an answer of so many tokens would cost without a cache. */
    public BigDecimal of(long promptTokens, long answerTokens) {
        return times(input, promptTokens).add(times(output, answerTokens));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION_DIGITS);
    }
}
