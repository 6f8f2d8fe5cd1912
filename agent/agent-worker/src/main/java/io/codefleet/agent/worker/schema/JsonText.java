package io.codefleet.agent.worker.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON in the words of a model, which wraps it in others and in code fences however it is asked not to, and thinks aloud before.
 * Fenced or not, all values count alike, in the order of the text; what the model thinks does not count.
 */
final class JsonText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader WHOLE = JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern FENCE = Pattern.compile("```[A-Za-z]*[ \\t]*\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern THOUGHT = Pattern.compile("<(/?)think(?:ing)?>", Pattern.CASE_INSENSITIVE);
    /** How many characters are read in all where values overlap, as many a place looks like the beginning of one. */
    private static final long MOST_READ = 50_000_000;

    private final String text;
    private final char[] chars;
    private final List<Found> found = new ArrayList<>();
    private Optional<String> unreadable = Optional.empty();

    private JsonText(String text) {
        this.text = text;
        this.chars = text.toCharArray();
    }

    /**
     * A value.
     *
     * @param at where in the text it begins
     * @param length of what characters
     */
    record Found(JsonNode value, int at, int length) {}

    /** Reads a text. */
    static JsonText of(String text) {
        JsonText read = new JsonText(text);
        Optional<JsonNode> whole = read.parse(text);
        if (whole.isPresent()) {
            read.found.add(new Found(whole.get(), 0, text.length()));
        } else {
            read.scan();
            read.fencedScalars();
            read.found.sort(Comparator.comparingInt(Found::at));
        }
        return read;
    }

    /** Returns the values in the order of the text. A value in another one is not one of them. */
    List<JsonNode> values() {
        return found.stream().map(Found::value).toList();
    }

    /** Returns the one that is meant most likely where none fits. */
    Optional<JsonNode> longest() {
        return found.stream().max(Comparator.comparingInt(Found::length)).map(Found::value);
    }

    /** Returns why a value cannot be read although it is JSON, if there is such a one. */
    Optional<String> unreadable() {
        return unreadable;
    }

    private Optional<JsonNode> parse(String part) {
        try {
            JsonNode value = WHOLE.readTree(part);
            return Optional.ofNullable(value).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            tooLarge(e);
            return Optional.empty();
        }
    }

    private void tooLarge(IOException e) {
        if (e instanceof StreamConstraintsException constraint) {
            unreadable = Optional.of(constraint.getOriginalMessage());
        }
    }

    private void scan() {
        Matcher thought = THOUGHT.matcher(text);
        long read = 0;
        int at = 0;
        while (at < text.length() && read < MOST_READ) {
            char each = text.charAt(at);
            if (each == '{' || each == '[') {
                int length = value(at);
                read += Math.abs(length);
                at += Math.max(1, length);
            } else if (each == '<' && thought.region(at, text.length()).lookingAt()) {
                at = afterThought(thought);
            } else {
                at++;
            }
        }
    }

    /**
     * Reads a value.
     *
     * @return how long it is; the negative number of characters that were read where there is none
     */
    private int value(int at) {
        try (JsonParser parser = JSON.createParser(chars, at, chars.length - at)) {
            try {
                JsonNode value = JSON.readTree(parser);
                int length = (int) parser.currentLocation().getCharOffset();
                found.add(new Found(value, at, length));
                return length;
            } catch (JsonEOFException e) {
                // what is in a value that is cut off is not meant by itself
                return text.length() - at;
            } catch (IOException e) {
                tooLarge(e);
                return -(int) parser.currentLocation().getCharOffset() - 1;
            }
        } catch (IOException e) {
            return -1;
        }
    }

    /** Returns the end of a thought; one whose beginning was left out makes all before it one. */
    private int afterThought(Matcher tag) {
        int end = tag.end();
        if (!tag.group(1).isEmpty()) {
            found.clear();
            return end;
        }
        Matcher closing = THOUGHT.matcher(text);
        for (boolean more = closing.find(end); more; more = closing.find()) {
            if (!closing.group(1).isEmpty()) {
                return closing.end();
            }
        }
        return text.length();
    }

    /**
     * Collects the scalar values in fences. A string, a number or a constant is a value only where it is alone, or in a
     * fence of its own.
     */
    private void fencedScalars() {
        Matcher fence = FENCE.matcher(text);
        int thought = thoughtEnd();
        while (fence.find()) {
            int at = fence.start(1);
            parse(fence.group(1))
                    .filter(value -> at >= thought && !value.isContainerNode())
                    .ifPresent(value ->
                            found.add(new Found(value, at, fence.group(1).length())));
        }
    }

    private int thoughtEnd() {
        Matcher tag = THOUGHT.matcher(text);
        int end = 0;
        while (tag.find()) {
            end = tag.group(1).isEmpty() ? end : tag.end();
        }
        return end;
    }

    /** Returns a value as a map, list, string, number or boolean, without the nulls in it; empty for null itself. */
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
