package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.json.TranscriptDocuments;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TranscriptBufferTest {
    private static final DocumentOwner OWNER = new DocumentOwner("t", 1);

    private final Map<Integer, String> stored = new TreeMap<>();

    private static TranscriptStep step(int number, String text) {
        return new TranscriptStep.AgentMessage(Instant.ofEpochSecond(number), number + " " + text);
    }

    /** Returns a text that does not compress. */
    private static String noise(int characters) {
        return new Random(characters)
                .ints(characters, ' ' + 1, 0x2000)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private Transcript read() {
        return TranscriptDocuments.join(
                OWNER,
                stored.entrySet().stream()
                        .map(part ->
                                new Document(OWNER.kind(), TranscriptDocuments.name(part.getKey()), 1, part.getValue()))
                        .toList());
    }

    private void store(TranscriptBuffer buffer, TranscriptStep... running) {
        stored.putAll(buffer.takeChanged(List.of(running)));
    }

    @Test
    void ofATranscriptThatIsTooLargeTheMiddleIsLeftOut() {
        TranscriptBuffer buffer = new TranscriptBuffer(64 * 1024);
        for (int i = 0; i < 500; i++) {
            buffer.add(step(i, "x".repeat(1000)));
            store(buffer);
        }
        buffer.complete();
        store(buffer);

        List<TranscriptStep> steps = read().steps();
        assertThat(stored).hasSize(4);
        assertThat(steps.get(0)).isEqualTo(step(0, "x".repeat(1000)));
        assertThat(steps.get(steps.size() - 1)).isEqualTo(step(499, "x".repeat(1000)));
        List<TranscriptStep> marks =
                steps.stream().filter(TranscriptStep.Omitted.class::isInstance).toList();
        assertThat(marks).hasSize(1);
        assertThat(((TranscriptStep.Omitted) marks.get(0)).steps()).isEqualTo(500 - (steps.size() - 1));
        assertThat(steps).hasSizeBetween(30, 70);
        assertThat(read().complete()).isTrue();
    }

    @Test
    void nothingIsLeftOutOfASmallTranscript() {
        TranscriptBuffer buffer = new TranscriptBuffer(64 * 1024);
        for (int i = 0; i < 40; i++) {
            buffer.add(step(i, "y".repeat(1000)));
        }
        store(buffer);

        assertThat(read().steps()).hasSize(40).noneMatch(TranscriptStep.Omitted.class::isInstance);
        assertThat(read().complete()).isFalse();
    }

    @Test
    void aPartFitsADocumentHoweverBadlyItsStepsCompress() {
        TranscriptBuffer buffer = new TranscriptBuffer(1024 * 1024);
        for (int i = 0; i < 60; i++) {
            buffer.add(step(i, noise(2500)));
        }
        store(buffer);

        assertThat(stored.values())
                .allSatisfy(content -> assertThat(content.length()).isLessThanOrEqualTo(TranscriptDocuments.MAX_BYTES));
        assertThat(read().steps()).hasSize(60).noneMatch(TranscriptStep.Omitted.class::isInstance);
    }

    @Test
    void aStepThatNoPartCanHoldIsANoteOfItsSize() {
        TranscriptBuffer buffer = new TranscriptBuffer(64 * 1024);
        buffer.add(step(0, noise(30_000)));
        store(buffer);

        assertThat(read().steps()).singleElement().isInstanceOfSatisfying(TranscriptStep.Note.class, note -> {
            assertThat(note.kind()).isEqualTo("oversized");
            assertThat(note.text()).contains("bytes is left out");
        });
    }

    @Test
    void onlyPartsThatChangedAreWritten() {
        TranscriptBuffer buffer = new TranscriptBuffer(64 * 1024);
        for (int i = 0; i < 20; i++) {
            buffer.add(step(i, "z".repeat(1000)));
        }
        assertThat(buffer.takeChanged(List.of())).hasSize(2);
        assertThat(buffer.takeChanged(List.of())).isEmpty();

        buffer.add(step(20, ""));
        assertThat(buffer.takeChanged(List.of())).containsOnlyKeys(1);
        buffer.failed(1);
        assertThat(buffer.takeChanged(List.of())).containsOnlyKeys(1);
    }

    @Test
    void aStepThatHasNotEndedIsShownLastAndOnce() {
        TranscriptBuffer buffer = new TranscriptBuffer(64 * 1024);
        buffer.add(step(0, "before"));
        store(buffer, step(1, "running"));
        assertThat(read().steps()).containsExactly(step(0, "before"), step(1, "running"));

        buffer.add(step(1, "ended"));
        store(buffer);
        assertThat(read().steps()).containsExactly(step(0, "before"), step(1, "ended"));
    }
}
