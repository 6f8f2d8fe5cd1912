package io.codefleet.internal.orchestration.consensus.count;

/**
 * Two candidates compared by a judge.
 *
 * @param one the index of one candidate
 * @param other the index of the other
 * @param result which is better
 */
public record PairwiseComparison(int one, int other, Result result) {
    /** Result of a comparison: the better of the two. */
    public enum Result {
        /** The one. */
        ONE,
        /** The other. */
        OTHER,
        /** Neither, or the judge does not know its own mind. */
        TIE
    }
}
