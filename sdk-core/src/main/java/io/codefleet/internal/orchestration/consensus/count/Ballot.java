package io.codefleet.internal.orchestration.consensus.count;

import java.math.BigDecimal;

/**
 * A vote that counts.
 *
 * @param vote its index in the round
 * @param weight how much it counts
 * @param mark what is counted
 * @param <M> the kind of what is counted
 */
public record Ballot<M>(int vote, BigDecimal weight, M mark) {}
