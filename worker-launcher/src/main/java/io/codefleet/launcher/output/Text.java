package io.codefleet.launcher.output;

import io.codefleet.wire.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/** Small things as text. */
public final class Text {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Text() {}

    /** A count with its noun: {@code 1 task}, {@code 3 tasks}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** A price, with cents at least. */
    public static String dollars(BigDecimal price) {
        return "$" + (price.scale() < 2 ? price.setScale(2) : price).toPlainString();
    }

    /** A point in time, in the time zone of this machine. */
    public static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    /** How long between, never negative: clocks differ. */
    public static String between(Instant from, Instant to) {
        Duration duration = Duration.between(from, to);
        return DurationText.format(duration.isNegative() ? Duration.ZERO : duration);
    }

    /** A list of words, or a dash. */
    public static String words(Collection<String> words) {
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    /** Text of a model or a task without what could take over a terminal: escape sequences, carriage returns. */
    public static String safe(String text) {
        return CONTROL.matcher(text).replaceAll("");
    }

    /** One line of at most this many characters. */
    public static String brief(String text, int max) {
        String line = safe(text).replaceAll("\\s+", " ").strip();
        return line.length() <= max ? line : line.substring(0, Math.max(0, max - 1)) + "…";
    }
}
