package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.consensus.NumericSummary;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Some votes, counted; and what more votes could make of it. */
public interface Count {
    /** Returns the groups of equal answers, the strongest first. */
    List<VoteGroup> groups();

    /** Returns the score of an answer for which all votes of this weight are. */
    BigDecimal full(BigDecimal weight);

    /** Returns whether no further votes of this weight can put another answer in front of the first, or level with it. */
    boolean settled(BigDecimal remaining);

    /** Returns the highest score that the winner can reach with votes of this weight still to come. */
    BigDecimal best(BigDecimal remaining);

    /** Returns whether the two strongest answers are equally strong. */
    default boolean tied() {
        return groups().size() > 1 && top(0).compareTo(top(1)) == 0;
    }

    /** Returns the spread of the numbers; empty if the answers are not numbers. */
    default Optional<NumericSummary> spread() {
        return Optional.empty();
    }

    /** Returns the score of the answer at this place; zero if there is none. */
    default BigDecimal top(int place) {
        return place < groups().size() ? groups().get(place).score() : BigDecimal.ZERO;
    }
}
