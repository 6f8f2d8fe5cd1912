package io.codefleet.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.tokens.TokenCounter;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every text, however it is cut. */
class TextSplitterPropertyTest {
    private static final TokenCounter COUNTER = TokenCounter.forModel("gpt-4o");

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "word ",
                "}\n",
                "\n",
                "\r\n",
                "\r",
                "# Title\n",
                "    indented();\n",
                "é",
                "e\u0301",
                "\uD83D\uDE80",
                "東京",
                "averyveryverylongwordwithoutanyspace",
                "\t",
                "if (x) {\n",
                "\n\n",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67");
        return pieces.list().ofMaxSize(120).map(list -> String.join("", list));
    }

    private static TextSplitter splitter(int max, int overlap, Structure structure) {
        return new TextSplitter(COUNTER, max)
                .overlap(Math.min(overlap, max / 2))
                .structure(structure);
    }

    @Property
    void theChunksWithoutTheirOverlapAreTheText(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 16, max = 100) int max,
            @ForAll @IntRange(max = 50) int overlap,
            @ForAll Structure structure) {
        List<Chunk> chunks = splitter(max, overlap, structure).split(text);
        assertThat(chunks.stream().map(Chunk::withoutOverlap).collect(Collectors.joining()))
                .isEqualTo(text);
    }

    @Property
    void noChunkIsTooLargeOrBringsNothingNew(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 16, max = 100) int max,
            @ForAll @IntRange(max = 50) int overlap,
            @ForAll Structure structure) {
        for (Chunk chunk : splitter(max, overlap, structure).split(text)) {
            assertThat(COUNTER.count(chunk.text())).isLessThanOrEqualTo(max);
            assertThat(chunk.withoutOverlap()).isNotEmpty();
        }
    }

    @Property
    void noCodePointAndNoLineEndIsCut(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 16, max = 100) int max,
            @ForAll @IntRange(max = 50) int overlap) {
        int end = 0;
        for (Chunk chunk : splitter(max, overlap, Structure.CODE).split(text)) {
            end += chunk.withoutOverlap().length();
            assertThat(isSound(text, end)).isTrue();
            assertThat(isSound(text, end - chunk.text().length())).isTrue();
        }
    }

    private static boolean isSound(String text, int position) {
        if (position == 0 || position == text.length()) {
            return true;
        }
        boolean insideALineEnd = text.startsWith("\r\n", position - 1);
        return !insideALineEnd && !Character.isLowSurrogate(text.charAt(position));
    }

    @Property
    void theLinesOfAChunkAreThoseOfItsText(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 16, max = 60) int max,
            @ForAll @IntRange(max = 30) int overlap) {
        int line = 1;
        for (Chunk chunk : splitter(max, overlap, Structure.PROSE).split(text)) {
            int begin = line - ends(chunk.text().substring(0, chunk.overlap()));
            assertThat(chunk.firstLine()).isEqualTo(begin);
            line += ends(chunk.withoutOverlap());
            boolean endsALine = chunk.text().endsWith("\n") || chunk.text().endsWith("\r");
            assertThat(chunk.lastLine()).isEqualTo(endsALine ? line - 1 : line);
        }
    }

    private static int ends(String text) {
        return (int) text.replace("\r\n", "\n")
                .chars()
                .filter(c -> c == '\n' || c == '\r')
                .count();
    }
}
