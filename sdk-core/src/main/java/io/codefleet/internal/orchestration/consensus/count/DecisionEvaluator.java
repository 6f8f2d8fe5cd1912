package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.consensus.Abstentions;
import io.codefleet.consensus.Decision.Reason;
import io.codefleet.consensus.Decision.Undecided;
import io.codefleet.consensus.Rules;
import io.codefleet.consensus.TieRule;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Says whether a count is a decision. With votes still to come it says so only if none of them, however they vote or abstain, can
 * change whether there is a winner and who it is.
 */
public final class DecisionEvaluator {
    private final Rules rules;
    private final int quorum;
    private final BigDecimal minAgreement;

    /**
     * Creates the evaluator of one round.
     *
     * @param voters how many the round has: a quorum beyond them means all of them
     */
    public DecisionEvaluator(Rules rules, int voters) {
        this.rules = rules;
        this.quorum = Math.min(rules.quorum(), voters);
        this.minAgreement = BigDecimal.valueOf(rules.minAgreement());
    }

    /** Returns the ruling that no remaining vote can change; empty while it depends on them. */
    public Optional<CountResult> ruling(Attendance attendance, Count count) {
        if (attendance.remaining() == 0) {
            return Optional.of(last(attendance, count));
        }
        if (presentAtMost(attendance) < quorum) {
            return Optional.of(noQuorum(presentAtMost(attendance)));
        }
        if (!isEnough(count.best(attendance.remainingWeight()), attendance, count)) {
            return Optional.of(tooWeak(attendance, count));
        }
        boolean won = presentAtLeast(attendance) >= quorum
                && attendance.cast() > 0
                && count.settled(attendance.remainingWeight())
                && isEnough(count.top(0), attendance, count);
        return won ? Optional.of(new CountResult.Won(false)) : Optional.empty();
    }

    /** Returns the share that the score of the first group has of the highest possible one, from 0 to 1. */
    public double share(BigDecimal score, Attendance attendance, Count count) {
        BigDecimal full = count.full(counted(attendance));
        return full.signum() == 0 ? 0 : score.doubleValue() / full.doubleValue();
    }

    private CountResult last(Attendance attendance, Count count) {
        int present = presentAtLeast(attendance);
        if (present < quorum || attendance.cast() == 0) {
            return noQuorum(present);
        }
        if (!isEnough(count.top(0), attendance, count)) {
            return tooWeak(attendance, count);
        }
        if (!count.tied()) {
            return new CountResult.Won(false);
        }
        return rules.ties() == TieRule.FIRST_VOTER ? new CountResult.Won(true) : tie(attendance, count);
    }

    private int presentAtLeast(Attendance attendance) {
        return rules.abstentions() == Abstentions.IGNORED
                ? attendance.cast()
                : attendance.cast() + attendance.abstained() + attendance.remaining();
    }

    private int presentAtMost(Attendance attendance) {
        return rules.abstentions() == Abstentions.IGNORED
                ? attendance.cast() + attendance.remaining()
                : presentAtLeast(attendance);
    }

    /**
     * Returns whether a score is enough for the minimum agreement. It compares the score with a share of all votes that may
     * count in the end: the most there can be.
     */
    private boolean isEnough(BigDecimal score, Attendance attendance, Count count) {
        return score.compareTo(minAgreement.multiply(count.full(counted(attendance)))) >= 0;
    }

    private BigDecimal counted(Attendance attendance) {
        BigDecimal votes = attendance.castWeight().add(attendance.remainingWeight());
        return rules.abstentions() == Abstentions.AGAINST ? votes.add(attendance.abstainedWeight()) : votes;
    }

    private CountResult noQuorum(int present) {
        return open(
                Reason.NO_QUORUM,
                present == 0
                        ? "nobody gave a vote"
                        : present + " voters are present or can still be, the quorum is " + quorum);
    }

    private CountResult tooWeak(Attendance attendance, Count count) {
        return open(
                Reason.TOO_WEAK,
                "the strongest answer has " + percent(share(count.top(0), attendance, count))
                        + " of the votes, and needs " + percent(rules.minAgreement()));
    }

    private CountResult tie(Attendance attendance, Count count) {
        return open(
                Reason.TIE,
                "the two strongest answers have " + percent(share(count.top(0), attendance, count))
                        + " of the votes each");
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    private static CountResult open(Reason reason, String explanation) {
        return new CountResult.Open(new Undecided(reason, explanation));
    }
}
