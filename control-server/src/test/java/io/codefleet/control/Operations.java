package io.codefleet.control;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The operations of an OpenAPI document. */
final class Operations {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private Operations() {}

    /**
     * One operation.
     *
     * @param path its path with the names of parameters in braces
     * @param parameters those of the operation and of its path, with references resolved
     */
    record Described(String id, String method, String path, JsonObject json, List<JsonObject> parameters) {
        String role() {
            return json.getString("x-codefleet-role", "");
        }

        boolean webSocket() {
            return path.startsWith("/ws/");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Described> of(JsonObject contract) {
        List<Described> all = new ArrayList<>();
        JsonObject paths = contract.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (METHODS.contains(method)) {
                    JsonObject operation = item.getJsonObject(method);
                    List<JsonObject> parameters = new ArrayList<>();
                    add(contract, item.getJsonArray("parameters"), parameters);
                    add(contract, operation.getJsonArray("parameters"), parameters);
                    all.add(new Described(
                            operation.getString("operationId"),
                            method.toUpperCase(Locale.ROOT),
                            path,
                            operation,
                            parameters));
                }
            }
        }
        return all;
    }

    private static void add(JsonObject contract, JsonArray given, List<JsonObject> parameters) {
        if (given != null) {
            given.forEach(each -> parameters.add(resolve(contract, (JsonObject) each)));
        }
    }

    static JsonObject resolve(JsonObject contract, JsonObject schema) {
        String reference = schema.getString("$ref");
        if (reference == null) {
            return schema;
        }
        JsonObject at = contract;
        for (String name : reference.substring(2).split("/", -1)) {
            at = at.getJsonObject(name);
        }
        return resolve(contract, at);
    }
}
