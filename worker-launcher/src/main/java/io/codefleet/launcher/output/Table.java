package io.codefleet.launcher.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text in columns that are as wide as their widest cell; escape sequences take no room. */
public final class Table {
    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final String GAP = "  ";

    private final Style style;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these headings. */
    public Table(Style style, String... headings) {
        this.style = style;
        row(headings);
    }

    /** Adds a row. */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** The table as lines, headings first. */
    public List<String> lines() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        List<String> lines = rows.stream().map(row -> line(row, widths)).collect(Collectors.toList());
        lines.set(0, style.dim(lines.get(0)));
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(i == 0 ? "" : GAP).append(row.get(i));
            if (i < row.size() - 1) {
                line.append(" ".repeat(widths[i] - width(row.get(i))));
            }
        }
        return line.toString();
    }

    private static int width(String cell) {
        String visible = ESCAPE.matcher(cell).replaceAll("");
        return visible.codePointCount(0, visible.length());
    }
}
