package io.codefleet.workflow.template;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with references to values: <code>Fix what lint found: {{ steps.lint.text }}</code>. It has no logic. Text is put in as
 * it is, every other value as JSON. <code>\{{</code> stands for two literal braces. Immutable.
 */
public final class Template {
    private static final Pattern TAG = Pattern.compile("\\\\\\{\\{|\\{\\{([^{}]*)}}|\\{\\{");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\??");

    private final List<Object> parts;

    private Template(List<Object> parts) {
        this.parts = parts;
    }

    /**
     * Reads a template.
     *
     * @param field what holds it, for the message of an error
     * @throws InvalidInputException if a reference is malformed
     */
    public static Template parse(String field, String text) {
        if (!text.contains("{{")) {
            return new Template(List.of(text));
        }
        List<Object> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        Matcher tag = TAG.matcher(text);
        int end = 0;
        while (tag.find()) {
            plain.append(text.substring(end, tag.start()));
            end = tag.end();
            if (tag.group().startsWith("\\")) {
                plain.append("{{");
            } else {
                parts.add(plain.toString());
                plain.setLength(0);
                parts.add(reference(field, tag.group(), tag.group(1)));
            }
        }
        parts.add(plain.append(text.substring(end)).toString());
        parts.removeIf(""::equals);
        return new Template(parts);
    }

    private static Reference reference(String field, String written, @Nullable String inner) {
        if (inner == null || !PATH.matcher(inner.trim()).matches()) {
            throw new InvalidInputException(
                    field,
                    "has '" + written
                            + "', which is not a reference; write {{ steps.lint.text }} or {{ input.name }}, and \\{{"
                            + " for two braces in a text");
        }
        String path = inner.trim();
        boolean orEmpty = path.endsWith("?");
        return new Reference(List.of((orEmpty ? path.substring(0, path.length() - 1) : path).split("\\.")), orEmpty);
    }

    /** Returns what it refers to, in the order of the text. */
    public List<Reference> references() {
        return parts.stream()
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .toList();
    }

    /**
     * Returns the text with the values filled in.
     *
     * @throws MissingValueException if one is missing
     */
    public String text(Map<String, ?> values) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            Object value = part instanceof Reference reference ? reference.in(values) : part;
            text.append(value instanceof String words ? words : Json.encode(value));
        }
        return text.toString();
    }

    /** Returns whether it is nothing but one reference. */
    public boolean isReference() {
        return parts.size() == 1 && parts.get(0) instanceof Reference;
    }

    /**
     * Returns the value of the template: if it is only a reference, that reference's value as it is, otherwise its text.
     *
     * @throws MissingValueException if one is missing
     */
    public Object value(Map<String, ?> values) {
        return parts.size() == 1 && parts.get(0) instanceof Reference only ? only.in(values) : text(values);
    }

    /** Returns a copy of JSON values in which each text is a template that was read and put through a function. */
    public static Object deep(String field, Object value, Function<Template, Object> read) {
        if (value instanceof String text) {
            return read.apply(parse(field, text));
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> copy.put(String.valueOf(key), deep(field + "." + key, each, read)));
            return copy;
        }
        if (value instanceof List<?> list) {
            UnaryOperator<Object> each = item -> deep(field, item, read);
            return list.stream().map(each).toList();
        }
        return value;
    }
}
