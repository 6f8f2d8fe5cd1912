package io.codefleet.launcher.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codefleet.error.NearestName;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds a merged layer to {@link WorkerFile} and the records of its sections: a key is a record's component in snake case. A
 * component that is a record and not {@code @Nullable} is a section, and is there also when nothing of it is said.
 */
final class ConfigBinder {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addModule(new ConfigValues())
            .build();

    private ConfigBinder() {}

    static ObjectNode emptyTree() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Binds a layer to a type. Its exceptions have no cause, because the message of a cause quotes the configuration,
     * which may hold a password.
     */
    static <T> T bind(ConfigLayer layer, Class<T> type) {
        ObjectNode tree = layer.tree();
        addSections(tree, type);
        try {
            return MAPPER.readerFor(type)
                    .withAttribute(ConfigLayer.class, layer)
                    .readValue(tree);
        } catch (UnrecognizedPropertyException e) {
            throw new ConfigException(place(layer, e) + unknownKey(e));
        } catch (JsonMappingException e) {
            throw new ConfigException(place(layer, e) + path(e) + ": " + reason(e));
        } catch (IOException e) {
            throw new ConfigException("the configuration cannot be read");
        }
    }

    private static void addSections(ObjectNode tree, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isRecord() && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                String name = PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
                if (!tree.has(name)) {
                    tree.putObject(name);
                }
                if (tree.get(name) instanceof ObjectNode section) {
                    addSections(section, component.getType());
                }
            }
        }
    }

    private static String place(ConfigLayer layer, JsonMappingException e) {
        String key = path(e).replace("[", ".").replace("]", "");
        return layer.origin(key).map(origin -> origin.text() + ": ").orElse("");
    }

    private static String reason(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException ours && ours.getMessage() != null) {
            return ours.getMessage();
        }
        if (e instanceof InvalidFormatException format) {
            return "'" + format.getValue() + "' is not " + kind(format.getTargetType());
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "is not " + kind(mismatch.getTargetType());
        }
        return firstLine(e);
    }

    private static String kind(Class<?> type) {
        if (type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == BigDecimal.class) {
            return "a number";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return type.isRecord() ? "a list of keys with values" : "a " + type.getSimpleName();
    }

    static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("is not valid YAML");
    }

    private static String unknownKey(UnrecognizedPropertyException unknown) {
        Collection<Object> known = unknown.getKnownPropertyIds();
        List<String> names = known == null
                ? List.of()
                : known.stream().map(String::valueOf).sorted().toList();
        String remedy = NearestName.of(unknown.getPropertyName(), names)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("known keys here: " + String.join(", ", names));
        return "unknown key '" + path(unknown) + "'; " + remedy;
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }
}
