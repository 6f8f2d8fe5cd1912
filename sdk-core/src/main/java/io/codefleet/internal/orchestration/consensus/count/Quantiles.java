package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.consensus.NumericSummary;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Weighted quantiles: the least number that this part of the weight is at most; where exactly this part is, the mean of it and
 * the next.
 *
 * @param sorted the numbers, ascending
 */
record Quantiles(List<Ballot<BigDecimal>> sorted) {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    BigDecimal weight() {
        return ExactCounting.weight(sorted);
    }

    /** Returns the quantile at a part of the weight; empty if no answer has a number. */
    Optional<BigDecimal> of(String part) {
        return of(new BigDecimal(part), BigDecimal.ZERO, BigDecimal.ZERO);
    }

    /**
     * Returns the median if there were weight below and above all numbers too; empty if it would not be among the numbers.
     */
    Optional<BigDecimal> median(BigDecimal below, BigDecimal above) {
        return of(HALF, below, above);
    }

    private Optional<BigDecimal> of(BigDecimal part, BigDecimal below, BigDecimal above) {
        BigDecimal wanted = weight().add(below).add(above).multiply(part);
        BigDecimal passed = below;
        if (sorted.isEmpty() || (below.signum() > 0 && passed.compareTo(wanted) >= 0)) {
            return Optional.empty();
        }
        for (int i = 0; i < sorted.size(); i++) {
            passed = passed.add(sorted.get(i).weight());
            int reached = passed.compareTo(wanted);
            if (reached > 0) {
                return Optional.of(sorted.get(i).mark());
            }
            if (reached == 0) {
                return i + 1 < sorted.size()
                        ? Optional.of(
                                mean(sorted.get(i).mark(), sorted.get(i + 1).mark()))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static BigDecimal mean(BigDecimal one, BigDecimal other) {
        return one.add(other).multiply(HALF);
    }

    Optional<NumericSummary> spread() {
        if (sorted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new NumericSummary(
                sorted.get(0).mark(),
                of("0.25").orElseThrow(),
                of("0.5").orElseThrow(),
                of("0.75").orElseThrow(),
                sorted.get(sorted.size() - 1).mark()));
    }
}
