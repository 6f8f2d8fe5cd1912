package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bounds of a small map of printable texts by name.
 *
 * @param entries what its entries are called, for messages; such as {@code tags}
 * @param entry what one of them is called
 * @param key what the name of one is called
 * @param maxEntries how many there are at most
 * @param maxValueLength how many characters a value has at most
 */
record NamedTexts(String entries, String entry, String key, int maxEntries, int maxValueLength) {
    static final int MAX_KEY_LENGTH = Check.MAX_NAME_LENGTH;

    private static final SortedMap<String, String> NONE = Collections.unmodifiableSortedMap(new TreeMap<>());

    /** Returns a copy with this text, in place of one with the same name. */
    static SortedMap<String, String> with(SortedMap<String, String> texts, String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(texts);
        more.put(name, value);
        return more;
    }

    /**
     * Returns an unmodifiable copy in the order of the keys, once checked.
     *
     * @throws InvalidInputException if the map is outside the bounds; it names the field
     */
    SortedMap<String, String> check(String field, Map<String, String> texts) {
        if (texts.isEmpty()) {
            return NONE;
        }
        if (texts.size() > maxEntries) {
            throw new InvalidInputException(
                    field,
                    "has " + texts.size() + " " + entries + ", at most " + maxEntries + " are allowed; leave some out");
        }
        SortedMap<String, String> copy = new TreeMap<>();
        texts.forEach((name, value) -> {
            checkKey(field, name);
            checkValue(field, name, value);
            copy.put(name, value);
        });
        return Collections.unmodifiableSortedMap(copy);
    }

    private void checkKey(String field, String name) {
        if (name.isEmpty()) {
            throw new InvalidInputException(
                    field, "has an empty " + key + "; give each " + entry + " a " + key + " of at least one character");
        }
        if (name.length() > MAX_KEY_LENGTH) {
            throw new InvalidInputException(
                    field,
                    "has a " + key + " of " + name.length() + " characters, at most " + MAX_KEY_LENGTH
                            + " are allowed: '" + shown(name) + "'");
        }
        try {
            Check.name(field, name);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    field,
                    "has the " + key + " '" + shown(name)
                            + "' with a character that is not allowed; use letters, digits"
                            + " and . _ / -, beginning with a letter or digit",
                    e);
        }
    }

    private void checkValue(String field, String name, String value) {
        if (value.length() > maxValueLength) {
            throw new InvalidInputException(
                    field,
                    "has a value of " + value.length() + " characters at the " + key + " '" + name + "', at most "
                            + maxValueLength + " are allowed");
        }
        if (!value.codePoints().allMatch(NamedTexts::isPrintable)) {
            throw new InvalidInputException(
                    field,
                    "has a control character, an end of a line or half of a character in the value at the " + key + " '"
                            + name + "'; use printable characters");
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> true;
        };
    }

    /** Returns as much of a name as a message may quote. */
    static String shown(String text) {
        String printable = Check.printable(text);
        return printable.length() > MAX_KEY_LENGTH ? printable.substring(0, MAX_KEY_LENGTH) + "…" : printable;
    }
}
