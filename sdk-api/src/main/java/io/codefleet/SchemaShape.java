package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Check of a JSON Schema without a validator, so that a submit refuses an obvious fault at once. It covers the form of the
 * keywords that every draft has. A worker checks the rest.
 */
final class SchemaShape {
    private static final Set<String> TYPES =
            Set.of("null", "boolean", "object", "array", "number", "string", "integer");
    private static final Set<String> SCHEMAS_BY_NAME =
            Set.of("properties", "patternProperties", "$defs", "definitions");
    private static final Set<String> SCHEMAS = Set.of("not", "contains", "propertyNames", "if", "then", "else");
    private static final Set<String> LISTS_OF_SCHEMAS = Set.of("allOf", "anyOf", "oneOf");
    private static final Set<String> COUNTS =
            Set.of("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");

    private SchemaShape() {}

    /**
     * Checks the keywords of a schema.
     *
     * @throws InvalidInputException if a keyword is not of its form; the message names its place
     */
    static void check(String place, Map<?, ?> schema) {
        schema.forEach((keyword, value) -> keyword(place + "." + keyword, String.valueOf(keyword), value));
    }

    private static void keyword(String place, String keyword, Object value) {
        if (keyword.equals("type")) {
            type(place, value);
        } else if (SCHEMAS_BY_NAME.contains(keyword)) {
            byName(place, of(Map.class, "an object of schemas", place, value));
        } else if (SCHEMAS.contains(keyword)) {
            schema(place, value);
        } else if (LISTS_OF_SCHEMAS.contains(keyword)) {
            list(place, of(List.class, "a list of schemas", place, value));
        } else if (keyword.equals("required")) {
            names(place, of(List.class, "a list of names", place, value));
        } else if (keyword.equals("enum")) {
            of(List.class, "a list of values", place, value);
        } else if (keyword.equals("pattern") || keyword.equals("$ref")) {
            of(String.class, "a string", place, value);
        } else if (COUNTS.contains(keyword)
                && of(Number.class, "a number", place, value).doubleValue() < 0) {
            throw new InvalidInputException(place, "is " + value + "; it must not be negative");
        }
    }

    private static void type(String place, Object value) {
        List<?> names = value instanceof List<?> several ? several : List.of(value);
        names.forEach(name -> {
            if (!(name instanceof String) || !TYPES.contains(name)) {
                throw new InvalidInputException(
                        place, "is " + name + "; write one of array, boolean, integer, null, number, object, string");
            }
        });
    }

    private static void byName(String place, Map<?, ?> schemas) {
        schemas.forEach((name, each) -> schema(place + "." + name, each));
    }

    private static void names(String place, List<?> names) {
        names.forEach(name -> of(String.class, "a list of names", place, name));
    }

    private static void list(String place, List<?> schemas) {
        if (schemas.isEmpty()) {
            throw new InvalidInputException(place, "is empty; give it a schema");
        }
        for (int i = 0; i < schemas.size(); i++) {
            schema(place + "[" + i + "]", schemas.get(i));
        }
    }

    private static void schema(String place, Object value) {
        if (value instanceof Map<?, ?> schema) {
            check(place, schema);
        } else if (!(value instanceof Boolean)) {
            throw new InvalidInputException(place, "is " + value + "; a schema is an object, true or false");
        }
    }

    private static <T> T of(Class<T> type, String what, String place, Object value) {
        if (!type.isInstance(value)) {
            throw new InvalidInputException(place, "is " + value + "; it must be " + what);
        }
        return type.cast(value);
    }
}
