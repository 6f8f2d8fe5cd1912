package io.codefleet.launcher.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for an answer of a schema, and checks one. Its methods take as long as the schema makes them, so that they do not belong
 * on an event loop. Nothing that a schema refers to is fetched.
 */
public final class AnswerSchema {
    private static final String FIELD = "agent.output.schema";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TOLD = 20;

    private final String text;
    private final Schema schema;

    private AnswerSchema(String text, Schema schema) {
        this.text = text;
        this.schema = schema;
    }

    /** What is to be thought of an answer. */
    public sealed interface Verdict {
        /**
         * It fits.
         *
         * @param value what it says, as JSON values without nulls; absent if it is {@code null}
         */
        record Fits(Optional<Object> value) implements Verdict {}

        /**
         * It does not fit.
         *
         * @param faults what is wrong, each with its place
         */
        record Misfit(List<String> faults) implements Verdict {}
    }

    /**
     * Reads a schema.
     *
     * @throws InvalidInputException if it is none, or refers to what is not in it
     */
    public static AnswerSchema of(Map<String, Object> schema) {
        JsonNode node = JSON.valueToTree(schema);
        try {
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
            String dialect = node.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
            List<Error> faults = registry.getSchema(SchemaLocation.of(dialect)).validate(node);
            if (!faults.isEmpty()) {
                throw new InvalidInputException(FIELD, "is no JSON Schema: " + told(faults.get(0)));
            }
            Schema read = registry.getSchema(node);
            read.initializeValidators();
            return new AnswerSchema(new JsonObject(schema).encodePrettily(), read);
        } catch (SchemaException e) {
            throw new InvalidInputException(
                    FIELD, "cannot be used: " + e.getMessage() + "; references must stay within the schema", e);
        }
    }

    private static String told(Error fault) {
        String place = fault.getInstanceLocation().toString();
        return (place.isEmpty() ? "the answer" : place) + ": " + fault.getMessage();
    }

    /** What the agent is told beside its prompt. */
    public String request() {
        return "Your last message must be one JSON value and nothing else, no other words and no code fence. It must be valid "
                + "against this JSON Schema:\n" + text;
    }

    /** What the agent is told when its answer does not fit. */
    public String repair(List<String> faults) {
        return "Your last message is not valid against the JSON Schema that was asked for:\n- "
                + String.join("\n- ", faults)
                + "\nDo not do the work again. Send the whole JSON value once more, mended, and nothing else.";
    }

    /** Looks for JSON in an answer, and whether it fits. */
    public Verdict check(String answer) {
        List<JsonNode> found = JsonText.in(answer);
        if (found.isEmpty()) {
            return new Verdict.Misfit(List.of("the answer: there is no JSON value in it"));
        }
        for (JsonNode value : found) {
            if (schema.validate(value).isEmpty()) {
                return new Verdict.Fits(JsonText.plain(value));
            }
        }
        return new Verdict.Misfit(schema.validate(found.get(0)).stream()
                .map(AnswerSchema::told)
                .distinct()
                .limit(MOST_TOLD)
                .toList());
    }
}
