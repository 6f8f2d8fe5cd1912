package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Type of the value of an input. */
public enum InputType {
    /** A text, read as it is written: {@code no}, {@code 1.10} and {@code 010} too. */
    STRING,
    /** A number. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A list. */
    LIST,
    /** Values by names. */
    OBJECT;

    /** Returns whether a JSON value is of this kind. */
    public boolean fits(Object value) {
        return switch (this) {
            case STRING -> value instanceof String;
            case NUMBER -> value instanceof Number;
            case BOOLEAN -> value instanceof Boolean;
            case LIST -> value instanceof List;
            case OBJECT -> value instanceof Map;
        };
    }

    static InputType of(JsonNode declared) {
        return valueOf(declared.asText().toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
