package io.codefleet.launcher.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others wrote cannot steer a terminal, nor pose as lines of the command. */
class TextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b",
                "\r",
                "\b",
                "\u0000",
                "\u007f",
                "\u0085",
                "\u009b",
                "\u009d",
                "\u0090",
                "\u202e",
                "\u202a",
                "\u202c",
                "\u2066",
                "\u2069",
                "\u200e",
                "\u200f",
                "\u061c",
                "\u2028",
                "\u2029",
                "\u200b",
                "\u2060",
                "\ufeff",
                "\udb40\udc41"
            })
    void whatSteersATerminalOrCannotBeSeenIsTakenOutOfATextAndShownInALine(String hidden) {
        assertThat(Text.safe("a" + hidden + "b")).isEqualTo("ab");
        assertThat(Text.line("a" + hidden + "b")).matches("a\\\\(r|u[0-9a-f]{4,5})b");
        assertThat(Text.brief("a" + hidden + "b", 10)).matches("a ?b");
    }

    @Test
    void aTextKeepsItsLinesAndALineShowsThem() {
        assertThat(Text.safe("a\n\tb\r\nc")).isEqualTo("a\n\tb\nc");
        assertThat(Text.line("npm test\n\trm -rf x\r\n")).isEqualTo("npm test\\n\\trm -rf x\\r\\n");
    }

    @Test
    void continuationLinesOfAMessageAreIndented() {
        assertThat(Text.indented("first\nrun x: completed\n", "    ")).isEqualTo("first\n    run x: completed");
    }

    @Test
    void lettersOfAllScriptsAndEmojiAreKept() {
        String text = "Größe 東京 עברית हिन्दी 👨\u200d👩\u200d👧 e\u0301";
        assertThat(Text.safe(text)).isEqualTo(text);
        assertThat(Text.line(text)).isEqualTo(text);
    }
}
