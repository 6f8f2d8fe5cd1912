package io.codefleet.json;

import io.codefleet.Coded;
import io.codefleet.Price;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one JSON object; a wrong type is a {@link MalformedDataException} that names the field. */
final class JsonFields {
    private static final String VERSION_FIELD = "v";
    private static final double MAX_EXACT_DOUBLE = 1L << 53;

    private final String what;
    private final Map<String, Object> fields;
    /** The version of the whole record. */
    private final int version;

    private JsonFields(String what, Map<String, Object> fields, int version) {
        this.what = what;
        this.fields = fields;
        this.version = version;
    }

    /**
     * The fields of a record.
     *
     * @throws UnsupportedVersionException if it is of a newer version
     */
    static JsonFields of(String what, JsonObject json) {
        int version = new JsonFields(what, json.getMap(), TaskJson.VERSION).version();
        if (version > TaskJson.VERSION) {
            throw UnsupportedVersionException.ofForm(what, version, TaskJson.VERSION);
        }
        return new JsonFields(what, json.getMap(), version);
    }

    /** That of a record without one is 1: the first version wrote it in some forms only. */
    private int version() {
        Number number = optional(VERSION_FIELD, Number.class, "a whole number").orElse(1);
        if (number.doubleValue() != number.intValue() || number.intValue() < 1) {
            throw new MalformedDataException(what, VERSION_FIELD + " is not a version: a whole number from 1 on", null);
        }
        return number.intValue();
    }

    private JsonFields part(String field, Map<String, Object> values) {
        return new JsonFields(what + "." + field, values, version);
    }

    static JsonObject parse(String what, Buffer json) {
        try {
            return new JsonObject(json);
        } catch (RuntimeException e) {
            // The parser's message quotes the input, which may be secret; its position is enough.
            throw new MalformedDataException(what, "not a JSON object of " + json.length() + " bytes", null);
        }
    }

