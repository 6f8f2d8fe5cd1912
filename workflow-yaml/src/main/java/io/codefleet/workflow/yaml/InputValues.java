package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the values that a file gives to inputs by the types that these are declared with. */
final class InputValues {
    /** Where a file has values of its writer, not keys of ours. */
    private static final Pattern FREE = Pattern.compile(
            "(.*/steps/[^/]+/workflow)?/inputs/[^/]+/default(/.*)?|.*/(attributes|input|when|until)/.*");

    private final String file;
    private final YamlTree tree;

    InputValues(String file, YamlTree tree) {
        this.file = file;
        this.tree = tree;
    }

    /** Returns the types of the inputs that name one. */
    static Map<String, InputType> types(JsonNode workflow) {
        Map<String, InputType> types = new LinkedHashMap<>();
        workflow.path("inputs").properties().forEach(input -> {
            if (input.getValue().has("type")) {
                types.put(input.getKey(), InputType.of(input.getValue().path("type")));
            }
        });
        return types;
    }

    /** Replaces the defaults of texts, of inner workflows too, by the text as it is written. */
    void readDefaults(JsonNode workflow, String way) {
        types(workflow).forEach((name, type) -> {
            if (workflow.path("inputs").path(name) instanceof ObjectNode input && input.has("default")) {
                String at = way + "/inputs/" + name + "/default";
                input.set("default", read(at, type, input.path("default")));
            }
        });
        workflow.path("steps")
                .properties()
                .forEach(step ->
                        readDefaults(step.getValue().path("workflow"), way + "/steps/" + step.getKey() + "/workflow"));
    }

    /**
     * Reads the value of an input.
     *
     * @throws WorkflowFileException if the value is of another kind
     */
    JsonNode read(String way, InputType type, JsonNode value) {
        JsonNode read = type == InputType.STRING ? asWritten(way, value) : value;
        if (!type.fits(FileValues.plain(read))) {
            throw new WorkflowFileException(
                    file, tree.line(way), field(way) + ": must be a " + type + ", as its type says", null);
        }
        return read;
    }

    private JsonNode asWritten(String way, JsonNode value) {
        boolean isText = value.isNumber() || value.isBoolean();
        return isText ? TextNode.valueOf(tree.notAsWritten().getOrDefault(way, value.asText())) : value;
    }

    /** Returns warnings about values that are not read as they are written, where no type declares that they are texts. */
    List<String> warnings(JsonNode root, boolean everywhere) {
        List<String> warnings = new ArrayList<>();
        tree.notAsWritten().forEach((way, written) -> {
            JsonNode value = root.at(way);
            if ((everywhere || FREE.matcher(way).matches()) && !value.isMissingNode() && !value.isTextual()) {
                warnings.add(file + " line " + tree.line(way) + ": " + field(way) + ": " + written + " is read as "
                        + FileValues.plain(value) + "; quote it if it is a text"
                        + (way.startsWith("/inputs/") ? ", or give the input 'type: string'" : ""));
            }
        });
        return warnings;
    }

    static String field(String way) {
        return way.replaceFirst("^/", "").replace('/', '.');
    }

    /** Returns the root object; empty if the root is something else. */
    Optional<ObjectNode> object() {
        return tree.root().filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }
}
