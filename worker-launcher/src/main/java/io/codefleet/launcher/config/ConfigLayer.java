package io.codefleet.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a worker's configuration, or several merged: a tree of keys in the shape of the file, that knows of each value
 * where it came from. A key is written with dots, {@code worker.resources.timeout}. Immutable; its text holds no value, as any
 * may be a secret.
 */
public final class ConfigLayer {
    /** Nothing said. */
    public static final ConfigLayer EMPTY = new Values().layer();

    /** Keys that stand for each other: a layer that has one of them hides the others of the layers below. */
    private static final List<Set<String>> ALTERNATIVES = List.of(
            Set.of("broker.uri", "redis"),
            Set.of("broker.payload_key_file", "broker.payload_keys"),
            Set.of("control.jwt.key_set", "control.jwt.secret_file"));

    private final ObjectNode tree;
    private final Map<String, Origin> origins;
    private final Set<String> secretVariables;

    /**
     * Origin of a value.
     *
     * @param text in words, such as {@code worker.yml line 3}, {@code --id} or {@code CODEFLEET_BROKER}
     * @param folder what relative paths start at
     */
    record Origin(String text, Path folder) {}

    /**
     * Creates a layer.
     *
     * @param secretVariables the environment variables that secrets of the layer were read from
     */
    ConfigLayer(ObjectNode tree, Map<String, Origin> origins, Set<String> secretVariables) {
        this.tree = tree;
        this.origins = Map.copyOf(origins);
        this.secretVariables = Set.copyOf(secretVariables);
    }

    /** Makes a layer of single values. */
    public static Values values() {
        return new Values();
    }

    /** Returns this layer, with each missing key taken from the layer below. */
    public ConfigLayer over(ConfigLayer below) {
        ObjectNode merged = below.tree.deepCopy();
        Map<String, Origin> from = new HashMap<>(below.origins);
        ALTERNATIVES.stream()
                .filter(keys -> keys.stream().anyMatch(this::contains))
                .forEach(keys -> keys.forEach(key -> remove(merged, from, key)));
        lay(tree, "", merged, from);
        from.putAll(origins);
        Set<String> secret = new HashSet<>(secretVariables);
        secret.addAll(below.secretVariables);
        return new ConfigLayer(merged, from, secret);
    }

    private static void lay(ObjectNode upper, String path, ObjectNode below, Map<String, Origin> origins) {
        upper.properties().forEach(field -> {
            String key = path + field.getKey();
            if (field.getValue() instanceof ObjectNode more && below.get(field.getKey()) instanceof ObjectNode less) {
                lay(more, key + ".", less, origins);
            } else {
                forget(origins, key);
                below.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }

    private static void remove(ObjectNode tree, Map<String, Origin> origins, String key) {
        int dot = key.lastIndexOf('.');
        if (find(tree, key.substring(0, Math.max(dot, 0))) instanceof ObjectNode section) {
            section.remove(key.substring(dot + 1));
            forget(origins, key);
        }
    }

    private static void forget(Map<String, Origin> origins, String key) {
        origins.keySet().removeIf(other -> other.equals(key) || other.startsWith(key + "."));
    }

    private static @Nullable JsonNode find(JsonNode tree, String key) {
        JsonNode found = tree;
        for (String name : key.isEmpty() ? new String[0] : key.split("\\.", -1)) {
            found = found == null ? null : found.get(name);
        }
        return found;
    }

    /** Returns whether the layer has this key. */
    boolean contains(String key) {
        return find(tree, key) != null;
    }

    /**
     * Returns the origin of the value of a key; otherwise that of the nearest enclosing section that is written down.
     */
    Optional<Origin> origin(String key) {
        String around = key;
        while (!origins.containsKey(around) && around.contains(".")) {
            around = around.substring(0, around.lastIndexOf('.'));
        }
        return Optional.ofNullable(origins.get(around));
    }

    /**
     * Reads the layer strictly.
     *
     * @throws ConfigException if a key is unknown or a value is not what its key takes; it names where the value came from
     */
    public WorkerFile bind() {
        return ConfigBinder.bind(this, WorkerFile.class);
    }

    /**
     * Reads the layer strictly and makes something of it.
     *
     * @throws ConfigException as {@link #bind()} does, or as the function does, then with the origin of the value
     */
    public <T> T resolve(Function<WorkerFile, T> use) {
        return resolve(bind(), use);
    }

    /**
     * Returns what {@link #resolve} returns, for the section {@code broker} alone; empty if the layer has another
     * section, which may be wrong.
     */
    <T> Optional<T> resolveBrokerAlone(Function<BrokerPart, T> use) {
        boolean alone = tree.size() == 1 && tree.get("broker") instanceof ObjectNode;
        return alone
                ? Optional.of(resolve(ConfigBinder.bind(this, BrokerOnly.class).broker(), use))
                : Optional.empty();
    }

    /** A file of one section. */
    private record BrokerOnly(BrokerPart broker) {}

    private <P, T> T resolve(P part, Function<P, T> use) {
        try {
            return use.apply(part);
        } catch (ConfigException e) {
            throw e.key()
                    .flatMap(key -> origin(key.replace("[", ".").replace("]", "")))
                    .map(origin -> e.at(origin.text()))
                    .orElse(e);
        }
    }

    /**
     * Returns the environment variables that passwords and keys were read from. Includes those that another layer
     * hides, as they are still in the worker's environment.
     */
    Set<String> secretVariables() {
        return secretVariables;
    }

    /** Returns the folders of the configuration files. */
    Set<Path> folders() {
        return origins.values().stream()
                .map(Origin::folder)
                .filter(Path::isAbsolute)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns a line for each value with its origin, for the operator; masks secrets. */
    public List<String> describe() {
        return new LayerText(this).lines();
    }

    /** Returns a copy that the caller may change. */
    ObjectNode tree() {
        return tree.deepCopy();
    }

    /** Returns the names of the keys, without their values. */
    @Override
    public String toString() {
        return "ConfigLayer" + origins.keySet();
    }

    /** Values being put together to a layer. */
    public static final class Values {
        private final ObjectNode tree = ConfigBinder.emptyTree();
        private final Map<String, Origin> origins = new HashMap<>();

        private Values() {}

        /**
         * Sets a key.
         *
         * @param key such as {@code worker.id}
         * @param value a text, number, boolean, duration, or a list or map of such; null: leaves it to the layer below
         * @param origin how the operator gave it, such as {@code --id}
         */
        public Values put(String key, @Nullable Object value, String origin) {
            if (value == null) {
                return this;
            }
            ObjectNode section = tree;
            String[] names = key.split("\\.", -1);
            for (int i = 0; i < names.length - 1; i++) {
                section = section.withObjectProperty(names[i]);
            }
            section.set(names[names.length - 1], ConfigBinder.tree(value));
            origins.put(key, new Origin(origin, Path.of("")));
            return this;
        }

        /** Returns the layer with the values that were set. */
        public ConfigLayer layer() {
            return new ConfigLayer(tree.deepCopy(), origins, Set.of());
        }
    }
}
