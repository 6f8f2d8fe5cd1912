package io.codefleet.agent.worker.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import io.codefleet.agent.worker.schema.EcmaPattern.PatternException;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks for an answer of a schema, and checks one. Its methods take as long as the schema makes them, so that they do not belong
 * on an event loop; see {@link SchemaCheck}. Nothing that a schema refers to is fetched.
 */
public final class AnswerSchema {
    private static final String FIELD = "agent.output.schema";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_REPORTED = 20;

    private final String text;
    private final Schema schema;

    private AnswerSchema(String text, Schema schema) {
        this.text = text;
        this.schema = schema;
    }

    /** Verdict on an answer. */
    public sealed interface Verdict {
        /**
         * Verdict on a valid answer.
         *
         * @param value what it says, as JSON values without nulls; absent if it is {@code null}
         */
        record Fits(Optional<Object> value) implements Verdict {}

        /**
         * Verdict on an invalid answer.
         *
         * @param faults what is wrong, each with its place
         */
        record Misfit(List<String> faults) implements Verdict {}
    }

    /**
     * Reads a schema.
     *
     * @throws InvalidInputException if it is none, refers to what is not in it or to itself without end, or has a pattern that is not one of
     *     ECMA-262
     */
    public static AnswerSchema of(Map<String, Object> schema) {
        return of(schema, EcmaPattern::of);
    }

    /**
     * Reads a schema.
     *
     * @param patterns reads a regular expression
     */
    static AnswerSchema of(Map<String, Object> schema, Function<String, RegularExpression> patterns) {
        JsonNode node = JSON.valueToTree(schema);
        try {
            SchemaRegistry registry = registry(patterns);
            String dialect = node.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
            List<Error> faults = registry.getSchema(SchemaLocation.of(dialect)).validate(node);
            if (!faults.isEmpty()) {
                throw new InvalidInputException(FIELD, "is not a JSON Schema: " + message(faults.get(0)));
            }
            Schema read = registry.getSchema(node);
            read.initializeValidators();
            // what refers to itself without a step into the answer does so for each
            read.validate(JSON.createObjectNode());
            return new AnswerSchema(new JsonObject(schema).encodePrettily(), read);
        } catch (PatternException e) {
            throw new InvalidInputException(FIELD, e.getMessage() + "; correct it", e);
        } catch (SchemaException e) {
            throw e.getCause() instanceof PatternException pattern
                    ? new InvalidInputException(FIELD, pattern.getMessage() + "; correct it", e)
                    : new InvalidInputException(
                            FIELD, "cannot be used: " + e.getMessage() + "; references must stay within the schema", e);
        } catch (StackOverflowError e) {
            throw new InvalidInputException(
                    FIELD,
                    "refers to itself without end, or is nested too deep; a reference to itself needs a step into the "
                            + "answer, such as properties or items",
                    e);
        }
    }

    private static SchemaRegistry registry(Function<String, RegularExpression> patterns) {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .regularExpressionFactory(patterns::apply)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
    }

    private static String message(Error fault) {
        return named(fault.getInstanceLocation().toString()) + ": " + fault.getMessage();
    }

    /** Returns the name of a place in an answer. */
    static String named(String place) {
        return place.isEmpty() ? "the answer" : place;
    }

    /** Returns the request for a valid answer, which follows the prompt. */
    public String request() {
        return "Your last message must be one JSON value and nothing else, no other words and no code fence. It must be valid "
                + "against this JSON Schema:\n" + text;
    }

    /** Returns the request to repair an invalid answer. */
    public String repair(List<String> faults) {
        return "Your last message is not valid against the JSON Schema that was asked for:\n- "
                + String.join("\n- ", faults)
                + "\nDo not do the work again. Send the whole JSON value once more, corrected, and nothing else.";
    }

    /** Finds the JSON values in an answer and checks them. The last value that fits counts. */
    public Verdict check(String answer) {
        JsonText read = JsonText.of(answer);
        List<JsonNode> values = new ArrayList<>(read.values());
        Collections.reverse(values);
        for (JsonNode value : values) {
            if (faults(value).isEmpty()) {
                return new Verdict.Fits(JsonText.plain(value));
            }
        }
        return new Verdict.Misfit(read.longest()
                .map(this::faults)
                .orElseGet(() -> List.of("the answer: "
                        + read.unreadable()
                                .map(why -> "the JSON value in it cannot be read: " + why)
                                .orElse("there is no JSON value in it"))));
    }

    private List<String> faults(JsonNode value) {
        List<String> unholdable = HoldableJson.faults(value);
        return unholdable.isEmpty()
                ? schema.validate(value).stream()
                        .map(AnswerSchema::message)
                        .distinct()
                        .limit(MAX_REPORTED)
                        .toList()
                : unholdable.stream().limit(MAX_REPORTED).toList();
    }
}
