package io.codefleet.consensus;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;

/**
 * Rules by which a count becomes a decision. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param quorum how many voters must be present; default 1. A panel smaller than that must be there as a whole
 * @param minAgreement which share of the votes the winner must have at least, from 0 to 1; default a half. Zero lets the
 *     strongest win, however weak it is
 * @param ties the treatment of a tie at the top
 * @param abstentions how those count who gave no vote
 */
@CheckReturnValue
public record Rules(int quorum, double minAgreement, TieRule ties, Abstentions abstentions) {
    /** At least one vote, at least half of all who were asked, a tie decides nothing. */
    public static final Rules DEFAULT = new Rules(1, 0.5, TieRule.NO_AGREEMENT, Abstentions.AGAINST);

    /** @throws InvalidInputException if the quorum is less than 1 or the share not from 0 to 1 */
    public Rules {
        if (quorum < 1) {
            throw new InvalidInputException("quorum", "is " + quorum + ", must be at least 1");
        }
        if (!(minAgreement >= 0 && minAgreement <= 1)) {
            throw new InvalidInputException("minAgreement", "is " + minAgreement + ", must be from 0 to 1");
        }
    }

    /** Returns a copy with this quorum. */
    public Rules quorum(int value) {
        return new Rules(value, minAgreement, ties, abstentions);
    }

    /** Returns a copy with this least share of the winner. */
    public Rules minAgreement(double value) {
        return new Rules(quorum, value, ties, abstentions);
    }

    /** Returns a copy with this rule for ties. */
    public Rules ties(TieRule value) {
        return new Rules(quorum, minAgreement, value, abstentions);
    }

    /** Returns a copy with this rule for those who gave no vote. */
    public Rules abstentions(Abstentions value) {
        return new Rules(quorum, minAgreement, ties, value);
    }
}
