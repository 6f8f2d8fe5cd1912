package io.codefleet.model.scripted;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads scripts, and says where one is wrong. */
final class ScriptReader {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** Where in a script which keys may be; a path that is not here has keys of the user's own. */
    private static final Map<String, Class<? extends Record>> PARTS = Map.ofEntries(
            Map.entry("", ScriptFile.class),
            Map.entry("/conversations/#", ScriptFile.ConversationPart.class),
            Map.entry("/#", ScriptFile.StepPart.class),
            Map.entry("/#/tools/#", ScriptFile.ToolPart.class),
            Map.entry("/#/usage", ScriptFile.UsagePart.class),
            Map.entry("/#/error", ScriptFile.ErrorPart.class),
            Map.entry("/#/error_chunk", ScriptFile.ErrorPart.class));

    private final String name;

    ScriptReader(String name) {
        this.name = name;
    }

    Script read(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            // first its form and its keys, as a fault in these would be reported as one of what it means
            SourceLocations places = new SourceLocations(parser, this::check);
            @Nullable JsonNode tree = MAPPER.readTree(text);
            if (tree == null || tree.isMissingNode() || tree.isNull()) {
                throw new ScriptException(name + " is empty; " + ScriptFile.HOW, null);
            }
            return parts(text, places).script();
        } catch (JsonProcessingException e) {
            String message = e.getOriginalMessage().replaceAll("\\s+", " ");
            throw new ScriptException(name + line(e.getLocation()) + ": this is neither YAML nor JSON; " + message, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ScriptFile parts(String text, SourceLocations places) throws JsonProcessingException {
        try {
            return MAPPER.readValue(text, ScriptFile.class);
        } catch (JsonMappingException e) {
            String line =
                    places.line(e.getPath()).map(number -> ", line " + number).orElse(line(e.getLocation()));
            throw new ScriptException(name + line + path(e.getPath()) + ": " + message(e), e);
        }
    }

    private void check(String path, String key, int line) {
        String part = path.replaceAll("/\\d+", "/#").replaceFirst("^(/conversations/#/steps|/fallback)/#", "/#");
        @Nullable Class<? extends Record> form = PARTS.get(part);
        if (form != null && !keys(form).contains(key)) {
            String place = (path + "/" + key)
                    .replaceAll("/(\\d+)", "[$1]")
                    .replace('/', '.')
                    .substring(1);
            throw new ScriptException(
                    name + ", line " + line + ", " + place + ": '" + key + "' is not known here; write one of "
                            + String.join(", ", keys(form)),
                    null);
        }
    }

    /** Returns the names of the record's components as the mapper uses them. */
    private static Set<String> keys(Class<? extends Record> form) {
        return MAPPER.getDeserializationConfig().introspect(MAPPER.constructType(form)).findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .collect(Collectors.toCollection(TreeSet::new));
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

    private static String message(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException ours) {
            return String.valueOf(ours.getMessage());
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
