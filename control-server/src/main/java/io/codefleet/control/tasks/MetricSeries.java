package io.codefleet.control.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One metric over time.
 *
 * @param metric what is measured
 * @param step how long each step is
 * @param points the steps, the oldest first
 * @param asOf changes before this time are in the values
 * @param complete whether the values are of all tasks that the broker keeps
 */
public record MetricSeries(
        SeriesMetric metric, Duration step, List<SeriesPoint> points, Instant asOf, boolean complete) {
    /** Copies the list. */
    public MetricSeries {
        points = List.copyOf(points);
    }

    /**
     * The value of one step.
     *
     * @param at when the step begins
     * @param value the value; empty if nothing is known of the step, or nothing happened that has such a value
     */
    public record SeriesPoint(Instant at, Optional<Double> value) {}
}
