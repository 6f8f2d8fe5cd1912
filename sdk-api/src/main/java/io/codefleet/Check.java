package io.codefleet;

import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Validation of the values of this package; each failure names the field and the correction. */
final class Check {
    static final int MAX_ID_LENGTH = 200;
    static final int MAX_NAME_LENGTH = 64;

    private static final String ID_SIGNS = "._~@/#=+,-";
    private static final String NAME_SIGNS = "._/-";
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_DIGITS = 900;
    /** Of a number of that many digits. */
    private static final int MAX_NUMBER_BITS = (int) (MAX_NUMBER_DIGITS * Math.log(10) / Math.log(2));
    /** The longest duration that is accepted; it keeps sums of instants and durations inside 53 bits of microseconds. */
    static final Duration MAX_DURATION = Duration.ofDays(3650);

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private Check() {}

    /**
     * Returns an id of a task or worker, once checked: it has no spaces, colons, braces or control characters, as they would
     * break keys and patterns.
     */
    static String id(String field, String value) {
        return matches(field, value, ID_SIGNS, MAX_ID_LENGTH);
    }

    /** Returns a name that people choose, once checked: namespace, type, capability. */
    static String name(String field, String value) {
        return matches(field, value, NAME_SIGNS, MAX_NAME_LENGTH);
    }

    private static String matches(String field, String value, String signs, int maxLength) {
        if (value.isEmpty()) {
            throw new InvalidInputException(field, "is empty; give at least one character");
        }
        if (value.length() > maxLength) {
            throw new InvalidInputException(
                    field, "has " + value.length() + " characters, at most " + maxLength + " are allowed");
        }
        if (!isLetterOrDigit(value.charAt(0)) || !isMadeOf(value, signs)) {
            throw new InvalidInputException(
                    field,
                    "'" + printable(value) + "' has a character that is not allowed; use letters, digits and "
                            + signs.chars().mapToObj(Character::toString).collect(Collectors.joining(" "))
                            + ", beginning with a letter or digit");
        }
        return value;
    }

    /**
     * Returns whether a text has only letters, digits and these signs. It is a loop, as each task goes through it and a
     * pattern takes a tenth of the time of an in-memory fleet.
     */
    private static boolean isMadeOf(String value, String signs) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isLetterOrDigit(c) && signs.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a character is a letter or digit of ASCII, unlike {@link Character#isLetterOrDigit(char)}. */
    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    }

    static String printable(String value) {
        return value.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static SortedSet<String> names(String field, Collection<String> values) {
        if (values.isEmpty()) {
            return Collections.emptySortedSet();
        }
        TreeSet<String> names = new TreeSet<>();
        for (String value : values) {
            names.add(name(field, value));
        }
        return Collections.unmodifiableSortedSet(names);
    }

    static SortedSet<String> anyType() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(WorkerInfo.ANY_TYPE)));
    }

    static String notBlank(String field, String value) {
        if (value.isBlank()) {
            throw new InvalidInputException(field, "is empty; give some text");
        }
        return value;
    }

    static int range(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidInputException(field, "is " + value + ", must be from " + min + " to " + max);
        }
        return value;
    }

    static long positive(String field, long value) {
        if (value <= 0) {
            throw new InvalidInputException(field, "is " + value + ", must be greater than zero");
        }
        return value;
    }

    static Duration positive(String field, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new InvalidInputException(field, "is " + DurationText.format(value) + ", must be longer than zero");
        }
        return notTooLong(field, value);
    }

    /**
     * Returns the duration, once checked that it is longer than zero in whole milliseconds, as durations are stored and
     * timers count.
     */
    static Duration positiveMillis(String field, Duration value) {
        positive(field, value);
        if (value.toMillis() == 0) {
            throw new InvalidInputException(
                    field, "is " + DurationText.format(value) + ", must be at least a millisecond");
        }
        return value;
    }

    /** Returns an instant, once checked that milliseconds and microseconds since 1970 can hold it. */
    static Instant instant(String field, Instant value) {
        if (value.isBefore(Instant.EPOCH) || value.isAfter(LATEST)) {
            throw new InvalidInputException(field, "is " + value + ", must be from " + Instant.EPOCH + " to " + LATEST);
        }
        return value;
    }

    static Duration atLeast(String field, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new InvalidInputException(
                    field, "is " + DurationText.format(value) + ", must be at least " + DurationText.format(least));
        }
        return notTooLong(field, value);
    }

    static Duration notNegative(String field, Duration value) {
        if (value.isNegative()) {
            throw new InvalidInputException(field, "is " + DurationText.format(value) + ", must not be negative");
        }
        return notTooLong(field, value);
    }

    private static Duration notTooLong(String field, Duration value) {
        if (value.compareTo(MAX_DURATION) > 0) {
            throw new InvalidInputException(
                    field,
                    "is " + DurationText.format(value) + ", at most " + DurationText.format(MAX_DURATION)
                            + " is allowed");
        }
        return value;
    }

    /**
     * Returns a deep, unmodifiable copy of a map of JSON values. It refuses anything that JSON cannot hold, and names its
     * path. Keys are in order and numbers as JSON returns them, so that equal values have equal JSON, and are still equal
     * when they are read from it.
     */
    static Map<String, Object> json(String field, Map<String, ?> values) {
        return values.isEmpty() ? Map.of() : jsonMap(field, values, 0);
    }

    private static Map<String, Object> jsonMap(String path, Map<?, ?> values, int depth) {
        Map<String, Object> copy = new TreeMap<>();
        values.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new InvalidInputException(path, "has a key that is not a string: " + key);
            }
            copy.put(name, jsonValue(path + "." + name, value, depth + 1));
        });
        return Collections.unmodifiableMap(copy);
    }

    private static Object jsonValue(String path, @Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new InvalidInputException(path, "is nested deeper than " + MAX_DEPTH + " levels; flatten it");
        }
        if (value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return jsonNumber(path, number);
        }
        if (value instanceof Map<?, ?> map) {
            return jsonMap(path, map, depth);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                copy.add(jsonValue(path + "[" + i + "]", list.get(i), depth + 1));
            }
            return Collections.unmodifiableList(copy);
        }
        throw new InvalidInputException(
                path,
                "is " + (value == null ? "null" : "a " + value.getClass().getName())
                        + "; only strings, numbers, booleans, maps and lists are allowed");
    }

    static Number jsonNumber(String path, Number value) {
        if (value instanceof Float || value instanceof Double) {
            if (!Double.isFinite(value.doubleValue())) {
                throw new InvalidInputException(path, "is " + value + ", which JSON cannot hold");
            }
            return Double.valueOf(value.toString());
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return value.intValue();
        }
        if (value instanceof Long) {
            return value.longValue() == value.intValue() ? (Number) value.intValue() : value;
        }
        return readable(path, value);
    }

    /**
     * Returns the number if JSON can hold it. Parsers refuse longer numbers and read larger ones as infinite: a stored one
     * could not be read again.
     */
    private static Number readable(String path, Number value) {
        boolean isLong = value instanceof BigInteger whole
                ? whole.bitLength() > MAX_NUMBER_BITS
                : value instanceof BigDecimal decimal && decimal.precision() > MAX_NUMBER_DIGITS;
        if (isLong) {
            throw new InvalidInputException(
                    path, "is a number of more than " + MAX_NUMBER_DIGITS + " digits; write it as a string");
        }
        if (!Double.isFinite(value.doubleValue())) {
            throw new InvalidInputException(path, "is a number above 1.7e308, which JSON cannot hold; write a string");
        }
        return value;
    }
}
