package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.agent.test.E2e;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.codec.PayloadKeys;
import io.codefleet.control.SealedContent;
import io.codefleet.json.TranscriptJson;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisClock;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptStep.AgentMessage;
import io.codefleet.transcript.TranscriptStep.ModelStep;
import io.codefleet.transcript.TranscriptStep.ToolStep;
import io.codefleet.transcript.TranscriptStep.ToolStep.ToolStatus;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The encrypted transcript of an attempt, long after its worker has left: processes read it that have the address of the
 * broker and the key. The clock of the broker is turned.
 */
class KeptTranscriptIT {
    private static final String PROMPT = "Build the secret shop";
    private static final byte[] KEY = "for tests only - 32 bytes of key".getBytes(StandardCharsets.UTF_8);
    private static final byte[] FINGERPRINT = "another key, with 32 bytes in it".getBytes(StandardCharsets.UTF_8);
    private static final Duration KEPT = Duration.ofDays(30);

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    private Path workerHome;

    @TempDir
    private Path readerHome;

    private final List<LauncherProcess> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScriptedModel model = FutureResults.get(ScriptedModel.start(
            vertx.get(),
            Script.when(PROMPT)
                    .step(ScriptStep.call(
                                    "bash",
                                    Map.of("command", "echo crates-of-tea; seq 1 1200", "description", "counts"))
                            .usage(1000, 20))
                    .step(ScriptStep.call("read", Map.of("filePath", "missing.txt"))
                            .usage(1000, 20))
                    .step(ScriptStep.say("The shop sells tea.").usage(2000, 30))
                    .otherwise()
                    .say("Hello.")));
    private RedisClock clock;
    private RedisTestServer redis;
    private CodefleetClient reader;
    private Path keys;

    @BeforeEach
    void start() throws IOException {
        Optional<RedisClock> found = RedisClock.in(readerHome);
        assumeTrue(found.isPresent(), "libfaketime or redis-server is missing");
        clock = found.orElseThrow();
        redis = RedisTestServer.start(RedisTestOptions.DEFAULTS.withClock(clock));
        reader = connect(
                CodefleetOptions.of(redis.uri()).codec(AesGcmCodec.of(PayloadKeys.of("2026-11", KEY, FINGERPRINT))));
        keys = Files.writeString(
                readerHome.resolve("payload.keys"),
                "2026-11 " + base64(KEY) + "\nfingerprint " + base64(FINGERPRINT) + "\n");
    }

    @AfterEach
    void endAll() {
        started.forEach(LauncherProcess::close);
        if (redis != null) {
            FutureResults.get(reader.close().map(true));
            redis.close();
        }
        FutureResults.get(model.close().map(true));
    }

    private CodefleetClient connect(CodefleetOptions options) {
        return FutureResults.get(Codefleet.connect(vertx.get(), options));
    }

    private static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    private LauncherProcess begin(Path home, String... arguments) {
        LauncherProcess process = LauncherProcess.jar(home, Map.of("CODEFLEET_BROKER", redis.uri()), arguments);
        started.add(process);
        return process;
    }

    private LauncherProcess ended(String... arguments) {
        LauncherProcess process = begin(readerHome, arguments);
        assertThat(process.exitCode()).as(process.err()).isZero();
        return process;
    }

    private LauncherProcess keyed(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--payload-key-file=" + keys);
        return begin(readerHome, all.toArray(String[]::new));
    }

    /** Runs the task on a worker, which then leaves. */
    private void runTask() throws IOException {
        Files.writeString(workerHome.resolve("worker.yml"), "broker: {storage: {retention: " + KEPT.toDays() + "d}}\n");
        Files.writeString(workerHome.resolve("opencode.json"), model.openCodeConfig());
        LauncherProcess worker = begin(
                workerHome,
                "worker",
                "--payload-key-file=" + keys,
                "--opencode=" + E2e.openCode(),
                "--opencode-config=" + workerHome.resolve("opencode.json"),
                "--state-dir=" + workerHome.resolve("state"),
                "--config=" + workerHome.resolve("worker.yml"));
        E2e.awaitWorkers(reader, 1);
        LauncherProcess submit = keyed("submit", PROMPT, "--id=nightly/t");
        assertThat(submit.exitCode()).as(submit.err()).isZero();
        assertThat(submit.out()).isEqualTo("The shop sells tea.\n");
        worker.terminate();
        assertThat(worker.exitCode()).as(worker.out()).isZero();
        E2e.eventually(() -> assertThat(worker.offspring()).isEmpty());
        assertThat(FutureResults.get(reader.workers())).isEmpty();
    }

