package io.codefleet.mapreduce;

import io.codefleet.Task;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.PartTooLargeException;
import io.codefleet.tokens.TokenCounter;
import java.util.List;
import java.util.function.Function;

/**
 * Reduction of many results to one by an agent, in a tree of tasks. Neighbors are put together as long as their prompt stays
 * within the token budget; what the tasks of one level answer are the parts of the next, until one answer is left. The tree
 * depends on the values alone, so that it is the same when the run is resumed. Immutable.
 *
 * <p>The agent's own instructions and its answer need room in the model's window too: leave a fifth of it, as the default
 * does for 128 000 tokens.
 *
 * @param task makes the task that reduces some parts; it must come to the same for the same step
 * @param maxPromptTokens how long a prompt may be; default {@value #DEFAULT_MAX_PROMPT_TOKENS}
 * @param tokens how tokens are counted
 * @param oversize what becomes of a part that is too large for a prompt of its own; default {@link Oversize#REFUSE}
 */
@CheckReturnValue
public record AgentReduce(
        Function<ReduceStep, Task> task, int maxPromptTokens, TokenCounter tokens, Oversize oversize) {
    /** The token budget of a plan that names none. */
    public static final int DEFAULT_MAX_PROMPT_TOKENS = 100_000;

    /** Treatment of a part that is too large. */
    public enum Oversize {
        /** The run fails with a {@link PartTooLargeException}. */
        REFUSE,
        /** Its beginning is kept, with a mark where it is cut. */
        TRUNCATE
    }

    /**
     * One task of the tree.
     *
     * @param level from 1, where the parts are the values of the items
     * @param index its place in the level, from 0
     * @param parts what to reduce, in the order of the items
     * @param last whether its answer is the result of the run
     */
    public record ReduceStep(int level, int index, List<String> parts, boolean last) {
        public ReduceStep {
            parts = List.copyOf(parts);
        }
    }

    /** @throws InvalidInputException if the token budget is not positive */
    public AgentReduce {
        if (maxPromptTokens < 1) {
            throw new InvalidInputException("reduce.maxPromptTokens", "is " + maxPromptTokens + ", must be 1 or more");
        }
    }

    /**
     * Creates a plan that uses the same prompt at each step, with the parts behind it, for the template's preferred model.
     */
    public static AgentReduce of(Task template) {
        return of(step -> template.prompt(prompt(template.prompt(), step.parts())))
                .tokens(TokenCounter.forModel(
                        template.context().preferredModel().orElse("")));
    }

    /** Returns a task of your own for each step, counted for any model. */
    public static AgentReduce of(Function<ReduceStep, Task> task) {
        return new AgentReduce(task, DEFAULT_MAX_PROMPT_TOKENS, TokenCounter.forAnyModel(), Oversize.REFUSE);
    }

    private static String prompt(String instructions, List<String> parts) {
        StringBuilder prompt = new StringBuilder(instructions);
        for (int i = 0; i < parts.size(); i++) {
            prompt.append("\n\n<part number=\"")
                    .append(i + 1)
                    .append("\">\n")
                    .append(parts.get(i))
                    .append("\n</part>");
        }
        return prompt.toString();
    }

    /** Returns a copy with this token budget. */
    public AgentReduce maxPromptTokens(int value) {
        return new AgentReduce(task, value, tokens, oversize);
    }

    /** Returns a copy that counts tokens with this counter. */
    public AgentReduce tokens(TokenCounter value) {
        return new AgentReduce(task, maxPromptTokens, value, oversize);
    }

    /** Returns a copy with this rule for parts that are too large. */
    public AgentReduce oversize(Oversize value) {
        return new AgentReduce(task, maxPromptTokens, tokens, value);
    }
}
