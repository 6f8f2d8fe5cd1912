package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.TaskResult;
import io.codefleet.consensus.Agreement.Median;
import io.codefleet.consensus.NumericSummary;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The median of numbers, and those around it; see {@link io.codefleet.consensus.Agreement#median}. */
final class MedianCounting implements CountingMethod<BigDecimal> {
    /** Longer ones are no number that an agent means, and cost much to compute with. */
    private static final int MAX_DIGITS = 100;

    private final Median median;
    private final AnswerField field;

    MedianCounting(Median median) {
        this.median = median;
        this.field = new AnswerField(median.pointer());
    }

    @Override
    public Future<BigDecimal> read(TaskResult answer) {
        try {
            return Future.succeededFuture(number(field.text(answer).strip()));
        } catch (InvalidBallotException e) {
            return Future.failedFuture(e);
        }
    }

    private static BigDecimal number(String text) {
        if (text.length() <= MAX_DIGITS) {
            try {
                BigDecimal number = new BigDecimal(text);
                if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new InvalidBallotException("the answer is not a number");
            }
        }
        throw new InvalidBallotException("the answer is a number of more than " + MAX_DIGITS + " digits");
    }

    @Override
    public Count count(List<Ballot<BigDecimal>> ballots) {
        List<Ballot<BigDecimal>> sorted =
                ballots.stream().sorted(Comparator.comparing(Ballot::mark)).toList();
        Quantiles quantiles = new Quantiles(sorted);
        return new Middle(groups(ballots, quantiles), quantiles);
    }

    private List<VoteGroup> groups(List<Ballot<BigDecimal>> ballots, Quantiles quantiles) {
        if (ballots.isEmpty()) {
            return List.of();
        }
        BigDecimal middle = quantiles.of("0.5").orElseThrow();
        List<Ballot<BigDecimal>> near = new ArrayList<>();
        Map<BigDecimal, List<Ballot<BigDecimal>>> far = new TreeMap<>();
        for (Ballot<BigDecimal> each : ballots) {
            boolean agrees = distance(each, middle).compareTo(median.tolerance()) <= 0;
            (agrees ? near : far.computeIfAbsent(each.mark(), mark -> new ArrayList<>())).add(each);
        }
        near.sort(Comparator.comparing(each -> distance(each, middle)));
        List<VoteGroup> groups = new ArrayList<>();
        far.forEach((number, same) -> groups.add(group(number, same)));
        groups.sort(VoteGroup.STRONGEST_FIRST);
        groups.add(0, group(middle, near));
        return List.copyOf(groups);
    }

    private static BigDecimal distance(Ballot<BigDecimal> ballot, BigDecimal middle) {
        return ballot.mark().subtract(middle).abs();
    }

    private static VoteGroup group(BigDecimal number, List<Ballot<BigDecimal>> ballots) {
        return new VoteGroup(
                number.stripTrailingZeros().toPlainString(),
                ExactCounting.weight(ballots),
                ballots.stream().map(Ballot::vote).toList());
    }

    /** The first pile is that of the median, however many are in it. */
    private record Middle(List<VoteGroup> groups, Quantiles quantiles) implements Count {
        @Override
        public BigDecimal full(BigDecimal weight) {
            return weight;
        }

        @Override
        public boolean tied() {
            return false;
        }

        /** Returns whether the remaining votes cannot move the median. They move it most if all lie below, or all above. */
        @Override
        public boolean settled(BigDecimal remaining) {
            Optional<BigDecimal> least = quantiles.median(remaining, BigDecimal.ZERO);
            Optional<BigDecimal> most = quantiles.median(BigDecimal.ZERO, remaining);
            return least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) == 0;
        }

        /**
         * Returns the highest weight that the winner can reach. Where the median may still move, all votes may lie around it
         * in the end.
         */
        @Override
        public BigDecimal best(BigDecimal remaining) {
            return (settled(remaining) ? top(0) : quantiles.weight()).add(remaining);
        }

        @Override
        public Optional<NumericSummary> spread() {
            return quantiles.spread();
        }
    }
}
