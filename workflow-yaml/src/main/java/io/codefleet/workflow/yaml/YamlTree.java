package io.codefleet.workflow.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML file as JSON values, with the lines they stand in. Aliases and merge keys ({@code <<: *base}) are put in, within bounds.
 * A way to a value is its keys and places, each after a slash.
 */
final class YamlTree {
    /** With what aliases stand for counted each time. */
    private static final int MAX_VALUES = 200_000;

    private static final Set<Tag> SCALARS =
            Set.of(Tag.STR, Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, String> notAsWritten = new TreeMap<>();
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable JsonNode root;
    private int values;

    private YamlTree(String file) {
        this.file = file;
    }

    /**
     * Parses a file.
     *
     * @throws WorkflowFileException if the text is not one document of YAML
     */
    static YamlTree parse(String file, String text) {
        YamlTree tree = new YamlTree(file);
        try {
            tree.read(text);
        } catch (MarkedYAMLException e) {
            String words = Stream.of(e.getContext(), e.getProblem())
                    .flatMap(part -> Optional.ofNullable(part).stream())
                    .reduce((context, problem) -> context + ", " + problem)
                    .orElse("is not YAML");
            throw new WorkflowFileException(file, line(e.getProblemMark()), words, e);
        } catch (YAMLException e) {
            throw new WorkflowFileException(
                    file, 0, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
        return tree;
    }

    private void read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Math.max(options.getCodePointLimit(), text.length()));
        // a workflow of many steps may have as many aliases; what they stand for is bounded by the count of values
        options.setMaxAliasesForCollections(MAX_VALUES);
        Composer composer = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
        Node first = composer.checkNode() ? composer.getNode() : null;
        if (first == null) {
            return;
        }
        if (composer.checkNode()) {
            throw fault(
                    composer.getNode(),
                    "begins a second document after '---'; put each document into a file of its own");
        }
        root = value(first, "");
    }

    private WorkflowFileException fault(Node node, String words) {
        return new WorkflowFileException(file, line(node.getStartMark()), words, null);
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 0 : mark.getLine() + 1;
    }

    private JsonNode value(Node node, String way) {
        lines.put(way, line(node.getStartMark()));
        count(node);
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, way);
        }
        if (!open.add(node)) {
            throw fault(node, "holds itself by an alias");
        }
        JsonNode value = node instanceof SequenceNode list ? list(list, way) : object((MappingNode) node, way);
        open.remove(node);
        return value;
    }

    private void count(Node node) {
        if (++values > MAX_VALUES) {
            throw fault(node, "has more than " + MAX_VALUES + " values once its aliases are put in");
        }
    }

    private JsonNode scalar(ScalarNode node, String way) {
        if (!SCALARS.contains(node.getTag())) {
            throw fault(node, "has the tag " + node.getTag() + ", which has no meaning here; leave it out");
        }
        YamlScalar scalar = YamlScalar.of(node.getTag(), node.getValue());
        if (!scalar.isAsWritten()) {
            notAsWritten.put(way, node.getValue());
        }
        return scalar.node();
    }

    private JsonNode list(SequenceNode node, String way) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Node each : node.getValue()) {
            list.add(value(each, way + "/" + list.size()));
        }
        return list;
    }

    private JsonNode object(MappingNode node, String way) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        merged(node).forEach((key, each) -> object.set(key, value(each, way + "/" + key)));
        return object;
    }

    /**
     * Returns the values by their keys; one of the mapping itself wins over those that it merges, an earlier of these over a later.
     */
    private Map<String, Node> merged(MappingNode node) {
        Map<String, Node> own = new LinkedHashMap<>();
        List<MappingNode> bases = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw fault(tuple.getKeyNode(), "has a list or an object for a key; write a name");
            }
            if (key.getTag().equals(Tag.MERGE)) {
                bases.addAll(bases(tuple.getValueNode()));
            } else if (own.put(key.getValue(), tuple.getValueNode()) != null) {
                throw fault(key, "Duplicate field '" + key.getValue() + "'; keep one of them");
            }
        }
        for (MappingNode base : bases) {
            count(base);
            if (!open.add(base)) {
                throw fault(base, "merges itself");
            }
            merged(base).forEach((key, each) -> {
                count(each);
                own.putIfAbsent(key, each);
            });
            open.remove(base);
        }
        return own;
    }

    private List<MappingNode> bases(Node merge) {
        List<Node> all = merge instanceof SequenceNode list ? list.getValue() : List.of(merge);
        List<MappingNode> bases = new ArrayList<>();
        for (Node each : all) {
            if (!(each instanceof MappingNode base)) {
                throw fault(each, "<<: takes an alias of an object, as in <<: *base, or a list of such");
            }
            bases.add(base);
        }
        return bases;
    }

    /** Returns the values; absent if the file is empty. */
    Optional<JsonNode> root() {
        return Optional.ofNullable(root);
    }

    /** Returns the line of a value, from 1, or of the nearest around it. */
    int line(String way) {
        String at = way;
        while (!at.isEmpty() && !lines.containsKey(at)) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault(at, 0);
    }

    /** Returns what is written where the value looks otherwise, by the way to it. */
    Map<String, String> notAsWritten() {
        return notAsWritten;
    }
}
