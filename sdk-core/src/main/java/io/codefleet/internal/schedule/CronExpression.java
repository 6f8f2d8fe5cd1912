package io.codefleet.internal.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import io.codefleet.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads cron expressions: the five fields of a crontab with the nicknames of Vixie cron ({@code @daily}), ranges that go past the
 * end of their field ({@code FRI-MON}, {@code 22-2}), and, as Quartz has them, the last day ({@code L}, {@code 5L}), the nearest
 * weekday ({@code 15W}) and the n-th day of the week in a month ({@code 5#2}).
 */
final class CronExpression {
    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final CronDefinition DEFINITION = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withValidRange(0, 59)
            .withStrictRange()
            .and()
            .withHours()
            .withValidRange(0, 23)
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withValidRange(1, 31)
            .supportsL()
            .supportsW()
            .supportsLW()
            .withStrictRange()
            .and()
            .withMonth()
            .withValidRange(1, 12)
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .supportsHash()
            .supportsL()
            .withStrictRange()
            .and()
            .instance();
    private static final List<String> MONTHS =
            List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Pattern RANGE =
            Pattern.compile("([0-9]{1,2}|[A-Z]{3})-([0-9]{1,2}|[A-Z]{3})(?:/([0-9]{1,2}))?");

    private static final Pattern LAST_OR_WEEKDAY = Pattern.compile("(?i)L|LW|([1-9]|[12][0-9]|3[01])W");
    private static final Pattern LAST_OR_NTH = Pattern.compile("(?i)([0-7]|[A-Z]{3})(L|#[1-5])");

    /**
     * The values of a field.
     *
     * @param first the lowest
     * @param last the highest, without another number for the same
     * @param names the names of the numbers, by these; empty if there are none
     * @param isWeek whether 7 is another number for 0
     */
    private record Field(int first, int last, List<String> names, boolean isWeek) {
        /** Returns the number of a value, or -1 if it has none. */
        int number(String value) {
            if (Character.isLetter(value.charAt(0))) {
                return names.indexOf(value);
            }
            int number = Integer.parseInt(value);
            return isWeek && number == 7 ? 0 : number;
        }
    }

    private static final List<Field> FIELDS = List.of(
            new Field(0, 59, List.of(), false),
            new Field(0, 23, List.of(), false),
            new Field(1, 31, List.of(), false),
            new Field(1, 12, MONTHS, false),
            new Field(0, 6, DAYS, true));

    private CronExpression() {}

    /**
     * Parses a cron expression.
     *
     * @throws InvalidInputException if it is none
     */
    static Cron parse(String expression) {
        try {
            return new CronParser(DEFINITION).parse(fields(expression)).validate();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "schedule.cron",
                    "'" + expression
                            + "' is not a cron expression of five fields (minute, hour, day of month, month, day of "
                            + "week), as in '0 3 * * *', nor one of @hourly, @daily, @weekly, @monthly and @yearly: "
                            + e.getMessage());
        }
    }

    private static String fields(String expression) {
        String trimmed = expression.strip();
        if (trimmed.startsWith("@")) {
            String nickname = NICKNAMES.get(trimmed.toLowerCase(Locale.ROOT));
            if (nickname == null) {
                throw new IllegalArgumentException("there is no such nickname");
            }
            return nickname;
        }
        String[] fields = trimmed.split("\\s+", -1);
        if (fields.length != FIELDS.size()) {
            return trimmed;
        }
        // The library passes over what it does not take here, such as the L of L,15, and is never due then.
        if (!isPlainOr(LAST_OR_WEEKDAY, "[LWlw#]", fields[2])) {
            throw new IllegalArgumentException("the day of month may be L, LW or 15W, each by itself");
        }
        if (!isPlainOr(LAST_OR_NTH, "[Ll#]", fields[4])) {
            throw new IllegalArgumentException(
                    "the day of week may be 5L for the last Friday and 5#1 to 5#5 for one of them, each by itself");
        }
        for (int i = 0; i < fields.length; i++) {
            fields[i] = withoutWraps(fields[i].toUpperCase(Locale.ROOT), FIELDS.get(i));
        }
        return String.join(" ", fields);
    }

    private static boolean isPlainOr(Pattern special, String letters, String field) {
        return field.replaceAll(letters, "").equals(field)
                || special.matcher(field).matches();
    }

    /** Returns the field with the list of values in place of each range that goes past its end. */
    private static String withoutWraps(String text, Field field) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            parts.add(range.matches() ? range(part, range, field) : part);
        }
        return String.join(",", parts);
    }

    private static String range(String part, Matcher range, Field field) {
        int from = field.number(range.group(1));
        int to = field.number(range.group(2));
        boolean inside = from >= field.first() && from <= field.last() && to >= field.first() && to <= field.last();
        boolean sundayByTwoNumbers =
                field.isWeek() && (range.group(1).equals("7") || range.group(2).equals("7"));
        if (!inside || (from < to && !sundayByTwoNumbers)) {
            return part;
        }
        if (from == 0 && range.group(2).equals("7") && !range.group(1).equals("7")) {
            to = field.last();
        }
        int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
        if (step == 0) {
            throw new IllegalArgumentException("'" + part + "' has a step of 0");
        }
        int size = field.last() - field.first() + 1;
        List<String> values = new ArrayList<>();
        for (int value = from; value <= (from <= to ? to : to + size); value += step) {
            values.add(String.valueOf((value - field.first()) % size + field.first()));
        }
        return String.join(",", values);
    }
}
