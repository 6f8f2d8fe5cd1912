package io.codefleet.agent.opencode.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads JSON that others wrote: what is absent or of another type than it should be reads as empty. */
public final class Json {
    private Json() {}

    public static JsonObject object(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof JsonObject object ? object : new JsonObject();
    }

    public static String text(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof String text ? text : "";
    }

    public static long count(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }

    public static boolean flag(@Nullable JsonObject from, String key) {
        return from != null && Boolean.TRUE.equals(from.getValue(key));
    }

    public static List<JsonObject> objects(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof JsonArray array ? objects(array) : List.of();
    }

    public static List<String> texts(@Nullable JsonObject from, String key) {
        Object value = from == null ? null : from.getValue(key);
        return value instanceof JsonArray array
                ? array.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    public static List<JsonObject> objects(JsonArray array) {
        return array.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }
}
