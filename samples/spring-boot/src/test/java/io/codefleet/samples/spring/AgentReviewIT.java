package io.codefleet.samples.spring;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

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
import io.codefleet.testing.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The application and a worker with the real OpenCode, each a process of its own, and a collector that both send to. */
class AgentReviewIT {
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    private Path folder;

    private final RedisTestServer redis = RedisTestServer.start();
    private final TraceReceiver collector = TraceReceiver.start();
    private final ScriptedModel model = get(ScriptedModel.start(
            vertx.get(),
            Script.when("Review this code")
                    .step(ScriptStep.call("write", Map.of("filePath", "notes.txt", "content", "one fault"))
                            .usage(1000, 20))
                    .step(ScriptStep.say("The loop has no end.").usage(2000, 30))
                    .otherwise()
                    .say("Hello.")));
    private final CodefleetClient fleet =
            get(Codefleet.connect(vertx.get(), CodefleetOptions.of(redis.uri()).namespace("reviews")));
    private final int workerMetrics = FreePort.find();

    @AfterEach
    void close() {
        get(fleet.close().map(true));
        get(model.close().map(true));
        collector.close();
        redis.close();
    }

    private Process worker() throws Exception {
        Path config = Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        List<String> command = new ArrayList<>(ApplicationProcess.java());
        command.addAll(List.of(
                "-jar",
                System.getProperty("codefleet.jar"),
                "worker",
                "--broker=" + redis.uri(),
                "--namespace=reviews",
                "--metrics-port=" + workerMetrics,
                "--opencode=" + E2e.openCode(),
                "--opencode-config=" + config,
                "--state-dir=" + folder.resolve("state")));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker.log").toFile());
        builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
        return builder.start();
    }

    private ApplicationProcess application() throws Exception {
        return ApplicationProcess.start(
                folder,
                "--codefleet.broker=" + redis.uri(),
                "--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.address() + "/v1/traces");
    }

    /** Ends a process and what it started, should the test have failed. */
    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void oneTraceGoesFromTheRequestOfTheApplicationToTheToolOfTheAgent() throws Exception {
        get(fleet.submitTask(Task.of("Nobody can run it").requires("nobody")));
        Process worker = worker();
        try (ApplicationProcess application = application()) {
            application.awaitHealth("UP");
            E2e.awaitWorkers(fleet, 2);
            HttpResponse<String> accepted = application.send(application
                    .request("/reviews")
                    .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                    .POST(HttpRequest.BodyPublishers.ofString("while (true);")));
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
            String review = accepted.headers().firstValue("Location").orElseThrow();
            assertThat(review).isEqualTo("/reviews/" + accepted.body());

            await().until(() -> application.get(review).statusCode() != 202);
            HttpResponse<String> answer = application.get(review);
            assertThat(answer.body()).isEqualTo("The loop has no end.");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(application.get("/reviews/unknown").statusCode()).isEqualTo(404);
            assertMetrics(application);

            application.terminate();
            application.exitCode();
            worker.destroy();
            assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            end(worker);
        }
        assertTrace();
    }

    private void assertMetrics(ApplicationProcess application) throws Exception {
        String requests = "/actuator/metrics/http.server.requests?tag=uri:/reviews&tag=status:202";
        assertThat(application.get(requests).body()).contains("{\"statistic\":\"COUNT\",\"value\":1.0}");
        await().untilAsserted(() -> assertThat(application
                        .get("/actuator/metrics/codefleet.fleet.tasks.queued")
                        .body())
                .contains("\"value\":1.0"));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + workerMetrics + "/metrics"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains(
                        "codefleet_tasks_completed_total{type=\"general\"} 1.0",
                        "codefleet_tokens_total{kind=\"input\",model=\"scripted/model\"} 3000.0",
                        "codefleet_cost_usd_total{model=\"scripted/model\"} 0.0031");
    }

    private List<ReceivedSpan> spans(String name) {
        return collector.spans().stream()
                .filter(each -> each.trace().equals(TRACE) && each.name().equals(name))
                .sorted(Comparator.comparing(each -> each.span().getStartTimeUnixNano()))
                .toList();
    }

    /** Returns the one span of this name, after a check of the process that sent it and of its parent. */
    private ReceivedSpan span(String name, String service, String parent) {
        assertThat(spans(name))
                .as("%s in %s", name, collector.spans())
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.service()).as("service of %s", name).isEqualTo(service);
                    assertThat(span.parent()).as("parent of %s", name).isEqualTo(parent);
                });
        return spans(name).get(0);
    }

    private void assertTrace() {
        ReceivedSpan host = span("http post /reviews", "reviews", CALLER);
        ReceivedSpan submit = span("submit general", "reviews", host.id());
        span("wait general", "codefleet-worker", submit.id());
        ReceivedSpan attempt = span("attempt general", "codefleet-worker", submit.id());
        ReceivedSpan turn = span("invoke_agent", "codefleet-worker", attempt.id());
        List<ReceivedSpan> steps = spans("chat model");
        assertThat(steps).hasSize(2).extracting(ReceivedSpan::parent).containsOnly(turn.id());
        span("execute_tool write", "codefleet-worker", steps.get(0).id());
        assertThat(collector.spans())
                .filteredOn(each -> each.trace().equals(TRACE))
                .as("no other span")
                .hasSize(8);
        assertThat(steps.get(0).attributes())
                .contains(
                        entry("gen_ai.operation.name", "chat"),
                        entry("gen_ai.provider.name", "scripted"),
                        entry("gen_ai.request.model", "model"),
                        entry("gen_ai.usage.input_tokens", 1000L),
                        entry("gen_ai.usage.output_tokens", 20L),
                        entry("codefleet.cost.usd", 0.00104));
        for (ReceivedSpan sum : List.of(turn, attempt)) {
            assertThat(sum.attributes())
                    .as(sum.name())
                    .contains(
                            entry("gen_ai.request.model", "model"),
                            entry("gen_ai.usage.input_tokens", 3000L),
                            entry("gen_ai.usage.output_tokens", 50L),
                            entry("codefleet.cost.usd", 0.0031));
        }
        assertThat(collector.spans().toString()).doesNotContain("while (true)").doesNotContain("notes.txt");
    }
}
