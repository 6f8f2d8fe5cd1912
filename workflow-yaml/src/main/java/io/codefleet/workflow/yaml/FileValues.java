package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.codefleet.time.DurationText;
import io.vertx.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of a file that is valid against the schema, in the form that the SDK takes. */
final class FileValues {
    private FileValues() {}

    static Optional<Duration> duration(JsonNode node, String field) {
        return node.has(field) ? Optional.of(DurationText.parse(node.path(field).asText())) : Optional.empty();
    }

    /** Returns the items of a node; one value stands for a list of it. */
    static Iterable<JsonNode> list(JsonNode node) {
        return node.isTextual() ? List.of(node) : node;
    }

    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        list(node).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    static Map<String, String> namedTexts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(JsonNode node) {
        return node.isMissingNode() ? Map.of() : (Map<String, Object>) plain(node);
    }

    /** Returns the value as the maps and lists that values of the SDK consist of. */
    static Object plain(JsonNode node) {
        return Json.decodeValue("[" + node + "]", List.class).get(0);
    }
}
