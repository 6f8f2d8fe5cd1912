package io.codefleet.time;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 300s}, {@code 5m}, {@code 1h30m}, {@code 2d}. */
public final class DurationText {
    private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

    /** With a part for each unit there is room for a few more. */
    private static final int MAX_CHARACTERS = 100;

    /** Beyond it, nanoseconds and sums of times do not fit into a number any more. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Duration LONGEST_OF_JAVA = Duration.ofSeconds(Long.MAX_VALUE);

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if it is none; the message says how to write one
     */
    public static Duration parse(String text) {
        String trimmed = text.trim();
        if (trimmed.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("a text of " + trimmed.length()
                    + " characters is not a duration; write it like 300s, 5m, 1h30m or 500ms");
        }
        if (!WHOLE.matcher(trimmed).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write it like 300s, 5m, 1h30m or 500ms");
        }
        Duration sum = Duration.ZERO;
        Matcher parts = PART.matcher(trimmed);
        while (parts.find()) {
            sum = sum.plus(part(Long.parseLong(parts.group(1)), parts.group(2)));
        }
        if (sum.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is longer than " + LONGEST.toDays() + "d");
        }
        return sum;
    }

    private static Duration part(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /**
     * Returns a duration for people, in at most two units: {@code 850ms}, {@code 4.2s}, {@code 3m12s}, {@code 2h5m}. Takes every
     * duration; one below a millisecond is given in {@code us} or {@code ns}.
     */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.toSeconds() == Long.MIN_VALUE ? LONGEST_OF_JAVA : duration.negated());
        }
        long seconds = duration.toSeconds();
        int millis = duration.toMillisPart();
        if (seconds == 0 && millis == 0) {
            int nanos = duration.toNanosPart();
            return nanos == 0 ? "0s" : nanos < 1000 ? nanos + "ns" : nanos / 1000 + "us";
        }
        if (seconds == 0) {
            return millis + "ms";
        }
        if (seconds < 60) {
            return millis < 50 ? seconds + "s" : seconds + "." + millis / 100 + "s";
        }
        if (duration.toHours() < 1) {
            return pair(duration.toMinutes(), "m", duration.toSecondsPart(), "s");
        }
        return duration.toDays() < 1
                ? pair(duration.toHours(), "h", duration.toMinutesPart(), "m")
                : pair(duration.toDays(), "d", duration.toHoursPart(), "h");
    }

    private static String pair(long big, String bigUnit, int small, String smallUnit) {
        return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
    }
}
