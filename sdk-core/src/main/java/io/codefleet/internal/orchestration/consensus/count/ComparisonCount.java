package io.codefleet.internal.orchestration.consensus.count;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Candidates by the comparisons they won, a tie being a half (Copeland's method): who would win against most others is in front.
 */
public final class ComparisonCount implements Count {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final List<VoteGroup> groups;
    private final List<Integer> open;
    private final BigDecimal perfect;

    /**
     * Counts the comparisons.
     *
     * @param candidates those who were compared
     * @param played the comparisons so far, each pair once
     */
    public ComparisonCount(List<VoteGroup> candidates, List<PairwiseComparison> played) {
        int matchesOfEach = candidates.size() - 1;
        record Standing(VoteGroup group, int open) {}
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            int candidate = i;
            List<PairwiseComparison> own = played.stream()
                    .filter(match -> match.one() == candidate || match.other() == candidate)
                    .toList();
            BigDecimal score = matchesOfEach == 0
                    ? BigDecimal.ONE
                    : own.stream().map(match -> points(match, candidate)).reduce(BigDecimal.ZERO, BigDecimal::add);
            VoteGroup group = candidates.get(i);
            standings.add(
                    new Standing(new VoteGroup(group.answer(), score, group.votes()), matchesOfEach - own.size()));
        }
        standings.sort((one, other) -> VoteGroup.STRONGEST_FIRST.compare(one.group(), other.group()));
        this.groups = standings.stream().map(Standing::group).toList();
        this.open = standings.stream().map(Standing::open).toList();
        this.perfect = BigDecimal.valueOf(Math.max(1, matchesOfEach));
    }

    private static BigDecimal points(PairwiseComparison match, int candidate) {
        if (match.result() == PairwiseComparison.Result.TIE) {
            return HALF;
        }
        int winner = match.result() == PairwiseComparison.Result.ONE ? match.one() : match.other();
        return winner == candidate ? BigDecimal.ONE : BigDecimal.ZERO;
    }

    /**
     * Returns whether the first wins with this share at least, whatever the result of the comparisons that were not made yet.
     */
    public boolean isDecided(double minShare) {
        boolean enough = !groups.isEmpty()
                && top(0).compareTo(BigDecimal.valueOf(minShare).multiply(perfect)) >= 0;
        for (int i = 1; i < groups.size() && enough; i++) {
            enough = top(0).compareTo(top(i).add(BigDecimal.valueOf(open.get(i)))) > 0;
        }
        return enough;
    }

    @Override
    public List<VoteGroup> groups() {
        return groups;
    }

    /** Returns the highest score. Comparisons have no weight: the most is to win all. */
    @Override
    public BigDecimal full(BigDecimal weight) {
        return perfect;
    }

    /**
     * Returns whether no vote is still to come and the first are not tied. Any other vote may be for another candidate, which
     * is better than all.
     */
    @Override
    public boolean settled(BigDecimal remaining) {
        return remaining.signum() == 0 && !tied();
    }

    @Override
    public BigDecimal best(BigDecimal remaining) {
        return remaining.signum() == 0 ? top(0) : perfect;
    }
}
