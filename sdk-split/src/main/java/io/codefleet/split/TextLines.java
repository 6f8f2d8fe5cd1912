package io.codefleet.split;

import java.util.Arrays;

/** A text by its lines, each with what ends it. */
final class TextLines {
    private final String text;
    /** Where each line begins, and behind the last one the end of the text. */
    private final int[] starts;

    TextLines(String text) {
        this.text = text;
        int[] found = new int[16];
        int count = 1;
        for (int i = 1; i <= text.length(); i++) {
            if (i == text.length() || endsAt(i)) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = i;
            }
        }
        this.starts = Arrays.copyOf(found, text.isEmpty() ? 1 : count);
    }

    private boolean endsAt(int position) {
        char last = text.charAt(position - 1);
        return last == '\n' || (last == '\r' && text.charAt(position) != '\n');
    }

    String text() {
        return text;
    }

    int count() {
        return starts.length - 1;
    }

    int start(int line) {
        return starts[line];
    }

    int end(int line) {
        return starts[line + 1];
    }

    String line(int line) {
        return text.substring(start(line), end(line));
    }

    /** Returns the line that has this character. */
    int lineOf(int position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? Math.min(found, count() - 1) : -found - 2;
    }
}
