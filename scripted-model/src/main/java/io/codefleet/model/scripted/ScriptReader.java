package io.codefleet.model.scripted;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads scripts, and says where one is wrong. */
final class ScriptReader {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final String name;

    ScriptReader(String name) {
        this.name = name;
    }

    Script read(String text) {
        try {
            // first its form, as a fault in that would be told as one of what it means
            @Nullable JsonNode tree = MAPPER.readTree(text);
            if (tree == null || tree.isMissingNode() || tree.isNull()) {
                throw new ScriptException(name + " is empty; " + ScriptFile.HOW, null);
            }
            return MAPPER.readValue(text, ScriptFile.class).script();
        } catch (JsonMappingException e) {
            throw new ScriptException(name + line(e.getLocation()) + path(e.getPath()) + ": " + said(e), e);
        } catch (JsonProcessingException e) {
            String said = e.getOriginalMessage().replaceAll("\\s+", " ");
            throw new ScriptException(name + line(e.getLocation()) + ": this is neither YAML nor JSON; " + said, e);
        }
    }

    private static String line(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1 ? "" : ", line " + location.getLineNr();
    }

    private static String path(List<Reference> path) {
        String joined = path.stream()
                .map(each -> each.getFieldName() == null ? "[" + each.getIndex() + "]" : "." + each.getFieldName())
                .collect(Collectors.joining());
        return joined.isEmpty() ? "" : ", " + (joined.startsWith(".") ? joined.substring(1) : joined);
    }

    private static String said(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException ours) {
            return String.valueOf(ours.getMessage());
        }
        if (e instanceof UnrecognizedPropertyException unknown && unknown.getKnownPropertyIds() != null) {
            String known = new TreeSet<>(unknown.getKnownPropertyIds())
                    .stream().map(String::valueOf).collect(Collectors.joining(", "));
            return "'" + unknown.getPropertyName() + "' is not known here; write one of " + known;
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "this is not " + form(mismatch.getTargetType()) + "; write one here";
        }
        return e.getOriginalMessage();
    }

    private static String form(Class<?> type) {
        if (type == String.class) {
            return "a text";
        }
        if (Number.class.isAssignableFrom(type) || type == int.class) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        return List.class.isAssignableFrom(type) ? "a list" : "a set of names with values";
    }
}
