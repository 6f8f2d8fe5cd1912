package io.codefleet.agent.opencode.server;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/** Reads lines of which each may be of any length; of a long one the beginning is handed on, and the rest is passed over. */
final class LineReader {
    static final int MAX_CHARACTERS = 8192;

    private final StringBuilder line = new StringBuilder();
    private boolean begun;

    private LineReader() {}

    /** Reads to the end; blocks. */
    static void read(Reader from, Consumer<String> lines) throws IOException {
        new LineReader().all(from, lines);
    }

    private void all(Reader from, Consumer<String> lines) throws IOException {
        char[] buffer = new char[MAX_CHARACTERS];
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
            for (int i = 0; i < length; i++) {
                take(buffer[i], lines);
            }
        }
        if (begun) {
            lines.accept(line.toString());
        }
    }

    private void take(char each, Consumer<String> lines) {
        begun = each != '\n';
        if (begun && each != '\r' && line.length() < MAX_CHARACTERS) {
            line.append(each);
        } else if (!begun) {
            lines.accept(line.toString());
            line.setLength(0);
        }
    }
}
