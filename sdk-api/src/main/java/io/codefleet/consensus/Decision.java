package io.codefleet.consensus;

import io.codefleet.Coded;

/**
 * Decision of a consensus.
 *
 * <p>Variants may be added in a minor release: a program that distinguishes them needs a branch for those that it does not know.
 */
public sealed interface Decision {
    /**
     * Decision with a winner.
     *
     * @param winner it, the first of {@link ConsensusResult#candidates()}
     * @param strength its share as far as it was counted, from 0 to 1; runs that were not needed any more are left out
     * @param tieBroken whether another had as much, and the tie rule decided
     */
    record Agreed(Candidate winner, double strength, boolean tieBroken) implements Decision {}

    /**
     * Decision without a winner.
     *
     * @param reason why, for programs
     * @param explanation why, for people, with the figures
     */
    record Undecided(Reason reason, String explanation) implements Decision {}

    /** The reason for a decision without a winner. */
    enum Reason implements Coded {
        /** Fewer voters were present than the quorum asks for. */
        NO_QUORUM("NO_QUORUM"),
        /** The strongest has less than the least share. */
        TOO_WEAK("TOO_WEAK"),
        /** The two strongest are equal, and a tie decides nothing. */
        TIE("TIE"),
        /** The budget was used up first: run again under the same id with a larger one to go on. */
        BUDGET_EXCEEDED("BUDGET_EXCEEDED");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }
}
