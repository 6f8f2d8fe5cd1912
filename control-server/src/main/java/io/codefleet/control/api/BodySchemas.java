package io.codefleet.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schemas of the request bodies of a contract. The validator of the contract library is interpreted code for as long as the
 * process runs, because its method is too large for the compiler of the JVM. This one takes a tenth of the time or less. It
 * only accepts: the contract library says what is wrong with a body that is not accepted here. Its methods may be called from
 * any thread.
 */
final class BodySchemas {
    private static final String DOCUMENT = "urn:codefleet:api";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SchemaRegistry registry;
    private final Map<String, String> names;
    /** Those of operations that were called, as a schema that is ready for use takes much more memory than its text. */
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private BodySchemas(SchemaRegistry registry, Map<String, String> names) {
        this.registry = registry;
        this.names = names;
    }

    /**
     * Reads the schemas of a contract.
     *
     * @param document the contract as JSON
     */
    static BodySchemas of(OpenAPIContract contract, JsonObject document) {
        Map<String, String> names = new HashMap<>();
        JsonObject all =
                document.getJsonObject("components").getJsonObject("schemas").copy();
        for (Operation operation : contract.operations()) {
            if (operation.getRequestBody() != null) {
                JsonObject content = document.getJsonObject("paths")
                        .getJsonObject(operation.getOpenAPIPath())
                        .getJsonObject(operation.getHttpMethod().name().toLowerCase(Locale.ROOT))
                        .getJsonObject("requestBody")
                        .getJsonObject("content");
                for (String type : content.fieldNames()) {
                    String name = "body-" + names.size();
                    names.put(key(operation, type), name);
                    all.put(name, content.getJsonObject(type).getJsonObject("schema"));
                }
            }
        }
        String definitions = new JsonObject().put("$defs", all).encode().replace("#/components/schemas/", "#/$defs/");
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(DOCUMENT, definitions)));
        return new BodySchemas(registry, names);
    }

    private static String key(Operation operation, String type) {
        return operation.getOperationId() + " " + type;
    }

    /**
     * Returns a body that is a JSON document which fits the schema, and in which no object has a key twice; empty for any other.
     *
     * @param mediaType the media type of the body, without parameters
     */
    Optional<JsonNode> accepted(Operation operation, String mediaType, Buffer body) {
        String name = names.get(key(operation, mediaType));
        if (name == null) {
            return Optional.empty();
        }
        Schema schema = schemas.computeIfAbsent(name, this::schema);
        try {
            JsonNode value = MAPPER.readTree(body.getBytes());
            return integers(value) && schema.validate(value, OutputFormat.BOOLEAN)
                    ? Optional.of(value)
                    : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Schema schema(String name) {
        Schema schema = registry.getSchema(SchemaLocation.of(DOCUMENT + "#/$defs/" + name));
        schema.initializeValidators();
        return schema;
    }

    /** Returns whether all numbers are integers that a long holds. The contract library has rules of its own for others. */
    private static boolean integers(JsonNode value) {
        if (value.isNumber()) {
            return value.isIntegralNumber() && value.canConvertToLong();
        }
        for (JsonNode each : value) {
            if (!integers(each)) {
                return false;
            }
        }
        return true;
    }
}
