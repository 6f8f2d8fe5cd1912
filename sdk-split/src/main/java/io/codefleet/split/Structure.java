package io.codefleet.split;

import java.util.Locale;
import java.util.Set;

/** Preference for the places where a text is cut. A guess from the look of its lines, not from their grammar. */
public enum Structure {
    /** Between any two lines. */
    LINES,
    /** Before headings and after empty lines, as in Markdown. */
    PROSE,
    /** After a closing brace that is not indented, and where an empty line parts what is not indented, as in most sources. */
    CODE;

    private static final Set<String> PROSE_ENDINGS =
            Set.of("md", "markdown", "txt", "rst", "adoc", "asciidoc", "org", "tex");
    private static final Set<String> LINE_ENDINGS = Set.of("csv", "tsv", "log", "jsonl", "ndjson", "diff", "patch");

    /** Returns what fits a file of this name. */
    public static Structure ofFile(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (PROSE_ENDINGS.contains(ending)) {
            return PROSE;
        }
        return LINE_ENDINGS.contains(ending) ? LINES : CODE;
    }

    /** Returns how good a place to cut it is between two lines; 0 is any place. */
    int strength(String before, String after) {
        return switch (this) {
            case LINES -> 0;
            case PROSE -> after.startsWith("#") || after.startsWith("=") ? 2 : before.isBlank() ? 1 : 0;
            case CODE -> codeStrength(before, after);
        };
    }

    private static int codeStrength(String before, String after) {
        if (after.isBlank()) {
            return 0;
        }
        boolean atMargin = !Character.isWhitespace(after.charAt(0)) && !after.startsWith("}");
        if (before.isBlank()) {
            return atMargin ? 3 : 1;
        }
        return atMargin && before.startsWith("}") ? 2 : 0;
    }
}
