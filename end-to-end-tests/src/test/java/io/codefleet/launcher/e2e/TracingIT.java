package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.agent.test.E2e;
import io.codefleet.agent.test.TraceReceiver;
import io.codefleet.agent.test.TraceReceiver.ReceivedSpan;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FreePort;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Spans of the real OpenCode in a worker's process and of a command's, as a collector receives them. */
class TracingIT {
    private static final String PROMPT = "Write the file of the secret recipe";
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    /** The span of the host that the requests of a test are in. */
    private static final String HOST = "00f067aa0ba902b7";

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final String namespace = "tracing-" + UUID.randomUUID();
    private final List<LauncherProcess> started = new ArrayList<>();
    private final TraceReceiver collector = TraceReceiver.start();
    private final RedisTestServer redis = RedisTestServer.start();
    private final ScriptedModel model = FutureResults.get(ScriptedModel.start(
            vertx.get(),
            Script.when(PROMPT)
                    .step(ScriptStep.call("write", Map.of("filePath", "hello.txt", "content", "garlic"))
                            .usage(1000, 20))
                    .step(ScriptStep.say("It takes garlic.").usage(2000, 30))
                    .otherwise()
                    .say("Hello.")));
    private final CodefleetClient fleet = FutureResults.get(
            Codefleet.connect(vertx.get(), CodefleetOptions.of(redis.uri()).namespace(namespace)));

    @TempDir
    private Path folder;

