package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of worker processes and has them do: real processes, a real Redis, the real OpenCode. */
class OperatorIT {
    private static final String PROMPT = "Say something about the marmalade";

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String namespace = "operator-" + UUID.randomUUID();
    private final List<LauncherProcess> started = new ArrayList<>();
    private final RedisTestServer redis = RedisTestServer.start();
    private final ScriptedModel model = FutureResults.get(ScriptedModel.start(
            vertx.get(),
            Script.when("Begin and hang once")
                    .step(ScriptStep.say("I begin").thenHang().times(1))
                    .otherwise()
                    .step(ScriptStep.say("It is orange.").usage(1500, 800))));
    private final CodefleetClient fleet = FutureResults.get(
            Codefleet.connect(vertx.get(), CodefleetOptions.of(redis.uri()).namespace(namespace)));

    @TempDir
    private Path folder;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
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

    private LauncherProcess worker(String id, String... more) {
        Path state = folder.resolve("state-" + id);
        Path config = folder.resolve("opencode.json");
        Stream<String> usual = Stream.of(
                "worker",
                "--id",
                id,
                "--opencode",
                E2e.openCode(),
                "--opencode-config",
                config.toString(),
                "--state-dir",
                state.toString(),
                "--log-format",
                "json");
        return begin(Stream.concat(usual, Stream.of(more)).toArray(String[]::new));
    }

    private String command(int exitCode, String... arguments) {
        LauncherProcess command = begin(arguments);
        assertThat(command.exitCode()).as(command.out() + command.err()).isEqualTo(exitCode);
        return exitCode == 0 ? command.out() : command.err();
    }

    private WorkerInfo info() {
        return FutureResults.get(fleet.workers()).get(0);
    }

    private static List<JsonObject> log(LauncherProcess worker) {
        return worker.out()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonObject::new)
                .toList();
    }

    private HttpResponse<String> get(LauncherProcess worker, String path) {
        int port = log(worker).stream()
                .filter(line -> line.containsKey("port"))
                .mapToInt(line -> line.getInteger("port"))
                .findFirst()
                .orElseThrow();
        return http.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .join();
    }

    @Test
    void aWorkerFollowsCommandsAndIsListedUntilItRestarts() throws IOException {
        Path file = Files.writeString(
                folder.resolve("worker.yml"), "opencode: {max_tokens: 777}\nsessions: {transcripts: false}");
        LauncherProcess worker = worker("build-7", "--metrics-port", "0", "--config", file.toString());
        E2e.awaitWorkers(fleet, 1);
        E2e.eventually(
                () -> assertThat(get(worker, "/health/ready").statusCode()).isEqualTo(200));
        assertThat(get(worker, "/health/live").body()).contains("true");

        assertThat(command(0, "workers", "pause", "build-7")).isEqualTo("sent to worker build-7: pause\n");
        E2e.eventually(() -> assertThat(info().state()).isEqualTo(WorkerState.PAUSED));
        assertThat(command(0, "workers", "resume", "--all")).isEqualTo("sent to 1 worker: resume\n");
        command(0, "workers", "set-concurrency", "--to", "3", "build-7");
        E2e.eventually(() -> assertThat(info()).satisfies(now -> {
            assertThat(now.state()).isEqualTo(WorkerState.ONLINE);
            assertThat(now.concurrency()).isEqualTo(3);
        }));
        assertThat(command(2, "workers", "drain", "biuld-7")).contains("no worker biuld-7", "did you mean 'build-7'?");

        FutureResults.get(
                FutureResults.get(fleet.submitTask(Task.of(PROMPT).id("t"))).result());
        assertThat(model.steps().get(0).body().getInteger("max_tokens")).isEqualTo(777);
        assertThat(get(worker, "/metrics").body())
                .contains(
                        "codefleet_tasks_completed_total{type=\"general\"} 1.0",
                        "codefleet_tokens_total{kind=\"input\",model=\"scripted/model\"} 1500.0",
                        "codefleet_slots 3.0",
                        "codefleet_broker_connected 1.0",
                        "codefleet_opencode_up 1.0");
        aTaskIsALineAtItsStartAndOneAtItsEnd(worker);
        assertThat(FutureResults.get(fleet.transcript("t", 1)))
                .as("they are turned off")
                .isEmpty();

        command(0, "workers", "restart", "build-7");

        assertThat(worker.exitCode()).as(worker.out()).isEqualTo(75);
        E2e.eventually(() -> assertThat(worker.offspring()).isEmpty());
        assertThat(FutureResults.get(fleet.workers())).isEmpty();
    }

    private static void aTaskIsALineAtItsStartAndOneAtItsEnd(LauncherProcess worker) {
        E2e.eventually(() -> assertThat(log(worker))
                .filteredOn(line -> "t".equals(line.getString("task_id")) && line.containsKey("event"))
                .extracting(line -> line.getString("event"))
                .containsExactly("task_started", "task_completed"));
        JsonObject end = log(worker).stream()
                .filter(line -> "task_completed".equals(line.getString("event")))
                .findFirst()
                .orElseThrow();
        assertThat(end.getString("timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(end.getString("level")).isEqualTo("INFO");
        assertThat(end.getString("worker_id")).isEqualTo("build-7");
        assertThat(end.getString("model")).isEqualTo("scripted/model");
        assertThat(end.getLong("duration_ms")).isPositive();
        assertThat(end.getJsonObject("token_usage"))
                .isEqualTo(new JsonObject().put("input", 1500).put("output", 800));
        assertThat(worker.out()).doesNotContain("marmalade", "orange");
    }

    @Test
    void aTerminationNoticeMovesATaskToAnotherWorkerAtOnce() throws IOException {
        Queue<FleetEvent.TaskEvent> events = new ConcurrentLinkedQueue<>();
        fleet.events(EventQuery.task("t")).handler(event -> events.add((FleetEvent.TaskEvent) event));
        Path notice = folder.resolve("terminate");
        LauncherProcess spot = worker("spot", "--termination-file", notice.toString(), "--drain-timeout", "10m");
        E2e.awaitWorkers(fleet, 1);
        TaskHandle handle = FutureResults.get(
                fleet.submitTask(Task.of("Begin and hang once").id("t").maxAttempts(1)));
        E2e.eventually(() -> assertThat(model.steps()).isNotEmpty());
        FutureResults.get(EchoWorkerMain.start(fleet, "steady", 1));

        Files.createFile(notice);
        // long before the drain's ten minutes are over
        E2e.eventually(() -> assertThat(events)
                .filteredOn(event -> event.kind() == FleetEvent.TaskEvent.Kind.STARTED)
                .extracting(event -> event.workerId().orElseThrow())
                .containsExactly("spot", "steady"));

        Outcome outcome = FutureResults.get(handle.outcome());
        assertThat(outcome.resultOrThrow().text()).isEqualTo("steady Begin and hang once");
        assertThat(spot.exitCode()).as(spot.out()).isZero();
        command(0, "workers", "drain", "--now", "steady");
        E2e.eventually(() -> assertThat(FutureResults.get(fleet.workers())).isEmpty());
    }
}
