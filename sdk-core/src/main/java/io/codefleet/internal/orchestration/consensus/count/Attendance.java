package io.codefleet.internal.orchestration.consensus.count;

import java.math.BigDecimal;

/**
 * Numbers of the voters that have voted, have abstained, and are still to come.
 *
 * @param cast the number of votes that count
 * @param castWeight their weight
 * @param abstained the number of those who gave none
 * @param abstainedWeight their weight
 * @param remaining the number of those still to come
 * @param remainingWeight their weight
 */
public record Attendance(
        int cast,
        BigDecimal castWeight,
        int abstained,
        BigDecimal abstainedWeight,
        int remaining,
        BigDecimal remainingWeight) {

    /** Nobody yet. */
    public static final Attendance NONE = new Attendance(0, BigDecimal.ZERO, 0, BigDecimal.ZERO, 0, BigDecimal.ZERO);

    /** Returns a copy with one more voter that voted. */
    public Attendance cast(BigDecimal weight) {
        return new Attendance(cast + 1, castWeight.add(weight), abstained, abstainedWeight, remaining, remainingWeight);
    }

    /** Returns a copy with one more voter that abstained. */
    public Attendance abstained(BigDecimal weight) {
        return new Attendance(cast, castWeight, abstained + 1, abstainedWeight.add(weight), remaining, remainingWeight);
    }

    /** Returns a copy with one more voter whose vote is still to come. */
    public Attendance remaining(BigDecimal weight) {
        return new Attendance(cast, castWeight, abstained, abstainedWeight, remaining + 1, remainingWeight.add(weight));
    }
}
