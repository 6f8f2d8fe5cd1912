package io.codefleet.control.tasks;

import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a series: {@code points} spans of time that follow each other. They begin at multiples of the step since 1970, so
 * that a later request has the same ones.
 *
 * @param from when the first step begins
 * @param step how long each is
 * @param points how many there are, 1 to {@value #MAX_POINTS}
 */
public record SeriesRange(Instant from, Duration step, int points) {
    /** The most steps of one series. */
    public static final int MAX_POINTS = 500;

    private static final Duration DEFAULT_LENGTH = Duration.ofHours(1);
    private static final Duration SHORTEST_STEP = Duration.ofSeconds(1);
    private static final Duration LONGEST_STEP = Duration.ofDays(36_525);
    private static final int DEFAULT_POINTS = 120;
    private static final List<Duration> STEPS = List.of(
            SHORTEST_STEP,
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(7));

    /**
     * Returns the steps that cover a time. Without {@code to} it ends now, without {@code from} it is an hour long, and without
     * {@code step} it has about 60 to 120 steps.
     *
     * @throws InvalidInputException if the time does not end after it begins, or the step is shorter than a second, longer
     *     than a century or too short for so long a time
     */
    public static SeriesRange of(Optional<Instant> from, Optional<Instant> to, Optional<Duration> step, Instant now) {
        Instant end = to.orElse(now);
        Instant begin = from.orElseGet(() -> end.minus(DEFAULT_LENGTH));
        if (!begin.isBefore(end)) {
            throw new InvalidInputException("from", "is " + begin + ", must be before the end, which is " + end);
        }
        long length = Duration.between(begin, end).toMillis();
        Duration chosen = step.orElseGet(() -> stepFor(length));
        if (chosen.compareTo(SHORTEST_STEP) < 0 || chosen.compareTo(LONGEST_STEP) > 0) {
            throw new InvalidInputException(
                    "step",
                    "is " + DurationText.format(chosen) + ", must be from " + DurationText.format(SHORTEST_STEP)
                            + " to " + DurationText.format(LONGEST_STEP));
        }
        long millis = chosen.toMillis();
        Instant first = Instant.ofEpochMilli(Math.floorDiv(begin.toEpochMilli(), millis) * millis);
        long points = -Math.floorDiv(first.toEpochMilli() - end.toEpochMilli(), millis);
        if (points > MAX_POINTS) {
            throw new InvalidInputException(
                    "step",
                    "is " + DurationText.format(chosen) + ", which makes " + points + " points; at most " + MAX_POINTS
                            + " are answered, such as with the step " + DurationText.format(stepFor(length)));
        }
        return new SeriesRange(first, Duration.ofMillis(millis), (int) points);
    }

    private static Duration stepFor(long length) {
        return STEPS.stream()
                .filter(step -> length / step.toMillis() <= DEFAULT_POINTS)
                .findFirst()
                .orElseGet(() -> Duration.ofDays(length / Duration.ofDays(1).toMillis() / DEFAULT_POINTS + 1));
    }

    /** Returns when a step begins. */
    Instant at(int point) {
        return from.plus(step.multipliedBy(point));
    }

    /** Returns the step that has this time, if one has. */
    Optional<Integer> point(Instant time) {
        long point = Math.floorDiv(time.toEpochMilli() - from.toEpochMilli(), step.toMillis());
        return point >= 0 && point < points ? Optional.of((int) point) : Optional.empty();
    }
}
