package io.codefleet.consensus;

import io.codefleet.TaskResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * An answer that was counted, with those who are for it.
 *
 * @param answer what it is, in the form that was compared
 * @param score its votes by weight; for ranked choice its points, for a judge the comparisons it won, a tie being a half
 * @param share its part of the most that one can have, from 0 to 1
 * @param votes the indices of the votes for it in the deciding round, that which stands for all first: of similar answers the
 *     one most like the others, of numbers the one nearest to the median; for ranked choice the votes that have it first
 * @param result the answer in full of the first of these votes; absent if there is none
 */
public record Candidate(
        String answer, BigDecimal score, double share, List<Integer> votes, Optional<TaskResult> result) {
    /** Copies the votes. */
    public Candidate {
        votes = List.copyOf(votes);
    }

    /** Returns its score and votes; never its answer, which may be secret. */
    @Override
    public String toString() {
        return "Candidate[score=" + score + ", share=" + share + ", votes=" + votes + "]";
    }
}
