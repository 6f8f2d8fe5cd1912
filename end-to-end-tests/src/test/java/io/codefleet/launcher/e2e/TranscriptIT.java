package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.agent.test.E2e;
import io.codefleet.json.TranscriptJson;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.transcript.TranscriptStep.ToolStep;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Transcripts of the real OpenCode, read by other processes than the worker that recorded them. */
class TranscriptIT {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final String namespace = "transcripts-" + UUID.randomUUID();
    private final List<LauncherProcess> started = new ArrayList<>();
    private final RedisTestServer redis = RedisTestServer.start();
    private final ScriptedModel model = FutureResults.get(ScriptedModel.start(vertx.get(), script()));
    private final CodefleetClient fleet = FutureResults.get(
            Codefleet.connect(vertx.get(), CodefleetOptions.of(redis.uri()).namespace(namespace)));

    @TempDir
    private Path folder;

    private static Script script() {
        return Script.when("Use two tools and hang")
                .call("write", Map.of("filePath", "hello.txt", "content", "written by the agent"))
                .call("bash", Map.of("command", "cat hello.txt", "description", "shows the file"))
                .step(ScriptStep.say("I hang").thenHang())
                .andWhen("Use a tool")
                .call("bash", Map.of("command", "echo from-the-tool", "description", "says something"))
                .step(ScriptStep.say("I used it.").usage(2000, 30))
                .otherwise()
                .say("Hello.");
    }

    @AfterEach
    void endAll() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(fleet.close().map(true));
        FutureResults.get(model.close().map(true));
        redis.close();
    }

    private LauncherProcess begin(String... arguments) {
        LauncherProcess process = LauncherProcess.jar(
                folder, Map.of("CODEFLEET_BROKER", redis.uri(), "CODEFLEET_NAMESPACE", namespace), arguments);
        started.add(process);
        return process;
    }

    private LauncherProcess worker() throws IOException {
        Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        Files.writeString(folder.resolve("worker.yml"), "sessions: {transcript_interval: 200ms}");
        return begin(
                "worker",
                "--id=w",
                "--workspace-root=" + folder,
                "--lease=3s",
                "--opencode=" + E2e.openCode(),
                "--opencode-config=" + folder.resolve("opencode.json"),
                "--state-dir=" + folder.resolve("state"),
                "--config=" + folder.resolve("worker.yml"));
    }

    private TaskHandle submit(String id, String prompt) throws IOException {
        Path project = Files.createDirectories(folder.resolve("shop"));
        return FutureResults.get(fleet.submitTask(
                Task.of(prompt).id(id).project(project.toString()).retry(RetryPolicy.NONE)));
    }

    private static List<ToolStep> calls(Transcript transcript) {
        return transcript.steps().stream()
                .filter(ToolStep.class::isInstance)
                .map(ToolStep.class::cast)
                .toList();
    }

    @Test
    void aTranscriptIsReadElsewhereAlsoWhenItsWorkerWasKilled() throws IOException {
        LauncherProcess worker = worker();
        E2e.awaitWorkers(fleet, 1);
        FutureResults.get(submit("nightly/ended", "Use a tool").result());
        assertCompleteWhenTheOutcomeIsThere();

        TaskHandle killed = submit("nightly/t", "Use two tools and hang");
        E2e.eventually(() -> assertThat(FutureResults.get(fleet.transcript("nightly/t", 1)))
                .hasValueSatisfying(found -> assertThat(calls(found))
                        .extracting(ToolStep::status)
                        .containsExactly(ToolStep.ToolStatus.COMPLETED, ToolStep.ToolStatus.COMPLETED)));
        worker.close();
        FutureResults.get(killed.outcome());
        assertReadWithoutItsEnd();

        LauncherProcess text = begin("task", "nightly/ended", "--transcript");
        LauncherProcess none = begin("task", "nightly/t", "--transcript", "--attempt=2");
        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out()).contains("from-the-tool", "I used it.", "model scripted/model");
        assertThat(none.exitCode()).isNotZero();
        assertThat(none.err()).contains("task nightly/t has no transcript of attempt 2");
    }

    private void assertCompleteWhenTheOutcomeIsThere() {
        Transcript transcript =
                FutureResults.get(fleet.transcript("nightly/ended", 1)).orElseThrow();
        assertThat(transcript.complete()).isTrue();
        assertThat(calls(transcript)).singleElement().satisfies(call -> {
            assertThat(call.output()).contains("from-the-tool");
            assertThat(call.duration()).isPositive();
        });
        assertThat(transcript.steps())
                .hasAtLeastOneElementOfType(TranscriptStep.ModelStep.class)
                .anySatisfy(step -> assertThat(step)
                        .isInstanceOfSatisfying(
                                TranscriptStep.AgentMessage.class,
                                said -> assertThat(said.text()).isEqualTo("I used it.")));
    }

    private void assertReadWithoutItsEnd() {
        LauncherProcess json = begin("task", "nightly/t", "--transcript", "--json");
        LauncherProcess markdown = begin("task", "nightly/t", "--transcript", "--attempt=1", "--markdown");
        assertThat(json.exitCode()).as(json.err()).isZero();
        Transcript transcript = TranscriptJson.decode("transcript", Buffer.buffer(json.out()));
        assertThat(transcript.complete()).isFalse();
        assertThat(calls(transcript)).extracting(ToolStep::tool).containsExactly("write", "bash");
        assertThat(calls(transcript)).extracting(ToolStep::status).containsOnly(ToolStep.ToolStatus.COMPLETED);
        assertThat(calls(transcript).get(1).input()).contains("cat hello.txt");
        assertThat(calls(transcript).get(1).output()).contains("written by the agent");
        assertThat(markdown.exitCode()).as(markdown.err()).isZero();
        assertThat(markdown.out())
                .startsWith("# Transcript of `nightly/t`, attempt 1")
                .contains("Tool `bash`, completed in", "*The end of the attempt is not recorded.*");
    }
}
