package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.serialization.node.LocationJsonNodeFactoryFactory;
import com.networknt.schema.utils.JsonNodes;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import io.codefleet.workflow.Workflow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a workflow from YAML, of which JSON is a part. The text is checked against the {@link #schema}, then as a whole, but
 * for inputs that have no value yet, which a run is given.
 */
public final class WorkflowFile {
    private static final String SCHEMA_FILE = "workflow.schema.json";
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema(), InputFormat.JSON);

    private static final JsonNode SCHEMA_TREE = parse(SCHEMA_FILE, schema());

    private final String file;
    private final JsonNode root;

    private WorkflowFile(String file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** The JSON Schema of workflow files, for editors and other tools. */
    public static String schema() {
        try (InputStream in = WorkflowFile.class.getResourceAsStream(SCHEMA_FILE)) {
            return new String(Objects.requireNonNull(in, SCHEMA_FILE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a workflow.
     *
     * @param file the name of the file, for the messages of errors
     * @param text what is in it
     * @throws WorkflowFileException if it is no workflow
     */
    public static Workflow read(String file, String text) {
        WorkflowFile read = new WorkflowFile(file, parse(file, text));
        read.checkSchema();
        return read.workflow();
    }

    private static JsonNode parse(String file, String text) {
        try {
            JsonNode root = JsonNodes.readTree(YAML, text, LocationJsonNodeFactoryFactory.getInstance());
            if (root == null || root.isMissingNode()) {
                throw new WorkflowFileException(file, 0, "is empty; begin with name: and steps:", null);
            }
            return root;
        } catch (RuntimeException e) {
            if (e.getCause() instanceof JsonProcessingException malformed) {
                throw new WorkflowFileException(file, lineOf(malformed.getLocation()), form(malformed), malformed);
            }
            throw e;
        }
    }

    /** What is wrong with the form; its lines further in show the place, which is told already. */
    private static String form(JsonProcessingException e) {
        return e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(", "));
    }

    private static int lineOf(@Nullable JsonLocation location) {
        return location == null ? 0 : Math.max(0, location.getLineNr());
    }

    /** The deepest fault first: that of a whole object often follows from it. */
    private void checkSchema() {
        List<Error> errors = SCHEMA.validate(root).stream()
                .filter(error -> !error.getEvaluationPath().toString().contains("/oneOf/"))
                .sorted(Comparator.comparingInt(
                        (Error error) -> -error.getInstanceLocation().getNameCount()))
                .toList();
        if (!errors.isEmpty()) {
            Error first = errors.get(0);
            JsonNode at = at(first.getInstanceLocation().toString());
            @Nullable JsonNode child = first.getProperty() == null ? null : at.get(first.getProperty());
            String field =
                    first.getInstanceLocation().toString().replace('/', '.').replaceFirst("^\\.", "");
            throw new WorkflowFileException(
                    file, line(child == null ? at : child), (field.isEmpty() ? "" : field + ": ") + fault(first), null);
        }
    }

    private static String fault(Error error) {
        return switch (error.getKeyword()) {
            case "oneOf" -> "needs one of prompt, approval and workflow, which say what it does";
            case "additionalProperties" ->
                "there is no key '" + error.getProperty() + "' here; " + instead(error.getProperty(), known(error));
            case "type" ->
                error.getMessage().replaceFirst("^(\\w+) found, (.*) expected$", "is of kind $1, must be $2");
            default -> error.getMessage();
        };
    }

    private static String instead(String key, Set<String> known) {
        return NearestName.of(key, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("there are " + new TreeSet<>(known));
    }

    /** The keys that the schema has where it refused one. */
    private static Set<String> known(Error error) {
        String keyword = error.getSchemaLocation().getFragment().toString();
        String object = keyword.substring(0, keyword.lastIndexOf('/'));
        return SCHEMA_TREE
                .at(object + "/properties")
                .propertyStream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private JsonNode at(String pointer) {
        return root.at(pointer);
    }

    private Workflow workflow() {
        try {
            Workflow workflow = WorkflowReader.workflow("", root);
            checkWhole(workflow);
            return workflow;
        } catch (InvalidInputException e) {
            throw new WorkflowFileException(file, line(deepest(e.field())), e.getMessage(), e);
        }
    }

    private static void checkWhole(Workflow workflow) {
        Workflow given = workflow;
        for (String input : workflow.inputs().keySet()) {
            given = workflow.inputs().get(input).isEmpty() ? given.with(input, "") : given;
        }
        given.check();
    }

    /** The node of a field, or the nearest around it that is in the file. */
    private JsonNode deepest(String field) {
        JsonNode node = root;
        for (String name : field.split("\\.", -1)) {
            JsonNode next = node.get(name);
            if (next == null) {
                break;
            }
            node = next;
        }
        return node;
    }

    private static int line(JsonNode node) {
        return lineOf(JsonNodes.tokenStreamLocationOf(node));
    }
}
