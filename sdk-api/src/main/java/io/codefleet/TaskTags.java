package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The form of {@link Task#tags() tags}: labels of a task, each a key and a value, written as {@code key=value}.
 *
 * <p>A key is a name: letters, digits and {@code . _ / -}, beginning with a letter or digit. A value is any text without
 * control characters and ends of lines; it may be empty.
 */
public final class TaskTags {
    /** How many tags a task has at most. */
    public static final int MAX_TAGS = 16;

    /** How many characters a key has at most. */
    public static final int MAX_KEY_LENGTH = Check.MAX_NAME_LENGTH;

    /** How many characters a value has at most. */
    public static final int MAX_VALUE_LENGTH = 256;

    private static final SortedMap<String, String> NONE = Collections.unmodifiableSortedMap(new TreeMap<>());

    private TaskTags() {}

    /**
     * Reads tags that are written as {@code key=value}. The first equals sign ends the key.
     *
     * @param field what the texts were given as, for the message of an error; such as {@code --tag}
     * @return the tags by key, in the order of the keys; unmodifiable
     * @throws InvalidInputException if a text has no equals sign, a key is there twice, there are too many, or a key or value
     *     is malformed; it names the field
     */
    public static SortedMap<String, String> parse(String field, Collection<String> texts) {
        SortedMap<String, String> tags = new TreeMap<>();
        for (String text : texts) {
            int end = text.indexOf('=');
            if (end < 0) {
                throw new InvalidInputException(
                        field,
                        "'" + shown(text) + "' has no value; write it as key=value, or as key= for an empty one");
            }
            String key = text.substring(0, end);
            if (tags.put(key, text.substring(end + 1)) != null) {
                throw new InvalidInputException(
                        field, "has the key '" + shown(key) + "' more than once; keep one of its values");
            }
        }
        return check(field, tags);
    }

    /** An unmodifiable copy in the order of the keys. */
    static SortedMap<String, String> check(String field, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return NONE;
        }
        if (tags.size() > MAX_TAGS) {
            throw new InvalidInputException(
                    field, "has " + tags.size() + " tags, at most " + MAX_TAGS + " are allowed; leave some out");
        }
        SortedMap<String, String> copy = new TreeMap<>();
        tags.forEach((key, value) -> {
            checkKey(field, key);
            checkValue(field, key, value);
            copy.put(key, value);
        });
        return Collections.unmodifiableSortedMap(copy);
    }

    private static void checkKey(String field, String key) {
        if (key.isEmpty()) {
            throw new InvalidInputException(field, "has an empty key; give each tag a key of at least one character");
        }
        if (key.length() > MAX_KEY_LENGTH) {
            throw new InvalidInputException(
                    field,
                    "has a key of " + key.length() + " characters, at most " + MAX_KEY_LENGTH + " are allowed: '"
                            + shown(key) + "'");
        }
        try {
            Check.name(field, key);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    field,
                    "has the key '" + shown(key) + "' with a character that is not allowed; use letters, digits and"
                            + " . _ / -, beginning with a letter or digit",
                    e);
        }
    }

    private static void checkValue(String field, String key, String value) {
        if (value.length() > MAX_VALUE_LENGTH) {
            throw new InvalidInputException(
                    field,
                    "has a value of " + value.length() + " characters at the key '" + key + "', at most "
                            + MAX_VALUE_LENGTH + " are allowed");
        }
        if (!value.codePoints().allMatch(TaskTags::isPrintable)) {
            throw new InvalidInputException(
                    field,
                    "has a control character, an end of a line or half of a character in the value at the key '" + key
                            + "'; use printable characters");
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> true;
        };
    }

    private static String shown(String text) {
        String printable = Check.printable(text);
        return printable.length() > MAX_KEY_LENGTH ? printable.substring(0, MAX_KEY_LENGTH) + "…" : printable;
    }
}
