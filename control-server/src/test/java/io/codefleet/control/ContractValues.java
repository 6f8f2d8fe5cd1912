package io.codefleet.control;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;

/** Random values for the schemas of an OpenAPI document: most of them valid, some of them not. */
public final class ContractValues {
    private static final int SPOILED_ONE_IN = 12;
    private static final List<Object> ODD = List.of(
            "",
            "known",
            "\u0000",
            "a b",
            "../..",
            "\ud83d\ude00",
            "x".repeat(300),
            "%",
            "{}",
            -1,
            0,
            1L << 62,
            1.5,
            1e300,
            true,
            new JsonArray(),
            new JsonObject(),
            new JsonArray().add(new JsonArray()),
            new JsonObject().put("a", 1));

    private final JsonObject contract;
    private final Random random;

    public ContractValues(JsonObject contract, Random random) {
        this.contract = contract;
        this.random = random;
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    String text(JsonObject schema) {
        Object value = value(schema, 0);
        return value instanceof String text ? text : Json.encode(value);
    }

    public String body(JsonObject operation) {
        JsonObject schema = operation
                .getJsonObject("requestBody")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema");
        String body = Json.encode(value(schema, 0));
        return chance(20) ? body.substring(0, random.nextInt(body.length())) : body;
    }

    private Object value(JsonObject given, int depth) {
        JsonObject schema = Operations.resolve(contract, given);
        if (chance(SPOILED_ONE_IN)) {
            return ODD.get(random.nextInt(ODD.size()));
        }
        if (schema.containsKey("enum")) {
            JsonArray values = schema.getJsonArray("enum");
            return values.getValue(random.nextInt(values.size()));
        }
        return switch (schema.getString("type", "object")) {
            case "string" -> chance(2) ? "known" : "n" + random.nextInt(100);
            case "boolean" -> random.nextBoolean();
            case "number" -> random.nextDouble();
            case "integer" -> integer(schema);
            case "array" -> array(schema, depth);
            default -> object(schema, depth);
        };
    }

    private long integer(JsonObject schema) {
        long low = schema.getLong("minimum", -1L);
        long high = schema.getLong("maximum", chance(4) ? Long.MAX_VALUE : low + 100_000);
        return chance(4) ? low : chance(4) ? high : low + Math.floorMod(random.nextLong(), Math.max(1, high - low));
    }

    private JsonArray array(JsonObject schema, int depth) {
        JsonArray array = new JsonArray();
        int size = (int) Math.max(schema.getLong("minItems", 0L), random.nextInt(3));
        for (int i = 0; i < size; i++) {
            array.add(value(schema.getJsonObject("items"), depth + 1));
        }
        return array;
    }

    private JsonObject object(JsonObject schema, int depth) {
        JsonObject object = new JsonObject();
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        for (String name : properties.fieldNames()) {
            if ((required.contains(name) && !chance(SPOILED_ONE_IN)) || chance(4)) {
                object.put(name, value(properties.getJsonObject(name), depth + 1));
            }
        }
        if (chance(SPOILED_ONE_IN)) {
            object.put("unknown", ODD.get(random.nextInt(ODD.size())));
        }
        return object;
    }
}
