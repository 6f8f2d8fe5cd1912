package io.codefleet.agent.opencode.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of a program. */
class LineReaderTest {
    private static List<String> lines(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        LineReader.read(new StringReader(text), lines::add);
        return lines;
    }

    @Test
    void linesAreReadWithoutTheirTerminators() throws IOException {
        assertThat(lines("a\nb\r\n\nc")).containsExactly("a", "b", "", "c");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void onlyTheBeginningOfAnUnterminatedLineIsBuffered() throws IOException {
        String longest = "x".repeat(LineReader.MAX_CHARACTERS);

        assertThat(lines(longest + "yyy\nnext")).containsExactly(longest, "next");
        assertThat(lines(longest.repeat(3))).containsExactly(longest);
    }
}
