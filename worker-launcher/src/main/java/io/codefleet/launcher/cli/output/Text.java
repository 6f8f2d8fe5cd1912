package io.codefleet.launcher.cli.output;

import io.codefleet.time.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small things as text. */
public final class Text {
    /** Controls, C1 among them, ends of lines, marks that turn the direction of writing, and what takes no room. */
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\x{061C}\\x{200B}\\x{200E}\\x{200F}"
            + "\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}\\x{FEFF}\\x{E0000}-\\x{E007F}]");

    private static final Pattern STEERING = Pattern.compile("[" + HIDDEN.pattern() + "&&[^\n\t]]");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Text() {}

    /** Returns a count with its noun: {@code 1 task}, {@code 3 tasks}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Returns a price with at least two decimals. */
    public static String dollars(BigDecimal price) {
        return "$" + (price.scale() < 2 ? price.setScale(2) : price).toPlainString();
    }

    /** Returns a point in time in the time zone of this machine. */
    public static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    /** Returns the duration between two points in time. It is never negative, although clocks differ. */
    public static String between(Instant from, Instant to) {
        Duration duration = Duration.between(from, to);
        return DurationText.format(duration.isNegative() ? Duration.ZERO : duration);
    }

    /** Returns a list of words; a dash if it is empty. */
    public static String words(Collection<String> words) {
        return words.isEmpty() ? "-" : line(String.join(", ", words));
    }

    /**
     * Returns text of a model or a task without characters that could take over a terminal or change how the rest of a
     * line reads: escape sequences, carriage returns, marks of direction. Keeps its lines.
     */
    public static String safe(String text) {
        return STEERING.matcher(text).replaceAll("");
    }

    /**
     * Returns foreign text as part of a single line, such as a request that a person is asked to approve. Ends of lines
     * and all else that {@link #safe} removes become visible escapes, so that nothing in it is overlooked.
     */
    public static String line(String text) {
        return HIDDEN.matcher(text).replaceAll(found -> Matcher.quoteReplacement(escape(found.group())));
    }

    private static String escape(String hidden) {
        return switch (hidden) {
            case "\n" -> "\\n";
            case "\r" -> "\\r";
            case "\t" -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", hidden.codePointAt(0));
        };
    }

    /**
     * Returns a foreign message with its further lines indented, so that none of them reads as a line of this program.
     */
    public static String indented(String text, String indent) {
        return safe(text).stripTrailing().replace("\n", "\n" + indent);
    }

    /** Returns a text as one line of at most this many characters. */
    public static String brief(String text, int max) {
        String line = safe(text).replaceAll("\\s+", " ").strip();
        return line.length() <= max ? line : line.substring(0, Math.max(0, max - 1)) + "…";
    }
}
