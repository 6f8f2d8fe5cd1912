package io.codefleet.launcher.opencode;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads JSON that others wrote: what is absent or of another type than it should be reads as empty. */
final class Json {
    private Json() {}

    static JsonObject object(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof JsonObject object ? object : new JsonObject();
    }

    static String text(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof String text ? text : "";
    }

    static long count(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }

    static boolean flag(@Nullable JsonObject from, String key) {
        return from != null && Boolean.TRUE.equals(from.getValue(key));
    }

    static List<JsonObject> objects(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof JsonArray array ? objects(array) : List.of();
    }

    static List<String> texts(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof JsonArray array
                ? array.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    static List<JsonObject> objects(JsonArray array) {
        return array.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }
}
