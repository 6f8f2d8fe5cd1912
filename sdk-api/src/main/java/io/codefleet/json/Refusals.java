package io.codefleet.json;

import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import java.util.function.Supplier;

/** Makes what a value refuses a fault of the field that it was read from. */
final class Refusals {
    private Refusals() {}

    /**
     * Returns the value that a supplier makes of some fields. What it refuses becomes a fault of the field that the refusal
     * names, or of the whole object if that has no such field.
     */
    static <T> T of(JsonFields fields, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidInputException e) {
            String field = e.field().substring(e.field().lastIndexOf('.') + 1);
            String at = fields.fault("").pointer().orElse("");
            throw MalformedDataException.ofField(
                    fields.what(), fields.has(field) ? at + "/" + field : at, String.valueOf(e.getMessage()), e);
        }
    }
}