    /** Turns the complaint of a value's own check, or any other failure, into one about the data it was read from. */
    static <T> T valid(String what, Supplier<T> value) {
        try {
            return value.get();
        } catch (MalformedDataException | UnsupportedVersionException e) {
            throw e;
        } catch (InvalidInputException e) {
            throw new MalformedDataException(what, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // Its message may quote the data.
            throw new MalformedDataException(
                    what, "cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private MalformedDataException wrong(String field, String expected, @Nullable Object value) {
        String found = value == null ? "missing" : "a " + value.getClass().getSimpleName();
        return new MalformedDataException(what, field + " is " + found + ", expected " + expected, null);
    }

    private <T> Optional<T> optional(String field, Class<T> type, String expected) {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw wrong(field, expected, value);
        }
        return Optional.of(type.cast(value));
    }

    Optional<String> optionalText(String field) {
        return optional(field, String.class, "a string");
    }

    String text(String field) {
        return optionalText(field).orElseThrow(() -> wrong(field, "a string", null));
    }

    String text(String field, String absent) {
        return optionalText(field).orElse(absent);
    }

    long number(String field, long absent) {
        return optionalNumber(field).orElse(absent);
    }

    long number(String field) {
        return optionalNumber(field).orElseThrow(() -> wrong(field, "a whole number", null));
    }

    int integer(String field, int absent) {
        return optionalInteger(field).orElse(absent);
    }

    double decimal(String field, double absent) {
        double number = optional(field, Number.class, "a number")
                .map(Number::doubleValue)
                .orElse(absent);
        if (!Double.isFinite(number)) {
            throw outOfRange(field, "a number below 1.7e308");
        }
        return number;
    }

    Optional<Duration> optionalDuration(String field) {
        return exactLong(field, "whole milliseconds").map(Duration::ofMillis);
    }

    Duration duration(String field, Duration absent) {
        return optionalDuration(field).orElse(absent);
    }

    Instant instant(String field) {
        return Instant.ofEpochMilli(number(field));
    }

    /**
     * A constant that must not be ignored.
     *
     * @throws UnsupportedVersionException if it is not known
     */
    <E extends Enum<E> & Coded> E constant(String field, Class<E> type, E absent) {
        return optionalText(field).map(code -> known(field, type, code)).orElse(absent);
    }

    /** A constant that only informs. */
    <E extends Enum<E> & Coded> E constant(String field, Class<E> type, E absent, E unknown) {
        return optionalText(field)
                .map(code -> constantOf(type, code).orElse(unknown))
                .orElse(absent);
    }

    private <E extends Enum<E> & Coded> E known(String field, Class<E> type, String code) {
        return constantOf(type, code)
                .orElseThrow(() -> UnsupportedVersionException.ofValue(what, field, version, TaskJson.VERSION));
    }

    private static <E extends Enum<E> & Coded> Optional<E> constantOf(Class<E> type, String code) {
        return EnumSet.allOf(type).stream()
                .filter(each -> each.code().equals(code))
                .findFirst();
    }

    /**
     * Constants that must not be ignored.
     *
     * @throws UnsupportedVersionException if one is not known
     */
    <E extends Enum<E> & Coded> Set<E> constants(String field, Class<E> type, Set<E> absent) {
        if (!fields.containsKey(field)) {
            return absent;
        }
        Set<E> constants = EnumSet.noneOf(type);
        texts(field).forEach(code -> constants.add(known(field, type, code)));
        return constants;
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (Object item : list(field)) {
            if (!(item instanceof String text)) {
                throw wrong(field, "a list of strings", item);
            }
            texts.add(text);
        }
        return texts;
    }

    SortedSet<String> names(String field) {
        return new TreeSet<>(texts(field));
    }

    private List<?> list(String field) {
        Object value = fields.get(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof JsonArray array) {
            return array.getList();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(field, "a list", value);
    }

    /** Returns the objects of a list. */
    List<JsonFields> objects(String field) {
        List<JsonFields> objects = new ArrayList<>();
        for (Object item : list(field)) {
            objects.add(part(field, asMap(field, item)));
        }
        return objects;
    }

    Optional<Long> optionalNumber(String field) {
        return exactLong(field, "a whole number");
    }

    Optional<Integer> optionalInteger(String field) {
        return optionalNumber(field).map(number -> {
            if (number != number.intValue()) {
                throw outOfRange(field, "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
            }
            return number.intValue();
        });
    }

    /** A number is never cut to what fits: another one than was written would be taken. */
    private Optional<Long> exactLong(String field, String expected) {
        return optional(field, Number.class, expected).map(number -> {
            try {
                return toExactLong(number);
            } catch (ArithmeticException e) {
                throw outOfRange(field, expected + " of at most 63 bits");
            }
        });
    }

    private static long toExactLong(Number number) {
        if (number instanceof BigInteger large) {
            return large.longValueExact();
        }
        if (number instanceof BigDecimal decimal) {
            return decimal.longValueExact();
        }
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (value != Math.rint(value) || Math.abs(value) > MAX_EXACT_DOUBLE) {
                throw new ArithmeticException("not whole");
            }
        }
        return number.longValue();
    }

    private MalformedDataException outOfRange(String field, String expected) {
        return new MalformedDataException(what, field + " is a number out of range, expected " + expected, null);
    }

    /** A price that is written as text, so that it stays exact. */
    Optional<BigDecimal> optionalPrice(String field) {
        return optionalText(field).map(text -> valid(what, () -> Price.parse(field, text)));
    }

    /** True or false by name. */
    SortedMap<String, Boolean> flags(String field) {
        SortedMap<String, Boolean> flags = new TreeMap<>();
        values(field).forEach((name, value) -> {
            if (!(value instanceof Boolean flag)) {
                throw wrong(field, "true or false by name", value);
            }
            flags.put(name, flag);
        });
        return flags;
    }

    /** Texts by name. */
    SortedMap<String, String> namedTexts(String field) {
        SortedMap<String, String> texts = new TreeMap<>();
        values(field).forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw wrong(field, "strings by name", value);
            }
            texts.put(name, text);
        });
        return texts;
    }

    boolean flag(String field) {
        return optional(field, Boolean.class, "true or false").orElse(false);
    }

    JsonObject json() {
        return new JsonObject(fields);
    }

    Optional<JsonFields> optionalObject(String field) {
        Object value = fields.get(field);
        return value == null ? Optional.empty() : Optional.of(part(field, asMap(field, value)));
    }

    <T> T object(String field, Function<JsonFields, T> read, T absent) {
        return optionalObject(field).map(read).orElse(absent);
    }

    /** Free JSON values; nulls, which the values do not hold, are left out. */
    Map<String, Object> values(String field) {
        Object value = fields.get(field);
        return value == null ? Map.of() : withoutNulls(asMap(field, value));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> asMap(String field, Object value) {
        if (value instanceof JsonObject object) {
            return object.getMap();
        }
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw wrong(field, "an object", value);
    }

    private static Map<String, Object> withoutNulls(Map<String, Object> values) {
        Map<String, Object> kept = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (value != null) {
                kept.put(key, plain(value));
            }
        });
        return kept;
    }

    @SuppressWarnings("unchecked")
    private static Object plain(Object value) {
        if (value instanceof JsonObject object) {
            return withoutNulls(object.getMap());
        }
        if (value instanceof Map<?, ?> map) {
            return withoutNulls((Map<String, Object>) map);
        }
        if (value instanceof JsonArray array) {
            return plain(array.getList());
        }
        if (value instanceof List<?> list) {
            List<Object> kept = new ArrayList<>();
            for (Object item : list) {
                if (item != null) {
                    kept.add(plain(item));
                }
            }
            return kept;
        }
        return value;
    }
}
