package io.codefleet.control.tasks;

import java.time.Instant;

/** A sum for each step of a range. */
final class StepSums {
    private final SeriesRange range;
    private final long first;
    private final long step;
    private final double[] sums;

    StepSums(SeriesRange range) {
        this.range = range;
        this.first = range.from().toEpochMilli();
        this.step = range.step().toMillis();
        this.sums = new double[range.points()];
    }

    double of(int point) {
        return sums[point];
    }

    /** Adds to the step that has this time, if one has. */
    void add(Instant time, double value) {
        range.point(time).ifPresent(point -> sums[point] += value);
    }

    /** Adds to each step how many milliseconds of a span lie in it, times a weight. */
    void addSpan(Instant from, Instant to, double weight) {
        long begin = Math.max(from.toEpochMilli(), first);
        long end = Math.min(to.toEpochMilli(), first + step * sums.length);
        while (begin < end) {
            int point = (int) ((begin - first) / step);
            long next = Math.min(end, first + step * (point + 1));
            sums[point] += (next - begin) * weight;
            begin = next;
        }
    }
}
