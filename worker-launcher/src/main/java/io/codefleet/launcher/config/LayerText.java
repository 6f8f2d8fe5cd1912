package io.codefleet.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A layer for people: {@code worker.id = w-7  (worker.yml line 2)}. What may be a secret is not shown. */
final class LayerText {
    private static final Pattern SECRET =
            Pattern.compile("(.*[_-])?(password|passwd|secret|token|keys?|credentials?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");

    /** URIs that may hold a login. */
    private static final Set<String> WITH_LOGIN = Set.of("broker.uri", "redis.uri", "opencode.url");

    private final ConfigLayer layer;
    private final List<Line> found = new ArrayList<>();

    /** Returns whether the value of a key may be or contain a secret. */
    static boolean isSecret(String key) {
        String path = key.replaceAll("\\.\\d+", "");
        return SECRET.matcher(path.substring(path.lastIndexOf('.') + 1)).matches() || WITH_LOGIN.contains(path);
    }

    private record Line(String text, String origin) {}

    LayerText(ConfigLayer layer) {
        this.layer = layer;
    }

    List<String> lines() {
        add("", "", layer.tree());
        int width = found.stream().mapToInt(line -> line.text().length()).max().orElse(0);
        return found.stream()
                .sorted(Comparator.comparing(Line::text))
                .map(line -> String.format(Locale.ROOT, "%-" + width + "s  (%s)", line.text(), line.origin()))
                .toList();
    }

    private void add(String path, String name, JsonNode value) {
        if (value instanceof ObjectNode section) {
            section.properties()
                    .forEach(field -> add(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                            field.getKey(),
                            field.getValue()));
        } else if (value.isArray() && value.valueStream().anyMatch(JsonNode::isContainerNode)) {
            for (int i = 0; i < value.size(); i++) {
                add(path + "." + i, name, value.get(i));
            }
        } else {
            String text = SECRET.matcher(name).matches() ? "***" : text(value);
            String origin = layer.origin(path).map(ConfigLayer.Origin::text).orElse("");
            found.add(new Line(path + " = " + text, origin));
        }
    }

    private static String text(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        return USER_INFO.matcher(text).replaceAll("//***@");
    }
}
