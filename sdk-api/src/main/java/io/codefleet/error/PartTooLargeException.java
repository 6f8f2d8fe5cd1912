package io.codefleet.error;

/**
 * A result to be reduced by an agent does not fit into a prompt. Not retryable: raise the plan's token budget if the model has
 * room, ask for shorter results, or have it truncated ({@link io.codefleet.mapreduce.AgentReduce.Oversize#TRUNCATE}).
 */
public final class PartTooLargeException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception for one part.
     *
     * @param level the level of the tree, from 1
     * @param part the part's place in the level, from 0
     * @param tokens how large it is
     * @param room how much of the prompt is left for it
     */
    public PartTooLargeException(int level, int part, int tokens, int room) {
        super(
                "part " + part + " of level " + level + " has " + tokens + " tokens, there is room for " + room
                        + "; raise reduce.maxPromptTokens, ask for shorter results, or truncate",
                false,
                null);
    }
}
