package io.codefleet.internal.orchestration.consensus.count;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The votes for one answer.
 *
 * @param answer the answer in the form that was compared
 * @param score how much they count together
 * @param votes their indices, that which stands for all first
 */
public record VoteGroup(String answer, BigDecimal score, List<Integer> votes) {
    /** The strongest first; of equals, that of the first voter. */
    static final Comparator<VoteGroup> STRONGEST_FIRST =
            Comparator.comparing(VoteGroup::score).reversed().thenComparing(VoteGroup::firstVote);

    private int firstVote() {
        return votes.isEmpty() ? Integer.MAX_VALUE : Collections.min(votes);
    }
}
