package io.codefleet.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of Vert.x for a JSON document that is read already; those that reading its text again would give. */
final class JsonValues {
    private JsonValues() {}

    static @Nullable Object of(JsonNode document) {
        if (document.isObject()) {
            return new JsonObject(map(document));
        }
        return document.isArray() ? new JsonArray(list(document)) : scalar(document);
    }

    private static @Nullable Object nested(JsonNode node) {
        if (node.isObject()) {
            return map(node);
        }
        return node.isArray() ? list(node) : scalar(node);
    }

    private static Map<String, Object> map(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            map.put(field.getKey(), nested(field.getValue()));
        }
        return map;
    }

    private static List<Object> list(JsonNode array) {
        List<Object> list = new ArrayList<>(array.size());
        for (JsonNode each : array) {
            list.add(nested(each));
        }
        return list;
    }

    private static @Nullable Object scalar(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isNumber()) {
            return node.numberValue();
        }
        return node.isBoolean() ? node.booleanValue() : null;
    }
}