    private static <T> List<T> steps(Transcript transcript, Class<T> kind) {
        return transcript.steps().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static void assertComplete(Transcript transcript, Instant begun, Instant ended) {
        assertThat(transcript.complete()).isTrue();
        assertThat(transcript.steps()).allSatisfy(step -> assertThat(step.at()).isBetween(begun, ended));
        List<ToolStep> tools = steps(transcript, ToolStep.class);
        assertThat(tools).extracting(ToolStep::tool).containsExactly("bash", "read");
        assertThat(tools).extracting(ToolStep::status).containsExactly(ToolStatus.COMPLETED, ToolStatus.FAILED);
        assertThat(tools.get(0).input()).contains("echo crates-of-tea");
        assertThat(tools.get(0).output())
                .startsWith("crates-of-tea")
                .contains("bytes omitted")
                .hasSizeLessThan(4500);
        assertThat(tools.get(0).duration()).isPositive();
        assertThat(steps(transcript, AgentMessage.class))
                .extracting(AgentMessage::text)
                .containsExactly("The shop sells tea.");
        List<ModelStep> models = steps(transcript, ModelStep.class);
        assertThat(models)
                .hasSize(3)
                .allSatisfy(step -> assertThat(step.model()).contains("scripted/model"));
        assertThat(models.stream().map(step -> step.usage().cost()).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("0.00414");
    }

    /** Starts a control plane and returns the address of its API. */
    private URI control(LauncherProcess control) {
        E2e.eventually(() -> assertThat(control.out()).as(control.err()).contains("Dashboard:"));
        return URI.create(control.out().lines().findFirst().orElseThrow().replaceFirst("API: *", "") + "/");
    }

    private HttpResponse<String> get(URI api, String key, String accept) throws Exception {
        return http.send(
                HttpRequest.newBuilder(api.resolve("tasks/nightly%2Ft/attempts/1/transcript"))
                        .header("Authorization", "Bearer " + key)
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void assertReadByCommands(Transcript transcript) {
        LauncherProcess json = keyed("task", "nightly/t", "--transcript", "--json");
        assertThat(json.exitCode()).as(json.err()).isZero();
        assertThat(TranscriptJson.decode("transcript", Buffer.buffer(json.out())))
                .isEqualTo(transcript);
        LauncherProcess markdown = keyed("task", "nightly/t", "--transcript", "--markdown");
        assertThat(markdown.exitCode()).as(markdown.err()).isZero();
        assertThat(markdown.out()).isEqualTo(transcript.toMarkdown());
        assertThat(markdown.out()).contains("Tool `bash`, completed in", "Tool `read`, failed after", "$0.00");
    }

    /** Without the key it is not read, and what the broker has of it is encrypted. */
    private void assertSealed() {
        LauncherProcess keyless = begin(readerHome, "task", "nightly/t", "--transcript");
        assertThat(keyless.exitCode()).isNotZero();
        assertThat(keyless.err()).contains("nightly/t cannot be read", "give it the keys");
        CodefleetClient blind = connect(CodefleetOptions.of(redis.uri()).codec(SealedContent.codec()));
        assertThat(FutureResults.get(blind.documents().list(new DocumentOwner("nightly/t", 1).kind())))
                .isNotEmpty()
                .extracting(Document::content)
                .allMatch(content -> content.startsWith("sealed:1:2026-11:"));
        FutureResults.get(blind.close().map(true));
    }

    @Test
    void aTranscriptIsReadAWeekLaterElsewhereAndIsGoneWithItsTask() throws Exception {
        Instant begun = Instant.now().minusSeconds(1);
        runTask();
        Instant ended = Instant.now();
        clock.advance(Duration.ofDays(7));

        Transcript transcript =
                FutureResults.get(reader.transcript("nightly/t", 1)).orElseThrow();
        assertComplete(transcript, begun, ended);
        assertReadByCommands(transcript);
        assertSealed();
        String key = ended("keys", "create", "ann", "--role=observer").out().strip();
        URI api = control(keyed("control", "--port=0"));
        HttpResponse<String> json = get(api, key, "application/json");
        assertThat(TranscriptJson.decode("transcript", Buffer.buffer(json.body())))
                .isEqualTo(transcript);
        assertThat(get(api, key, "text/markdown").body()).isEqualTo(transcript.toMarkdown());

        clock.advance(KEPT.minusDays(7));
        E2e.eventually(
                () -> assertThat(FutureResults.get(reader.task("nightly/t"))).isEmpty());
        assertThat(FutureResults.get(reader.transcript("nightly/t", 1))).isEmpty();
        HttpResponse<String> gone = get(api, key, "application/json");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("The transcript of attempt 1 of task nightly/t is not kept");
        LauncherProcess command = keyed("task", "nightly/t", "--transcript");
        assertThat(command.exitCode()).isNotZero();
        assertThat(command.err()).contains("nightly/t").contains("retention");
    }
}
