package io.codefleet.tokens;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;

/**
 * Counts the tokens that a model makes of a text. Thread-safe and without state; a host with a tokenizer of its own gives a
 * lambda.
 *
 * <p>Counting is work for the processor, about a millisecond for a hundred kilobytes, and the first use of a family loads
 * its table (some hundred milliseconds, some ten megabytes): for much text call it on a worker thread.
 */
@FunctionalInterface
@CheckReturnValue
public interface TokenCounter {
    /** Returns how many tokens the text has; for an unknown model rather too many than too few. */
    int count(String text);

    /**
     * Returns the counter for a model. It is exact for the models whose tokenizer is public (OpenAI's). For all others it
     * adds a margin, so that a text that fits by this count fits the model.
     *
     * @param model as {@code provider/name} or {@code name}, such as {@code openai/gpt-4o}; any text is allowed
     * @throws IllegalStateException if the engine is not on the class path
     */
    static TokenCounter forModel(String model) {
        return TokenCounterProvider.load().forModel(model);
    }

    /** Returns the counter for a model that is not known: {@link #forModel} with a margin. */
    static TokenCounter forAnyModel() {
        return forModel("");
    }

    /**
     * Returns a counter that multiplies each count by a factor and rounds up.
     *
     * @throws InvalidInputException if the factor is below 1 or no number
     */
    default TokenCounter times(double factor) {
        if (!(factor >= 1 && factor < 1000)) {
            throw new InvalidInputException("factor", "is " + factor + ", must be from 1 to 1000");
        }
        return text -> (int) Math.ceil(count(text) * factor);
    }
}
