package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentReport.Todo;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.transcript.TranscriptStep.ToolStep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepTextTest {
    private static final String SECRET = "sk-abc123456789";
    private static final Instant AT = Instant.EPOCH;

    private final StepText texts = new StepText(new SecretMask(Map.of("MODEL_API_KEY", SECRET)), 100);

    @Test
    void noStepHoldsASecret() {
        List<TranscriptStep> steps = List.of(
                new TranscriptStep.AgentMessage(AT, "it is " + SECRET),
                new ToolStep(AT, Duration.ZERO, "bash", "echo " + SECRET, SECRET, ToolStep.ToolStatus.COMPLETED),
                new TranscriptStep.Approval(AT, "bash", "echo " + SECRET, true),
                new TranscriptStep.TodoList(AT, List.of(new Todo("use " + SECRET, "pending"))),
                new TranscriptStep.Note(AT, "retry", "with " + SECRET));

        assertThat(steps)
                .allSatisfy(step -> assertThat(texts.bounded(step).toString())
                        .doesNotContain(SECRET)
                        .contains("***"));
    }

    @Test
    void aSecretAtTheCutDoesNotShowInHalves() {
        TranscriptStep bounded =
                texts.bounded(new TranscriptStep.AgentMessage(AT, "x".repeat(45) + SECRET + "y".repeat(200)));

        assertThat(bounded.toString()).doesNotContain("sk-a");
    }

    @Test
    void ofALongTextTheMiddleIsLeftOutAndNoCharacterIsTornApart() {
        String cut = StepText.cut("begin" + "\uD83D\uDE00".repeat(100) + "end", 50);

        assertThat(cut)
                .startsWith("begin\uD83D\uDE00")
                .endsWith("\uD83D\uDE00end")
                .contains("bytes omitted");
        assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(cut);
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(90);
    }

    @Test
    void aShortTextStaysAsItIs() {
        assertThat(StepText.cut("ü".repeat(25), 50)).isEqualTo("ü".repeat(25));
    }
}
