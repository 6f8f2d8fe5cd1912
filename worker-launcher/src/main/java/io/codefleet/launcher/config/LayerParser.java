package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.codefleet.launcher.config.ConfigLayer.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the layer of one file: puts environment variables into its values, keeps the line of each, and leaves a value as it is
 * written where a number would lose something, as in {@code 007}.
 */
final class LayerParser {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final String PERMISSIONS = "permissions.";

    private final JsonParser parser;
    private final EnvironmentText environment;
    private final String name;
    private final Path folder;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Set<String> secretVariables = new HashSet<>();

    LayerParser(JsonParser parser, EnvironmentText environment, String name, Path folder) {
        this.parser = parser;
        this.environment = environment;
        this.name = name;
        this.folder = folder;
    }

    ConfigLayer layer() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return ConfigLayer.EMPTY;
        }
        if (first != JsonToken.START_OBJECT) {
            throw new ConfigException(
                    name + ": is not a list of keys; begin with worker:, as in the example of codefleet worker --help");
        }
        ObjectNode tree = object("");
        if (parser.nextToken() != null) {
            throw new ConfigException(place() + ": begins a second document; a file holds one");
        }
        return new ConfigLayer(tree, origins, secretVariables);
    }

    private String place() {
        return name + " line " + parser.currentTokenLocation().getLineNr();
    }

    private ObjectNode object(String path) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String below = path.isEmpty() ? key : path + "." + key;
            origins.put(below, new Origin(place(), folder));
            parser.nextToken();
            JsonNode value = value(below);
            if (value != null) {
                object.set(key, value);
            } else if (below.startsWith(PERMISSIONS)) {
                // who leaves a rule empty may believe that it denies
                throw new ConfigException(place() + ": " + below + " has no value; write one, or remove the line");
            }
        }
        return object;
    }

    private ArrayNode array(String path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String below = path + "." + array.size();
            origins.put(below, new Origin(place(), folder));
            JsonNode value = value(below);
            if (value == null) {
                throw new ConfigException(
                        place() + ": " + shown(below) + " is an empty entry; write a value, or remove it");
            }
            array.add(value);
        }
        return array;
    }

    /** Returns a value; null for a key without a value, which sets nothing. */
    private @Nullable JsonNode value(String path) throws IOException {
        // Jackson gives the name of its anchor as a text
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new ConfigException(place() + ": " + shown(path) + " is an alias, which a configuration cannot have; "
                    + "write the value itself");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_NULL -> null;
            case VALUE_STRING -> NODES.textNode(expanded(path, parser.getText()));
            default -> asWritten(parser.getText());
        };
    }

    private String expanded(String path, String text) {
        if (LayerText.isSecret(path)) {
            secretVariables.addAll(EnvironmentText.names(text));
        }
        try {
            return environment.expand(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place() + ": " + shown(path) + ": " + e.getMessage(), e);
        }
    }

    private static String shown(String path) {
        return path.replaceAll("\\.(\\d+)", "[$1]");
    }

    private JsonNode asWritten(String text) throws IOException {
        JsonNode value = switch (parser.currentToken()) {
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            default -> NODES.numberNode(parser.getDoubleValue());
        };
        return value.asText().equals(text) ? value : NODES.textNode(text);
    }
}
