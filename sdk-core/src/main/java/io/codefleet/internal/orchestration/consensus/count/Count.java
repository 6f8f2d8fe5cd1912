package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.consensus.NumericSummary;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Some votes, counted; and what more votes could make of it. */
public interface Count {
    /** The answers, the strongest first. */
    List<VoteGroup> groups();

    /** The score of an answer that votes of this weight are all for. */
    BigDecimal full(BigDecimal weight);

    /** Whether no vote of this weight that is still to come can put another answer in front of the first, or level with it. */
    boolean settled(BigDecimal remaining);

    /** The most that the answer in front in the end can come to with this weight still to come. */
    BigDecimal best(BigDecimal remaining);

    /** Whether the two strongest are equal. */
    default boolean tied() {
        return groups().size() > 1 && top(0).compareTo(top(1)) == 0;
    }

    /** How far numbers lie apart, where numbers were counted. */
    default Optional<NumericSummary> spread() {
        return Optional.empty();
    }

    /** The score of the answer at this place; zero if there is none. */
    default BigDecimal top(int place) {
        return place < groups().size() ? groups().get(place).score() : BigDecimal.ZERO;
    }
}
