package io.codefleet.launcher.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codefleet.orchestration.JsonBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON in the words of a model, which wraps it in others and in code fences however it is asked not to. */
final class JsonText {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern FENCE = Pattern.compile("```(?:json)?\\s*\\n(.*?)```", Pattern.DOTALL);

    private JsonText() {}

    /** The values that may be meant, the likeliest first: the whole text, the last fenced one, the longest. */
    static List<JsonNode> in(String text) {
        List<JsonNode> found = new ArrayList<>();
        parse(text).ifPresent(found::add);
        Matcher fence = FENCE.matcher(text);
        Optional<JsonNode> fenced = Optional.empty();
        while (fence.find()) {
            fenced = parse(fence.group(1));
        }
        fenced.ifPresent(found::add);
        JsonBlock.find(text).<JsonNode>map(JSON::valueToTree).ifPresent(found::add);
        return found;
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            JsonNode value = JSON.readTree(text);
            return Optional.ofNullable(value).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** As a map, list, string, number or boolean, without the nulls in it; absent for a null itself. */
    static Optional<Object> plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            node.properties()
                    .forEach(
                            member -> plain(member.getValue()).ifPresent(value -> members.put(member.getKey(), value)));
            return Optional.of(members);
        }
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> plain(item).ifPresent(items::add));
            return Optional.of(items);
        }
        if (node.isNumber()) {
            return Optional.of(node.numberValue());
        }
        if (node.isBoolean()) {
            return Optional.of(node.booleanValue());
        }
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }
}
