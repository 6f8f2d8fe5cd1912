package io.codefleet.json;

import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The version of the form of a stored JSON object: its field {@code v}; 1 without the field. */
public final class FormVersion {
    private static final String FIELD = "v";

    private FormVersion() {}

    /**
     * Checks that an object is of a version that this process reads.
     *
     * @param what names the object in messages, such as {@code schedule nightly}
     * @param supported the newest version that this process reads
     * @throws UnsupportedVersionException if the object is of a newer version
     * @throws MalformedDataException if the field is not a version
     */
    public static void check(String what, JsonObject json, int supported) {
        read(what, "", json.getMap(), supported);
    }

    /** Returns the version of the object at a JSON pointer, after the same checks. */
    static int read(String what, String at, Map<String, Object> fields, int supported) {
        Object value = fields.get(FIELD);
        if (value == null) {
            // the first version wrote it in some forms only
            return 1;
        }
        if (!(value instanceof Number number) || number.doubleValue() != number.intValue() || number.intValue() < 1) {
            throw MalformedDataException.ofField(
                    what, at + "/" + FIELD, FIELD + " is not a version: a whole number from 1 on", null);
        }
        if (number.intValue() > supported) {
            throw UnsupportedVersionException.ofForm(what, number.intValue(), supported);
        }
        return number.intValue();
    }
}
