package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import io.codefleet.workflow.Workflow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads a workflow from YAML, of which JSON is a part. The text is checked against the {@link #schema}, then as a whole, but
 * for inputs that have no value yet, which a run is given.
 */
public final class WorkflowFile {
    private static final String SCHEMA_FILE = "workflow.schema.json";
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema(), InputFormat.JSON);

    private static final JsonNode SCHEMA_TREE =
            YamlTree.parse(SCHEMA_FILE, schema()).root().orElseThrow();

    private final String file;
    private final YamlTree tree;
    private final JsonNode root;
    private final InputValues values;
    private final Workflow workflow;

    private WorkflowFile(String file, String text) {
        this.file = file;
        this.tree = YamlTree.parse(file, text);
        this.root = tree.root()
                .orElseThrow(() -> new WorkflowFileException(file, 0, "is empty; begin with name: and steps:", null));
        this.values = new InputValues(file, tree);
        checkSchema();
        values.readDefaults(root, "");
        this.workflow = read();
    }

    /** Returns the JSON Schema of workflow files, for editors and other tools. */
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
     * @throws WorkflowFileException if it is not a workflow
     */
    public static Workflow read(String file, String text) {
        return open(file, text).workflow();
    }

    /**
     * Reads a workflow, with what else is in its file: the types of its inputs, and what may be read otherwise than it was meant.
     *
     * @param file the name of the file, for the messages of errors
     * @param text what is in it
     * @throws WorkflowFileException if it is not a workflow
     */
    public static WorkflowFile open(String file, String text) {
        return new WorkflowFile(file, text);
    }

    /** Returns the workflow. */
    public Workflow workflow() {
        return workflow;
    }

    /** Returns what kinds of values the inputs take; an input without a type is missing. */
    public Map<String, InputType> types() {
        return InputValues.types(root);
    }

    /**
     * Returns sentences about values that YAML reads otherwise than they look, such as {@code no}, {@code 1.10} and
     * {@code 010}, where no {@code type: string} declares that they are texts.
     */
    public List<String> warnings() {
        return values.warnings(root, false);
    }

    /**
     * Values for the inputs from a file of theirs.
     *
     * @param values the values by the names of inputs
     * @param warnings as those of {@link WorkflowFile#warnings}
     */
    public record Inputs(Map<String, Object> values, List<String> warnings) {
        public Inputs {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads values for the inputs: an object in YAML or JSON. Inputs of type string take them as they are written.
     *
     * @param inputsFile the name of that file, for the messages of errors
     * @param text what is in it
     * @throws WorkflowFileException if it is not such a file, or a value is not of its input's type
     */
    public Inputs inputs(String inputsFile, String text) {
        InputValues given = new InputValues(inputsFile, YamlTree.parse(inputsFile, text));
        ObjectNode object = given.object()
                .orElseThrow(() -> new WorkflowFileException(
                        inputsFile,
                        0,
                        "holds no values by the names of inputs; write a line 'name: value' for each",
                        null));
        types().forEach((name, type) -> {
            if (object.has(name)) {
                object.set(name, given.read("/" + name, type, object.path(name)));
            }
        });
        return new Inputs(FileValues.map(object), given.warnings(object, true));
    }

    /** Checks the tree with the schema and reports the deepest fault first: that of a whole object often follows from it. */
    private void checkSchema() {
        List<Error> errors = SCHEMA.validate(root).stream()
                .filter(error -> !error.getEvaluationPath().toString().contains("/oneOf/"))
                .sorted(Comparator.comparingInt(
                        (Error error) -> -error.getInstanceLocation().getNameCount()))
                .toList();
        if (!errors.isEmpty()) {
            Error first = errors.get(0);
            String at = first.getInstanceLocation().toString();
            String field = InputValues.field(at);
            throw new WorkflowFileException(
                    file,
                    tree.line(first.getProperty() == null ? at : at + "/" + first.getProperty()),
                    (field.isEmpty() ? "" : field + ": ") + fault(first),
                    null);
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

    /** Returns the keys that the schema has where it refused one. */
    private static Set<String> known(Error error) {
        String keyword = error.getSchemaLocation().getFragment().toString();
        String object = keyword.substring(0, keyword.lastIndexOf('/'));
        return SCHEMA_TREE
                .at(object + "/properties")
                .propertyStream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Workflow read() {
        try {
            Workflow whole = WorkflowReader.workflow("", root);
            checkComplete(whole);
            return whole;
        } catch (InvalidInputException e) {
            throw new WorkflowFileException(file, tree.line("/" + e.field().replace('.', '/')), e.getMessage(), e);
        }
    }

    private static void checkComplete(Workflow workflow) {
        Workflow given = workflow;
        for (String input : workflow.inputs().keySet()) {
            given = workflow.inputs().get(input).isEmpty() ? given.with(input, "") : given;
        }
        given.check();
    }
}
