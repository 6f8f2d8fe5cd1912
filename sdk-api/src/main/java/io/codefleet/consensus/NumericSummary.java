package io.codefleet.consensus;

import java.math.BigDecimal;

/**
 * Distribution of numeric answers, by the weights of the votes.
 *
 * @param min the least
 * @param lowerQuartile what a quarter of the votes is at most
 * @param median what half of the votes is at most; between two numbers, their mean
 * @param upperQuartile what three quarters of the votes are at most
 * @param max the greatest
 */
public record NumericSummary(
        BigDecimal min, BigDecimal lowerQuartile, BigDecimal median, BigDecimal upperQuartile, BigDecimal max) {}
