package io.codefleet.distribution;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text being written in the macros of {@code man(7)}. */
final class Roff {
    private final StringBuilder text = new StringBuilder();

    Roff(String title) {
        text.append(".TH \"")
                .append(title.toUpperCase(Locale.ROOT))
                .append("\" \"1\" \"\" \"Codefleet\"\n.nh\n.ad l\n");
    }

    Roff section(String title) {
        text.append(".SH ").append(title).append('\n');
        return this;
    }

    Roff line(String content) {
        text.append(escaped(content)).append('\n');
        return this;
    }

    /** Adds a paragraph with a tag in front of it. */
    Roff item(String tag, String content) {
        text.append(".TP\n\\fB").append(escaped(tag)).append("\\fR\n");
        return line(content);
    }

    /** Adds lines without a change of their layout. */
    Roff verbatim(List<String> lines) {
        text.append(".nf\n");
        lines.forEach(this::line);
        text.append(".fi\n");
        return this;
    }

    /**
     * Escapes a line. A line that begins with a dot or an apostrophe would be a macro, and a letter beyond ASCII
     * depends on the locale.
     */
    static String escaped(String content) {
        String safe = content.replace("\\", "\\e").replace("-", "\\-");
        String ascii = safe.codePoints()
                .mapToObj(each -> each < 128 ? Character.toString(each) : "\\[u%04X]".formatted(each))
                .collect(Collectors.joining());
        return ascii.startsWith(".") || ascii.startsWith("'") ? "\\&" + ascii : ascii;
    }

    String text() {
        return text.toString();
    }
}
