package io.codefleet.launcher.cli.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Text in columns that are as wide as their widest cell. What is in a cell is shown as {@link Text#line} does. */
public final class Table {
    private static final String GAP = "  ";

    private final Style style;
    private final List<Row> rows = new ArrayList<>();

    /** A row, whose cells may be given colors; these take no room. */
    public static final class Row {
        private final List<String> cells;
        private final Map<Integer, UnaryOperator<String>> colors = new HashMap<>();

        private Row(String... cells) {
            this.cells = Stream.of(cells).map(Text::line).toList();
        }

        /**
         * Gives a cell a color.
         *
         * @param column its place, from 0
         * @param color makes the colored text of the plain one
         */
        public void paint(int column, UnaryOperator<String> color) {
            colors.put(column, color);
        }

        private int width(int column) {
            return cells.get(column).codePointCount(0, cells.get(column).length());
        }

        private String line(int[] widths) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++) {
                line.append(i == 0 ? "" : GAP);
                line.append(colors.getOrDefault(i, UnaryOperator.identity()).apply(cells.get(i)));
                if (i < cells.size() - 1) {
                    line.append(" ".repeat(widths[i] - width(i)));
                }
            }
            return line.toString();
        }
    }

    /** Creates a table with these headings. */
    public Table(Style style, String... headings) {
        this.style = style;
        rows.add(new Row(headings));
    }

    /** Adds a row. */
    public Row row(String... cells) {
        Row row = new Row(cells);
        rows.add(row);
        return row;
    }

    /** Returns the lines of the table, headings first. */
    public List<String> lines() {
        int[] widths = new int[rows.get(0).cells.size()];
        for (Row row : rows) {
            for (int i = 0; i < row.cells.size(); i++) {
                widths[i] = Math.max(widths[i], row.width(i));
            }
        }
        List<String> lines = rows.stream().map(row -> row.line(widths)).collect(Collectors.toList());
        lines.set(0, style.dim(lines.get(0)));
        return lines;
    }
}
