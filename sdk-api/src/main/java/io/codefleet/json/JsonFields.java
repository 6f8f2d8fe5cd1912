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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
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

    private final String what;
    /** The JSON pointer of the object in what is read. */
    private final String at;

    private final Map<String, Object> fields;
    /** The version of the whole record. */
    private final int version;

    private JsonFields(String what, String at, Map<String, Object> fields, int version) {
        this.what = what;
        this.at = at;
        this.fields = fields;
        this.version = version;
    }

    /**
     * Reads the fields of a record.
     *
     * @throws UnsupportedVersionException if it is of a newer version
     */
    static JsonFields of(String what, JsonObject json) {
        return record(what, "", json.getMap());
    }

    private static JsonFields record(String what, String at, Map<String, Object> fields) {
        return new JsonFields(what, at, fields, FormVersion.read(what, at, fields, TaskJson.VERSION));
    }

    private JsonFields part(String field, Map<String, Object> values) {
        return new JsonFields(what + "." + field, pointer(field), values, version);
    }

    private String pointer(String field) {
        return at + "/" + field.replace("~", "~0").replace("/", "~1");
    }

    /** Returns the exception for a fault of this object. */
    MalformedDataException fault(String fault) {
        return MalformedDataException.ofField(what, at, fault, null);
    }

    private MalformedDataException fault(String field, String fault) {
        return MalformedDataException.ofField(what, pointer(field), fault, null);
    }

    static JsonObject parse(String what, Buffer json) {
        try {
            return new JsonObject(json);
        } catch (RuntimeException e) {
            // The parser's message quotes the input, which may be secret; its position is enough.
            throw new MalformedDataException(what, "not a JSON object of " + json.length() + " bytes", null);
        }
    }

    /** Returns the value that a supplier reads. A failure of its own check becomes one about the data that it was read from. */
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
                    what, "its form is wrong (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private MalformedDataException wrong(String field, String expected, @Nullable Object value) {
        return MalformedDataException.ofField(what, pointer(field), complaint(field, expected, value), null);
    }

    /** Returns the exception for a fault of a value within a field. */
    private MalformedDataException wrongPart(String field, String part, String expected, @Nullable Object value) {
        String pointer = new JsonFields(what, pointer(field), fields, version).pointer(part);
        return MalformedDataException.ofField(what, pointer, complaint(field, expected, value), null);
    }

    private static String complaint(String field, String expected, @Nullable Object value) {
        String found = value == null ? "missing" : "a " + value.getClass().getSimpleName();
        return field + " is " + found + ", expected " + expected;
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
     * Returns the constant of a field that must not be ignored.
     *
     * @throws UnsupportedVersionException if it is not known
     */
    <E extends Enum<E> & Coded> E constant(String field, Class<E> type, E absent) {
        return optionalText(field).map(code -> known(field, type, code)).orElse(absent);
    }

    /** Returns the constant of a field that only informs. */
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
     * Returns the constants of a field that must not be ignored.
     *
     * @throws UnsupportedVersionException if one is not known
     */
    <E extends Enum<E> & Coded> Set<E> constants(String field, Class<E> type, Set<E> absent) {
        if (fields.get(field) == null) {
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
                throw wrongPart(field, String.valueOf(texts.size()), "a list of strings", item);
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
            String index = String.valueOf(objects.size());
            if (!(item instanceof JsonObject) && !(item instanceof Map)) {
                throw wrongPart(field, index, "a list of objects", item);
            }
            objects.add(new JsonFields(what + "." + field, pointer(field) + "/" + index, asMap(field, item), version));
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

    /** Returns the number of a field, never cut to what fits, as that would be another number than was written. */
    private Optional<Long> exactLong(String field, String expected) {
        return optional(field, Number.class, expected).map(number -> {
            try {
                return FreeJson.exactLong(number);
            } catch (ArithmeticException e) {
                throw outOfRange(field, expected + " of at most 63 bits");
            }
        });
    }

    private MalformedDataException outOfRange(String field, String expected) {
        return fault(field, field + " is a number out of range, expected " + expected);
    }

    /** Returns the price of a field, which is written as text so that it stays exact. */
    Optional<BigDecimal> optionalPrice(String field) {
        return optionalText(field).map(text -> {
            try {
                return Price.parse(field, text);
            } catch (InvalidInputException e) {
                throw MalformedDataException.ofField(what, pointer(field), String.valueOf(e.getMessage()), e);
            }
        });
    }

    /** Returns the booleans of a field by their names. */
    SortedMap<String, Boolean> flags(String field) {
        SortedMap<String, Boolean> flags = new TreeMap<>();
        values(field).forEach((name, value) -> {
            if (!(value instanceof Boolean flag)) {
                throw wrongPart(field, name, "true or false by name", value);
            }
            flags.put(name, flag);
        });
        return flags;
    }

    /** Returns the texts of a field by their names. */
    SortedMap<String, String> namedTexts(String field) {
        SortedMap<String, String> texts = new TreeMap<>();
        values(field).forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw wrongPart(field, name, "strings by name", value);
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

    JsonFields object(String field) {
        return optionalObject(field).orElseThrow(() -> wrong(field, "an object", null));
    }

    /**
     * Returns the fields of a record within this one, which has a version of its own.
     *
     * @throws UnsupportedVersionException if it is of a newer version
     */
    JsonFields record(String field) {
        JsonFields object = object(field);
        return record(object.what, object.at, object.fields);
    }

    boolean has(String field) {
        return fields.get(field) != null;
    }

    /** Returns the value that a function reads from the text of a field; its failure becomes one about the field. */
    <T> T parsed(String field, String expected, Function<String, T> read) {
        try {
            return read.apply(text(field));
        } catch (DateTimeException e) {
            throw MalformedDataException.ofField(
                    what, pointer(field), field + " cannot be read, expected " + expected, e);
        }
    }

    String what() {
        return what;
    }

    <T> T object(String field, Function<JsonFields, T> read, T absent) {
        return optionalObject(field).map(read).orElse(absent);
    }

    /** Returns the free JSON values of a field; nulls, which the values do not hold, are left out. */
    Map<String, Object> values(String field) {
        Object value = fields.get(field);
        return value == null ? Map.of() : FreeJson.withoutNulls(asMap(field, value));
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
}
