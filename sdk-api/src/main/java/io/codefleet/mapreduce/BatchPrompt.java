package io.codefleet.mapreduce;

import io.codefleet.Task;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.tokens.TokenCounter;
import java.util.List;
import java.util.function.Function;

/**
 * Prompt that asks about several small items at once: the text that all share, then each item under a key, then the demand
 * for one JSON object with a value for each key. As many items go in one prompt as the token budget takes. Immutable.
 *
 * <p>An item whose value is missing in the answer or cannot be used is asked about again alone, and so is each item of a batch
 * that failed. An item that is larger than the budget goes alone from the start.
 *
 * @param template the task without its items: its prompt says what is asked of each item and what its JSON value looks like
 * @param text an item in words
 * @param maxPromptTokens how long a prompt of several items may be; default {@value #DEFAULT_MAX_PROMPT_TOKENS}
 * @param maxItems how many items a prompt may have; default {@value #DEFAULT_MAX_ITEMS}
 * @param tokens how tokens are counted; default for the template's preferred model, or with a margin for any
 * @param <T> an item
 */
@CheckReturnValue
public record BatchPrompt<T>(
        Task template, Function<? super T, String> text, int maxPromptTokens, int maxItems, TokenCounter tokens) {
    /** The token budget of a prompt that names none: long prompts make models skip items. */
    public static final int DEFAULT_MAX_PROMPT_TOKENS = 8000;

    /** How many items a prompt has that says nothing of it. */
    public static final int DEFAULT_MAX_ITEMS = 20;

    /** @throws InvalidInputException if a limit is not positive */
    public BatchPrompt {
        if (maxPromptTokens < 1) {
            throw new InvalidInputException("batch.maxPromptTokens", "is " + maxPromptTokens + ", must be 1 or more");
        }
        if (maxItems < 1) {
            throw new InvalidInputException("batch.maxItems", "is " + maxItems + ", must be 1 or more");
        }
    }

    /** Creates a prompt that asks the template's question about each item, which it shows by its {@code toString}. */
    public static <T> BatchPrompt<T> of(Task template) {
        return new BatchPrompt<>(
                template,
                String::valueOf,
                DEFAULT_MAX_PROMPT_TOKENS,
                DEFAULT_MAX_ITEMS,
                TokenCounter.forModel(template.context().preferredModel().orElse("")));
    }

    /** Returns a copy with these words for an item. */
    public <S> BatchPrompt<S> text(Function<? super S, String> value) {
        return new BatchPrompt<>(template, value, maxPromptTokens, maxItems, tokens);
    }

    /** Returns a copy with this token budget. */
    public BatchPrompt<T> maxPromptTokens(int value) {
        return new BatchPrompt<>(template, text, value, maxItems, tokens);
    }

    /** Returns a copy with at most so many items a prompt. */
    public BatchPrompt<T> maxItems(int value) {
        return new BatchPrompt<>(template, text, maxPromptTokens, value, tokens);
    }

    /** Returns a copy that counts tokens with this counter. */
    public BatchPrompt<T> tokens(TokenCounter value) {
        return new BatchPrompt<>(template, text, maxPromptTokens, maxItems, value);
    }

    /**
     * One item of a prompt.
     *
     * @param key its key in the prompt and in the answer
     * @param text the item in words
     */
    public record Entry(String key, String text) {}

    /** Returns the task for these items. */
    public Task task(List<Entry> entries) {
        StringBuilder prompt = new StringBuilder(template.prompt());
        for (Entry entry : entries) {
            prompt.append("\n\n<item key=\"")
                    .append(entry.key())
                    .append("\">\n")
                    .append(entry.text())
                    .append("\n</item>");
        }
        prompt.append(
                "\n\nAnswer with one JSON object and nothing else. It has exactly these keys, each with the value for"
                        + " its item: ");
        prompt.append(String.join(
                ", ", entries.stream().map(entry -> '"' + entry.key() + '"').toList()));
        return template.prompt(prompt.toString());
    }
}
