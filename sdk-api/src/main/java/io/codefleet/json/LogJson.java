package io.codefleet.json;

import io.codefleet.LogLines;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@link LogLines} as JSON. */
public final class LogJson {
    private LogJson() {}

    /** Returns the lines as JSON. */
    public static JsonObject encode(LogLines lines) {
        return new JsonObject()
                .put("v", TaskJson.VERSION)
                .put("worker", lines.workerId())
                .put("lines", new JsonArray(lines.lines()))
                .put("dropped", lines.dropped());
    }

    /**
     * Reads lines.
     *
     * @param what names them in the message of an error
     * @throws io.codefleet.error.MalformedDataException if the text has none
     */
    public static LogLines decode(String what, Buffer text) {
        JsonObject json = JsonFields.parse(what, text);
        return JsonFields.valid(
                what,
                () -> new LogLines(
                        json.getString("worker", ""),
                        json.getJsonArray("lines", new JsonArray()).stream()
                                .map(Object::toString)
                                .toList(),
                        json.getLong("dropped", 0L)));
    }
}
