package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.util.Collection;
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
    public static final int MAX_KEY_LENGTH = NamedTexts.MAX_KEY_LENGTH;

    /** How many characters a value has at most. */
    public static final int MAX_VALUE_LENGTH = 256;

    private static final NamedTexts RULES = new NamedTexts("tags", "tag", "key", MAX_TAGS, MAX_VALUE_LENGTH);

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
                        "'" + NamedTexts.shown(text)
                                + "' has no value; write it as key=value, or as key= for an empty one");
            }
            String key = text.substring(0, end);
            if (tags.put(key, text.substring(end + 1)) != null) {
                throw new InvalidInputException(
                        field, "has the key '" + NamedTexts.shown(key) + "' more than once; keep one of its values");
            }
        }
        return check(field, tags);
    }

    /** Returns an unmodifiable copy in the order of the keys. */
    static SortedMap<String, String> check(String field, Map<String, String> tags) {
        return RULES.check(field, tags);
    }
}
