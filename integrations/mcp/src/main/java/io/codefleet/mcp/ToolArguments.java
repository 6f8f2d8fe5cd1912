package io.codefleet.mcp;

import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import io.codefleet.time.DurationText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Arguments of one call of a tool, checked against the names and types of its schema. */
final class ToolArguments {
    private final JsonObject values;

    private ToolArguments(JsonObject values) {
        this.values = values;
    }

    /**
     * Checks the arguments.
     *
     * @param tool the name of the tool, for the messages
     * @param schema what it takes
     * @throws InvalidInputException if one is unknown, missing or of another type
     */
    static ToolArguments of(String tool, JsonObject schema, JsonObject values) {
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        for (Map.Entry<String, Object> value : values) {
            checkKnown(tool, value.getKey(), properties.fieldNames());
            checkType(
                    value.getKey(),
                    properties.getJsonObject(value.getKey()).getString("type"),
                    values.getValue(value.getKey()));
        }
        for (Object required : schema.getJsonArray("required", new JsonArray())) {
            if (values.getValue((String) required) == null) {
                throw new InvalidInputException((String) required, "is missing; " + tool + " needs it");
            }
        }
        return new ToolArguments(values);
    }

    private static void checkKnown(String tool, String name, Set<String> known) {
        if (!known.contains(name)) {
            throw new InvalidInputException(
                    name,
                    "is not an argument of " + tool + "; "
                            + NearestName.of(name, known)
                                    .map(near -> "did you mean " + near + "?")
                                    .orElse("it takes " + String.join(", ", known)));
        }
    }

    private static void checkType(String name, String type, Object value) {
        boolean fits = switch (type) {
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "array" -> value instanceof JsonArray;
            case "object" -> value instanceof JsonObject;
            default -> true;
        };
        if (!fits) {
            throw new InvalidInputException(name, "is of another type, must be of type " + type);
        }
    }

    String text(String name) {
        return values.getString(name);
    }

    Optional<String> optionalText(String name) {
        return Optional.ofNullable(values.getString(name));
    }

    Optional<Integer> optionalInteger(String name) {
        return Optional.ofNullable(values.getValue(name)).map(value -> ((Number) value).intValue());
    }

    JsonObject object(String name) {
        return values.getJsonObject(name, new JsonObject());
    }

    JsonArray array(String name) {
        return values.getJsonArray(name, new JsonArray());
    }

    boolean has(String name) {
        return values.getValue(name) != null;
    }

    /** Returns those of these arguments that are given. */
    JsonObject only(Set<String> names) {
        JsonObject some = new JsonObject();
        names.stream().filter(this::has).forEach(name -> some.put(name, values.getValue(name)));
        return some;
    }

    /**
     * Returns how long to wait.
     *
     * @throws InvalidInputException if it is not a duration, or longer than the server lets a call wait
     */
    Duration wait(Duration standard, Duration longest) {
        if (!has("wait")) {
            return standard.compareTo(longest) < 0 ? standard : longest;
        }
        Duration wait = duration(text("wait"));
        if (wait.compareTo(longest) > 0) {
            throw new InvalidInputException(
                    "wait",
                    "is " + DurationText.format(wait) + ", at most " + DurationText.format(longest)
                            + " are allowed; wait again when it has passed");
        }
        return wait;
    }

    private static Duration duration(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException | CodefleetException e) {
            throw new InvalidInputException("wait", "is '" + text + "', must be a duration such as 20s or 5m", e);
        }
    }
}
