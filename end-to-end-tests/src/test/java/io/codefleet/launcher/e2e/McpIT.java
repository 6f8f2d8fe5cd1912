package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code codefleet mcp}, called by the real OpenCode of a worker and by a program outside the fleet. */
class McpIT {
    @TempDir
    private static Path folder;

    private static final Vertx VERTX = Vertx.vertx();
    private static LauncherProcess leader;
    private static RedisTestServer redis;
    private static ScriptedModel model;
    private static CodefleetClient fleet;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisTestServer.start();
        model = FutureResults.get(ScriptedModel.start(VERTX, script()));
        fleet = FutureResults.get(Codefleet.connect(VERTX, CodefleetOptions.of(redis.uri())));
        leader = worker(new JsonObject(model.openCodeConfig()).put("mcp", new JsonObject().put("fleet", mcpServer())));
        FutureResults.get(EchoWorkerMain.start(fleet, "one", 1));
        FutureResults.get(EchoWorkerMain.start(fleet, "two", 1));
        E2e.awaitWorkers(fleet, 3);
    }

    private static LauncherProcess worker(JsonObject openCode) throws Exception {
        Path config = Files.writeString(folder.resolve("opencode.json"), openCode.encode());
        return LauncherProcess.jar(
                folder,
                Map.of("CODEFLEET_BROKER", redis.uri()),
                "worker",
                "--id",
                "lead",
                "--capability",
                "lead",
                "--opencode",
                E2e.openCode(),
                "--opencode-config",
                config.toString(),
                "--state-dir",
                folder.resolve("state").toString());
    }

    private static List<String> mcpCommand(String... flags) {
        List<String> command = new ArrayList<>(LauncherProcess.java());
        command.addAll(List.of("-jar", System.getProperty("codefleet.jar"), "mcp"));
        command.addAll(List.of(flags));
        return command;
    }

    private static JsonObject mcpServer() {
        return new JsonObject()
                .put("type", "local")
                .put("command", new JsonArray(mcpCommand("--in-worker")))
                .put("environment", new JsonObject().put("CODEFLEET_BROKER", redis.uri()))
                .put("timeout", 120_000);
    }

    private static Script script() {
        return Script.when("lead the work")
                .step(ScriptStep.call("fleet_submit_task", part("one")).andCall("fleet_submit_task", part("two")))
                .step(ScriptStep.call("fleet_wait_for_task", Map.of("task_id", "lead/mcp/one", "wait", "100s"))
                        .andCall("fleet_wait_for_task", Map.of("task_id", "lead/mcp/two", "wait", "100s")))
                .step(ScriptStep.call("fleet_approve_task", Map.of("task_id", "lead/ask-1.1")))
                .step(ScriptStep.say("all parts are done"))
                .otherwise()
                .step(ScriptStep.say("fine"));
    }

    private static Map<String, Object> part(String name) {
        return Map.of("prompt", "part " + name, "id", name, "requires", List.of(name));
    }

    @AfterAll
    static void end() {
        leader.close();
        FutureResults.get(fleet.close().map(true));
        FutureResults.get(model.close().map(true));
        redis.close();
        FutureResults.get(VERTX.close().map(true));
    }

    @Test
    void theAgentOfATaskDelegatesToTwoWorkers() {
        Allowance allowance = Allowance.of("team").total(Budget.cost("5"));
        Task lead = Task.of("lead the work")
                .id("lead")
                .requires("lead")
                .allowance(allowance)
                .retry(RetryPolicy.NONE);

        Outcome outcome = FutureResults.get(fleet.submitTask(lead).compose(TaskHandle::outcome), Duration.ofMinutes(4));

        String talk = lastRequest();
        assertThat(outcome.resultOrThrow().text()).isEqualTo("all parts are done");
        assertThat(talk).contains("one part one").contains("two part two").contains("leave the decision to a person");
        for (String part : List.of("one", "two")) {
            TaskInfo info = FutureResults.get(fleet.task("lead/mcp/" + part)).orElseThrow();
            assertThat(info.summary().workerId()).contains(part);
            assertThat(info.task().parentId()).contains("lead");
            assertThat(info.task().allowance()).contains(allowance);
            assertThat(info.task().headers()).containsEntry("codefleet/delegation-depth", "1");
        }
    }

    /** Returns the last request of the agent that leads, with the answers of its tools. */
    private static String lastRequest() {
        return model.steps().stream()
                .filter(request -> request.lastUserText().contains("lead the work"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .body()
                .encode();
    }

    /** Runs the server with these lines as its input until it ends, and returns what it wrote: a message a line. */
    private static List<JsonObject> answers(List<String> flags, JsonObject... messages) throws Exception {
        String input = Stream.of(messages).map(JsonObject::encode).collect(Collectors.joining("\n"));
        Path in = Files.writeString(Files.createTempFile(folder, "mcp-", ".in"), input);
        Path out = Files.createTempFile(folder, "mcp-", ".out");
        ProcessBuilder builder = new ProcessBuilder(mcpCommand(flags.toArray(String[]::new)))
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(Files.createTempFile(folder, "mcp-", ".err").toFile());
        builder.environment().put("CODEFLEET_BROKER", redis.uri());
        Process server = builder.start();
        try {
            assertThat(server.waitFor(3, TimeUnit.MINUTES)).isTrue();
        } finally {
            server.destroyForcibly();
        }
        assertThat(server.exitValue()).isZero();
        return Files.readString(out).lines().map(JsonObject::new).toList();
    }

    private static JsonObject request(int id, String method, JsonObject parameters) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", method)
                .put("params", parameters);
    }

    private static JsonObject submit() {
        JsonObject arguments = new JsonObject()
                .put("prompt", "anything")
                .put("requires", new JsonArray().add("one"))
                .put("wait", "100s");
        return request(
                1, "tools/call", new JsonObject().put("name", "submit_task").put("arguments", arguments));
    }

    @Test
    void onlyMessagesAreOnStandardOutputWhileLogsAreShown() throws Exception {
        List<JsonObject> answers = answers(List.of("--debug"), submit(), request(2, "tools/list", new JsonObject()));

        assertThat(answers)
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer.containsKey("result")).isTrue());
        assertThat(answers.toString()).contains("COMPLETED").contains("run_workflow");
    }

    @Test
    void aServerForAgentsOfAWorkerRefusesOtherCallers() throws Exception {
        JsonObject result = answers(List.of("--in-worker"), submit()).get(0).getJsonObject("result");

        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(result.encode()).contains("no worker has started this process");
    }

    @Test
    void withoutAKeyItDoesNotListenForOtherMachines() {
        LauncherProcess server = LauncherProcess.jar(
                folder, Map.of("CODEFLEET_BROKER", redis.uri()), "mcp", "--port", "0", "--host", "0.0.0.0");

        assertThat(server.exitCode()).isEqualTo(2);
        assertThat(server.err()).contains("key: is missing, and other machines reach 0.0.0.0");
        assertThat(server.out()).isEmpty();
    }
}
