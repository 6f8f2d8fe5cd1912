package io.codefleet.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.tokens.TokenCounter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextSplitterTest {
    /** A token a character: where a cut must be can be counted by hand. */
    private static final TokenCounter CHARACTERS = String::length;

    private static List<String> texts(TextSplitter splitter, String text) {
        return splitter.split(text).stream().map(Chunk::text).toList();
    }

    @Test
    void aChunkEndsBetweenLines() {
        assertThat(texts(new TextSplitter(CHARACTERS, 20), "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"))
                .containsExactly("one\ntwo\nthree\nfour\n", "five\nsix\nseven\n");
    }

    @Test
    void proseIsCutBeforeAHeading() {
        assertThat(texts(
                        new TextSplitter(CHARACTERS, 30).structure(Structure.PROSE),
                        "# A\nfirst words\n\n# B\nlast words\nend\n"))
                .containsExactly("# A\nfirst words\n\n", "# B\nlast words\nend\n");
    }

    @Test
    void codeIsCutAfterABraceAtTheMargin() {
        String code = "void a() {\n    one();\n}\nvoid b() {\n    two();\n    more();\n}\n";
        assertThat(texts(new TextSplitter(CHARACTERS, 44).structure(Structure.CODE), code))
                .containsExactly("void a() {\n    one();\n}\n", "void b() {\n    two();\n    more();\n}\n");
    }

    @Test
    void aLongLineIsCutBetweenWords() {
        assertThat(texts(new TextSplitter(CHARACTERS, 16), "alpha beta gamma delta"))
                .containsExactly("alpha beta ", "gamma delta");
    }

    @Test
    void anAccentStaysWithItsLetter() {
        String text = "e\u0301".repeat(20);
        assertThat(texts(new TextSplitter(CHARACTERS, 17), text)).allMatch(chunk -> chunk.startsWith("e"));
    }

    @Test
    void aChunkBeginsWithTheEndOfTheOneBefore() {
        List<Chunk> chunks = new TextSplitter(CHARACTERS, 16).overlap(8).split("aaa\nbbb\nccc\nddd\neee\nfff\n");
        assertThat(chunks.get(1))
                .satisfies(chunk -> assertThat(chunk.text()).isEqualTo("ccc\nddd\neee\nfff\n"))
                .satisfies(chunk -> assertThat(chunk.overlap()).isEqualTo(8))
                .satisfies(chunk -> assertThat(chunk.origin()).isEqualTo("lines 3-6"));
    }

    @Test
    void emptyInputYieldsNoChunks() {
        assertThat(new TextSplitter(CHARACTERS, 16).split("")).isEmpty();
    }

    @Test
    void chunksThatAreTooSmallAreRefused() {
        assertThatThrownBy(() -> new TextSplitter(CHARACTERS, 15)).isInstanceOf(InvalidInputException.class);
        TextSplitter splitter = new TextSplitter(CHARACTERS, 16);
        assertThatThrownBy(() -> splitter.overlap(9)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> splitter.overlap(-1)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aLargeTaskBecomesTasksOfOneRun() {
        Task task = Task.of("Summarise this.").id("run").type("summary").preferredModel("openai/gpt-4o");
        List<Task> tasks = ChunkTasks.splitLargeTask(task, "Some words in a line.\n".repeat(100), 100);
        assertThat(tasks).hasSizeGreaterThan(4).allSatisfy(part -> {
            assertThat(part.type()).isEqualTo("summary");
            assertThat(part.parentId()).contains("run");
            assertThat(part.prompt()).startsWith("Summarise this.\n\nPart ");
        });
        assertThat(tasks.get(0).id()).isEqualTo("run/chunk#1");
        assertThat(tasks.get(1).prompt()).contains("Part 2 of " + tasks.size() + ":\n\n--- lines ");
        assertThat(ChunkTasks.splitLargeTask(task, "Some words in a line.\n".repeat(100), 100))
                .isEqualTo(tasks);
    }
}
