package io.codefleet.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AgentOptions;
import io.codefleet.AgentReport;
import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.Backoff;
import io.codefleet.Budget;
import io.codefleet.Checkpoint;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.OutputSchema;
import io.codefleet.Placement;
import io.codefleet.Progress;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerInfoSamples;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that written values are read back equal, and that foreign values fail with a typed error. */
class WireTest {
    private static final Task FULL = Task.of("p \u0000 \uD83D\uDE80 \"quoted\"")
            .id("i")
            .type("t")
            .project("/p")
            .files(List.of("f"))
            .previousTasks(List.of("before"))
            .preferredModel("a/b")
            .agent(AgentOptions.DEFAULT
                    .name("reviewer")
                    .models("a/c", "d/e")
                    .variant("high")
                    .systemPrompt("Be brief.")
                    .tools(Map.of("*", false, "read", true))
                    .output(OutputSchema.of(Map.of("type", "object"))
                            .maxRepairs(1)
                            .orNextModel())
                    .artifacts(ArtifactSelection.of("out/**").maxBytes(7))
                    .budget(Budget.cost("2.50").maxTokens(9))
                    .maxSteps(3))
            .attribute("k", Map.of("deep", List.of(1, 2.5, true, "s")))
            .priority(7)
            .requires("c2", "c1")
            .placement(Placement.worker("w"))
            .limits(new TaskLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)))
            .retry(RetryPolicy.DEFAULT
                    .maxAttempts(4)
                    .backoff(Backoff.linear(Duration.ofSeconds(3), Duration.ofSeconds(30)))
                    .retryOn(ErrorKind.WORKER_LOST))
            .concurrency("repo/a", 3)
            .delay(Duration.ofSeconds(4))
            .parent("up");

    private static Task again(Task task) {
        return TaskJson.decode("task", TaskJson.encode(task).toBuffer());
    }

    @Test
    void aTaskIsReadBackAsItWasWritten() {
        assertThat(again(FULL)).isEqualTo(FULL);
        Task spread = FULL.placement(Placement.leastBusy().grace(Duration.ofSeconds(7)));
        assertThat(again(spread)).isEqualTo(spread);
        Task plain = Task.of("x");
        assertThat(again(plain)).isEqualTo(plain);
    }

    @Test
    void aCheckpointIsReadBackAsItWasWritten() {
        Checkpoint checkpoint = Checkpoint.of(Map.of("done", List.of("a", 2, Map.of("deep", false))));
        Buffer json = OutcomeJson.encode(checkpoint).toBuffer();
        assertThat(OutcomeJson.decodeCheckpoint("checkpoint", json)).isEqualTo(checkpoint);
    }

    @Test
    void unknownFieldsOfANewerVersionAreIgnored() {
        JsonObject json = TaskJson.encode(FULL).put("newer", new JsonObject().put("x", 1));
        json.getJsonObject("limits").put("newer", true);
        json.getJsonObject("context").getJsonObject("agent").put("newer", true);
        assertThat(TaskJson.decode("task", json.toBuffer())).isEqualTo(FULL);
    }

    @Test
    void missingFieldsOfAnOlderVersionGetTheirDefaults() {
        Task read = TaskJson.decode("task", Buffer.buffer("{\"id\":\"i\",\"prompt\":\"p\"}"));
        assertThat(read).isEqualTo(Task.of("p").id("i"));
    }

    @Test
    void defaultAgentOptionsAreNotWritten() {
        assertThat(TaskJson.encode(Task.of("p").files(List.of("f"))).encode()).doesNotContain("agent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{",
                "{\"id\":1}",
                "{\"id\":\"i\"}",
                "{\"id\":\"i\",\"prompt\":{}}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"priority\":\"high\"}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"priority\":-1}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"requires\":\"a\"}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"limits\":[]}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"context\":{\"agent\":{\"tools\":{\"bash\":1}}}}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"context\":{\"agent\":{\"models\":[\"x\"]}}}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"context\":{\"agent\":{\"budget\":{\"maxCost\":\"x\"}}}}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"context\":{\"agent\":{\"maxSteps\":5000000000}}}",
                "{\"id\":\"i\",\"prompt\":\"p\",\"retry\":{\"on\":[\"PERMANENT\"]}}"
            })
    void malformedJsonIsATypedError(String json) {
        assertThatThrownBy(() -> TaskJson.decode("task 4711", Buffer.buffer(json)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith("task 4711");
    }

    @Test
    void randomBytesAndDeepNestingAreATypedError() {
        Buffer bytes = Buffer.buffer(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});
        assertThatThrownBy(() -> TaskJson.decode("task", bytes)).isInstanceOf(MalformedDataException.class);
        Buffer deep = Buffer.buffer("{\"id\":\"i\",\"prompt\":\"p\",\"context\":{\"attributes\":{\"a\":"
                + "[".repeat(500) + "]".repeat(500) + "}}}");
        assertThatThrownBy(() -> TaskJson.decode("task", deep)).isInstanceOf(MalformedDataException.class);
        Buffer deeper = Buffer.buffer("[".repeat(100_000));
        assertThatThrownBy(() -> TaskJson.decode("task", deeper)).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void theMessageOfAMalformedTaskDoesNotQuoteIt() {
        assertThatThrownBy(() -> TaskJson.decode("task", Buffer.buffer("{\"prompt\": canary")))
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @Test
    void outcomesAreReadBackAsTheyWereWritten() {
        TaskResult result = TaskResult.text("yes")
                .data(Map.of("n", 1))
                .patch("--- a", List.of("a"))
                .usage(Usage.builder()
                        .inputTokens(1)
                        .outputTokens(2)
                        .reasoningTokens(3)
                        .cacheReadTokens(4)
                        .cacheWriteTokens(5)
                        .cost(new BigDecimal("0.0123"))
                        .build())
                .producedBy("p/m", "ses_1")
                .duration(Duration.ofMillis(1234))
                .artifacts(List.of(
                        new Artifact("a.txt", 2, Artifact.Form.TEXT, "ab"),
                        new Artifact("b.bin", 1, Artifact.Form.BASE64, "/w=="),
                        new Artifact("c.bin", 9, Artifact.Form.OMITTED, ""),
                        Artifact.omitted("d.bin", 9, "it cannot be read")))
                .agent(AgentReport.builder()
                        .todos(List.of(new AgentReport.Todo("mend", "completed")))
                        .tools(List.of(new AgentReport.ToolUse("bash", 2, 1, Duration.ofMillis(7))))
                        .steps(3)
                        .inModel(Duration.ofMillis(8))
                        .inTools(Duration.ofMillis(9))
                        .truncated(true)
                        .build());
        TaskError error = TaskError.of(ErrorKind.RATE_LIMITED, "slow down")
                .at(2, "w")
                .retryAfter(Duration.ofSeconds(3))
                .details(Map.of("status", 429));
        Instant at = Instant.ofEpochMilli(1_700_000_000_123L);
        for (Outcome outcome : List.of(
                new Outcome.Completed("t", 1, at, result),
                new Outcome.Completed("t", 2, at, result, result.usage().plus(result.usage())),
                new Outcome.Failed("t", 2, at, error),
                new Outcome.Failed("t", 2, at, error, result.usage()),
                new Outcome.Cancelled("t", 0, at, "no more"),
                new Outcome.Cancelled("t", 1, at, "no more", result.usage()))) {
            assertThat(OutcomeJson.decode("outcome", OutcomeJson.encode(outcome).toBuffer()))
                    .isEqualTo(outcome);
        }
        assertThat(OutcomeJson.decodeResult("r", OutcomeJson.encode(result).toBuffer()))
                .isEqualTo(result);
        assertThat(OutcomeJson.decodeError("e", OutcomeJson.encode(error).toBuffer()))
                .isEqualTo(error);
    }

    @Test
    void equalPricesAreEqualAndRoundedToABillionth() {
        Usage rounded = Usage.builder().cost(new BigDecimal("0.1000000004999")).build();
        assertThat(rounded)
                .isEqualTo(Usage.builder().cost(new BigDecimal("0.1")).build());
        assertThat(Usage.builder().cost(new BigDecimal("100")).build().cost().toPlainString())
                .isEqualTo("100");
    }

    @Test
    void progressWorkersAndCommandsAreReadBackAsTheyWereWritten() {
        Progress progress = new Progress("t", 1, Instant.ofEpochMilli(5), "text", "hello", Map.of("a", "b"));
        assertThat(OutcomeJson.decodeProgress("p", OutcomeJson.encode(progress).toBuffer()))
                .isEqualTo(progress);
        WorkerInfo worker = WorkerInfoSamples.worker("w", List.of("*"), List.of("java"));
        assertThat(WorkerJson.decode("w", WorkerJson.encode(worker).toBuffer())).isEqualTo(worker);
        WorkerCommand command = WorkerCommand.setConcurrency(3);
        assertThat(WorkerJson.decodeCommand("c", WorkerJson.encode(command).toBuffer()))
                .isEqualTo(command);
    }
}