    @AfterEach
    void endAll() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(fleet.close().map(true));
        FutureResults.get(model.close().map(true));
        redis.close();
        collector.close();
    }

    private LauncherProcess begin(Map<String, String> variables, String... arguments) {
        return begin(variables, Path.of("/dev/null"), arguments);
    }

    private LauncherProcess begin(Map<String, String> variables, Path input, String... arguments) {
        Map<String, String> environment = new TreeMap<>(variables);
        environment.put("CODEFLEET_BROKER", redis.uri());
        environment.put("CODEFLEET_NAMESPACE", namespace);
        LauncherProcess process = LauncherProcess.jar(folder, environment, input, arguments);
        started.add(process);
        return process;
    }

    private LauncherProcess worker(String endpoint, String... flags) throws IOException {
        Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        List<String> arguments = new ArrayList<>(List.of(
                "worker",
                "--id=w",
                "--workspace-root=" + folder,
                "--opencode=" + E2e.openCode(),
                "--opencode-config=" + folder.resolve("opencode.json"),
                "--state-dir=" + folder.resolve("state")));
        arguments.addAll(List.of(flags));
        LauncherProcess worker =
                begin(Map.of(ENDPOINT, endpoint, "OTEL_BSP_SCHEDULE_DELAY", "200"), arguments.toArray(String[]::new));
        // with --workflows one more drives runs, and one holds consensuses
        E2e.awaitWorkers(fleet, flags.length == 0 ? 1 : 3);
        return worker;
    }

    private static String context(String trace, String parent) {
        return "00-" + trace + "-" + parent + "-01";
    }

    /** Returns the span of a trace with this name. */
    private ReceivedSpan span(String trace, String name) {
        return collector.spans().stream()
                .filter(each -> each.trace().equals(trace) && each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + collector.spans()));
    }

    /** Submits a map-reduce of one item to a control plane of its own, in a trace. */
    private LauncherProcess submitRun(String parent) throws Exception {
        LauncherProcess keys = begin(Map.of(), "keys", "create", "ann", "--role=submitter");
        LauncherProcess control = begin(Map.of(ENDPOINT, collector.address()), "control", "--port=0");
        assertThat(keys.exitCode()).as(keys.err()).isZero();
        E2e.eventually(() -> assertThat(control.out()).as(control.err()).contains("The link signs"));
        String api = control.out().lines().findFirst().orElseThrow().replaceFirst("API: *", "");
        JsonObject map = new JsonObject().put("prompt", PROMPT + " of {{ item }}");
        JsonObject run =
                new JsonObject().put("items", new JsonArray().add("soup")).put("map", map);
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/runs/soup"))
                .header("Authorization", "Bearer " + keys.out().strip())
                .header("Content-Type", "application/json")
                .header("traceparent", parent)
                .PUT(HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put("mapReduce", run).encode()))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return control;
    }

    /** Lets a server of the protocol submit a task and wait for it, in a trace. */
    private void delegate(String parent) throws Exception {
        JsonObject call = new JsonObject()
                .put("name", "submit_task")
                .put("arguments", new JsonObject().put("prompt", "Say hello").put("wait", "1m"))
                .put("_meta", new JsonObject().put("traceparent", parent));
        JsonObject message = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "tools/call")
                .put("params", call);
        Path input = Files.writeString(folder.resolve("mcp.in"), message.encode());
        LauncherProcess mcp = begin(Map.of(ENDPOINT, collector.address()), input, "mcp");
        assertThat(mcp.exitCode()).as(mcp.err()).isZero();
        assertThat(mcp.out()).contains("COMPLETED");
    }

    @Test
    void eachRequestIsInOneTraceWithAllThatItBegins() throws Exception {
        String ofCommand = "3bf92f3577b34da6a3ce929d0e0e4736";
        String ofRun = "4bf92f3577b34da6a3ce929d0e0e4736";
        String ofCall = "5bf92f3577b34da6a3ce929d0e0e4736";
        LauncherProcess worker = worker(collector.address(), "--workflows=5");
        submitByCommand(context(ofCommand, HOST));
        LauncherProcess control = submitRun(context(ofRun, HOST));
        assertThat(FutureResults.get(fleet.handle("soup").outcome(), Duration.ofMinutes(2))
                        .isCompleted())
                .isTrue();
        delegate(context(ofCall, HOST));
        for (LauncherProcess each : List.of(control, worker)) {
            each.terminate();
            assertThat(each.exitCode()).as(each.out()).isZero();
        }

        assertThat(collector.spans()).extracting(ReceivedSpan::trace).containsOnly(ofCommand, ofRun, ofCall);
        assertTraceFromTheCommandToTheTool(ofCommand);
        assertTraceOfTheRun(ofRun);
        assertTraceOfTheCall(ofCall);
        assertThat(collector.spans().toString())
                .as("spans have no prompts, answers and inputs of tools")
                .doesNotContain("recipe")
                .doesNotContain("garlic")
                .doesNotContain("hello.txt");
    }

    private void submitByCommand(String parent) {
        LauncherProcess submit = begin(Map.of(ENDPOINT, collector.address(), "TRACEPARENT", parent), "submit", PROMPT);
        assertThat(submit.exitCode()).as(submit.err()).isZero();
    }

    private void assertTraceFromTheCommandToTheTool(String trace) {
        ReceivedSpan submit = span(trace, "submit general");
        assertThat(submit.service()).isEqualTo("codefleet");
        assertThat(submit.parent()).isEqualTo(HOST);
        assertThat(span(trace, "wait general").parent()).isEqualTo(submit.id());
        ReceivedSpan attempt = span(trace, "attempt general");
        assertThat(attempt.parent()).isEqualTo(submit.id());
        assertThat(attempt.service()).isEqualTo("codefleet-worker");
        assertThat(attempt.attributes())
                .contains(entry("gen_ai.usage.input_tokens", 3000L), entry("codefleet.cost.usd", 0.0031));
        assertThat(span(trace, "invoke_agent").parent()).isEqualTo(attempt.id());
        List<ReceivedSpan> steps = collector.spans().stream()
                .filter(each -> each.trace().equals(trace) && each.name().equals("chat model"))
                .sorted(Comparator.comparing(step -> step.span().getStartTimeUnixNano()))
                .toList();
        assertThat(steps)
                .hasSize(2)
                .extracting(ReceivedSpan::parent)
                .containsOnly(span(trace, "invoke_agent").id());
        assertThat(steps.get(0).attributes())
                .contains(
                        entry("gen_ai.operation.name", "chat"),
                        entry("gen_ai.provider.name", "scripted"),
                        entry("gen_ai.request.model", "model"),
                        entry("gen_ai.usage.input_tokens", 1000L),
                        entry("gen_ai.usage.output_tokens", 20L),
                        entry("codefleet.cost.usd", 0.00104),
                        entry("gen_ai.response.finish_reasons", "tool-calls"));
        assertThat(steps.get(1).attributes()).contains(entry("gen_ai.response.finish_reasons", "stop"));
        assertThat(span(trace, "execute_tool write").parent())
                .isEqualTo(steps.get(0).id());
    }

    private void assertTraceOfTheRun(String trace) {
        ReceivedSpan run = span(trace, "submit workflow");
        assertThat(run.service()).isEqualTo("codefleet-control");
        assertThat(run.parent()).isEqualTo(HOST);
        assertThat(span(trace, "attempt workflow").parent()).isEqualTo(run.id());
        ReceivedSpan part = span(trace, "submit general");
        assertThat(part.service()).isEqualTo("codefleet-worker");
        assertThat(part.parent()).isEqualTo(run.id());
        assertThat(span(trace, "attempt general").parent()).isEqualTo(part.id());
        assertThat(span(trace, "invoke_agent").parent())
                .isEqualTo(span(trace, "attempt general").id());
        assertThat(collector.spans())
                .as("%s", collector.spans())
                .filteredOn(each -> each.trace().equals(trace) && each.name().equals("chat model"))
                .extracting(ReceivedSpan::id)
                .contains(span(trace, "execute_tool write").parent());
    }

    private void assertTraceOfTheCall(String trace) {
        ReceivedSpan delegated = span(trace, "submit general");
        assertThat(delegated.service()).isEqualTo("codefleet-control");
        assertThat(delegated.parent()).isEqualTo(HOST);
        assertThat(span(trace, "attempt general").parent()).isEqualTo(delegated.id());
        assertThat(span(trace, "invoke_agent").parent())
                .isEqualTo(span(trace, "attempt general").id());
    }

    @Test
    void withoutACollectorTheWorkContinuesWithOneWarning() throws IOException {
        String nobody = "http://127.0.0.1:" + FreePort.find();
        LauncherProcess worker = worker(nobody);
        LauncherProcess submit = begin(Map.of(ENDPOINT, nobody), "submit", "Say hello");
        assertThat(submit.exitCode()).as(submit.err()).isZero();
        assertThat(submit.out()).contains("Hello.");
        assertThat(submit.err()).containsOnlyOnce("spans do not reach " + nobody + "/v1/traces");
        assertThat(FutureResults.get(FutureResults.get(fleet.submitTask(Task.of("Say hello")))
                                .result())
                        .text())
                .isEqualTo("Hello.");
        worker.terminate();
        assertThat(worker.exitCode()).as(worker.out()).isZero();
        assertThat(worker.out()).containsOnlyOnce("spans do not reach " + nobody + "/v1/traces");
        assertThat(worker.err()).isEmpty();
    }

    @Test
    void aFaultyVariableIsNamedBeforeAnythingStarts() {
        LauncherProcess submit = begin(Map.of(ENDPOINT, "collector"), "submit", "Say hello");
        assertThat(submit.exitCode()).isEqualTo(2);
        assertThat(submit.err()).startsWith("codefleet: OTEL_EXPORTER_OTLP_ENDPOINT: is not an address of a collector");
        LauncherProcess worker = begin(Map.of(ENDPOINT, collector.address(), "OTEL_BSP_MAX_QUEUE_SIZE", "0"), "worker");
        assertThat(worker.exitCode()).isEqualTo(2);
        assertThat(worker.err()).startsWith("codefleet: OTEL_BSP_MAX_QUEUE_SIZE: OpenTelemetry cannot use it");
    }
}
