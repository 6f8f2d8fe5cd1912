package io.codefleet.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AgentReport.Todo;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Usage;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.json.TranscriptDocuments;
import io.codefleet.json.TranscriptJson;
import io.codefleet.transcript.TranscriptStep.ToolStep;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private static final Instant AT = Instant.parse("2026-05-04T10:00:00Z");
    private static final DocumentOwner OWNER = new DocumentOwner("nightly/review", 2);
    private static final List<TranscriptStep> STEPS = List.of(
            new TranscriptStep.AgentMessage(AT, "I look at it.\n# not a heading"),
            new ToolStep(
                    AT.plusSeconds(1),
                    Duration.ofMillis(1200),
                    "bash",
                    "{\"command\":\"ls\"}",
                    "a ```fence``` in it",
                    ToolStep.ToolStatus.COMPLETED),
            new ToolStep(AT, Duration.ZERO, "read", "{}", "no such file", ToolStep.ToolStatus.FAILED),
            new ToolStep(AT, Duration.ZERO, "write", "{}", "", ToolStep.ToolStatus.RUNNING),
            new TranscriptStep.ModelStep(
                    AT,
                    Duration.ofSeconds(3),
                    Optional.of("scripted/model"),
                    Usage.builder()
                            .inputTokens(100)
                            .outputTokens(20)
                            .cost(new BigDecimal("0.25"))
                            .build()),
            new TranscriptStep.Approval(AT, "bash", "rm -r out", false),
            new TranscriptStep.TodoList(AT, List.of(new Todo("write it", "completed"))),
            new TranscriptStep.Note(AT, "retry", "the provider is busy"),
            new TranscriptStep.Omitted(AT, 3));

    private static Document document(int slot, TranscriptPart part) {
        return new Document(OWNER.kind(), TranscriptDocuments.name(slot), 1, TranscriptDocuments.content(part));
    }

    private static TranscriptStep text(int number) {
        return new TranscriptStep.AgentMessage(AT.plusSeconds(number), "step " + number);
    }

    @Test
    void aTranscriptIsReadFromItsJson() {
        Transcript transcript = new Transcript("nightly/review", 2, STEPS, true);

        assertThat(TranscriptJson.decode(
                        "transcript", TranscriptJson.encode(transcript).toBuffer()))
                .isEqualTo(transcript);
    }

    @Test
    void aStepOfALaterVersionIsANote() {
        Buffer later = new JsonObject("{\"v\":1,\"id\":\"t\",\"attempt\":1,\"steps\":[{\"at\":5,\"kind\":\"plan\"}]}")
                .toBuffer();

        assertThat(TranscriptJson.decode("transcript", later).steps())
                .containsExactly(new TranscriptStep.Note(
                        Instant.ofEpochMilli(5), "plan", "a step that this version does not know"));
    }

    @Test
    void partsAreJoinedInTheOrderOfTheirStepsWithAMarkForWhatIsMissing() {
        List<Document> documents = new ArrayList<>(List.of(
                document(0, new TranscriptPart(0, List.of(text(0), text(1)), false)),
                document(1, new TranscriptPart(9, List.of(text(9)), true)),
                document(2, new TranscriptPart(7, List.of(text(7), text(8)), false)),
                new Document(OWNER.kind(), "other.00", 1, "of something else")));
        Collections.reverse(documents);

        Transcript transcript = TranscriptDocuments.join(OWNER, documents);

        assertThat(transcript.steps())
                .containsExactly(
                        text(0), text(1), new TranscriptStep.Omitted(text(7).at(), 5), text(7), text(8), text(9));
        assertThat(transcript.complete()).isTrue();
        assertThat(transcript.taskId()).isEqualTo("nightly/review");
        assertThat(transcript.attempt()).isEqualTo(2);
    }

    @Test
    void aPartThatCannotBeReadIsAGap() {
        Transcript transcript = TranscriptDocuments.join(
                OWNER,
                List.of(
                        new Document(OWNER.kind(), TranscriptDocuments.name(0), 1, "damaged"),
                        document(1, new TranscriptPart(2, List.of(text(2)), false))));

        assertThat(transcript.steps()).containsExactly(new TranscriptStep.Omitted(text(2).at(), 2), text(2));
        assertThat(transcript.complete()).isFalse();
    }

    @Test
    void smallDocumentsExpandToNoMoreThanATranscript() {
        TranscriptStep large = new TranscriptStep.AgentMessage(AT, "x".repeat(500 * 1024));
        List<Document> documents = IntStream.range(0, 20)
                .mapToObj(i -> document(i, new TranscriptPart(i, List.of(large), false)))
                .toList();

        assertThat(TranscriptDocuments.join(OWNER, documents).steps())
                .filteredOn(large::equals)
                .hasSize(8);
        assertThatThrownBy(() -> TranscriptDocuments.part(TranscriptDocuments.content(new TranscriptPart(
                        0, List.of(new TranscriptStep.AgentMessage(AT, "x".repeat(600 * 1024))), false))))
                .isInstanceOf(MalformedDataException.class);
    }

    @Test
    void contentThatIsNoPartIsRefused() {
        assertThatThrownBy(() -> TranscriptDocuments.part("AAAA")).isInstanceOf(MalformedDataException.class);
        assertThatThrownBy(() -> TranscriptDocuments.part("{}")).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void theMarkdownNamesEachStepAndLetsNoTextLookLikeIt() {
        String markdown = new Transcript("nightly/review", 2, STEPS, false).toMarkdown();

        assertThat(markdown)
                .startsWith("# Transcript of `nightly/review`, attempt 2\n")
                .contains(
                        "## 2026-05-04T10:00:00Z Text\n\n> I look at it.\n> # not a heading\n",
                        "## 2026-05-04T10:00:01Z Tool `bash`, completed in 1.2s\n",
                        "````\na ```fence``` in it\n````\n",
                        "Tool `read`, failed after",
                        "Tool `write`, still running",
                        "Model `scripted/model`, 120 tokens, $0.25, 3s\n",
                        "Permission `bash` denied",
                        "- `completed` `write it`",
                        "Note `retry`\n\n> the provider is busy\n",
                        "*3 steps omitted*")
                .endsWith("*The end of the attempt is not recorded.*\n");
    }

    @Test
    void theTextOfATranscriptDoesNotShowItsSteps() {
        assertThat(new Transcript("t", 1, STEPS, true).toString()).doesNotContain("I look at it");
    }

    @Test
    void theKindOfDocumentsNamesTheirOwner() {
        assertThat(DocumentOwner.of(OWNER.kind())).contains(OWNER);
        assertThat(DocumentOwner.of("api-key")).isEmpty();
        assertThat(DocumentOwner.of("attempt/1")).isEmpty();
        for (String malformed : List.of("attempt:", "attempt:x:t", "attempt:0:t", "attempt:1:", "attempt:1:a:b")) {
            assertThatThrownBy(() -> DocumentOwner.of(malformed))
                    .as(malformed)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("document.kind");
        }
        assertThatThrownBy(() -> new Document(OWNER.kind(), "a/b", 0, ""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("document.name");
        assertThatThrownBy(() -> new Document("rule", "a", -1, ""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("document.version");
    }
}
