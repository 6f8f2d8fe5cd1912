package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.consensus.Decision;

/** The result of a count by the rules. */
public sealed interface CountResult {
    /**
     * The first pile has won.
     *
     * @param tieBroken whether by the tie rule
     */
    record Won(boolean tieBroken) implements CountResult {}

    /**
     * None has won.
     *
     * @param why it is so
     */
    record Open(Decision.Undecided why) implements CountResult {}
}
