package io.codefleet.spring.boot3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.agent.test.TraceReceiver;
import io.codefleet.agent.test.TraceReceiver.ReceivedSpan;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FreePort;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** A web application of Spring Boot 3.5 with a real Redis: as its users see it, by HTTP. */
@ExtendWith(OutputCaptureExtension.class)
class WebApplicationIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private final RedisTestServer redis =
            RedisTestServer.start(RedisTestOptions.DEFAULTS.withPersistence().breakable());
    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigurableApplicationContext application;

    private void start(String... arguments) {
        List<String> usual = List.of(
                "--server.port=0",
                "--spring.application.name=counts",
                "--codefleet.broker=" + redis.uri(),
                "--management.endpoint.health.show-details=always",
                "--management.endpoints.web.exposure.include=health,metrics",
                "--management.otlp.metrics.export.enabled=false");
        application = new SpringApplicationBuilder(CountingApplication.class)
                .run(Stream.concat(usual.stream(), Stream.of(arguments)).toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
        redis.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        String port = application.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(LIMIT)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    private void assertCounts(String... headers) throws Exception {
        HttpResponse<String> accepted = send("POST", "/counts", "a\nb", headers);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String path = "/counts/" + accepted.body();
        await().until(() -> get(path).statusCode() != 202);
        assertThat(get(path).body()).isEqualTo("Lines: 2");
    }

    private JsonObject health() throws Exception {
        return new JsonObject(get("/actuator/health").body())
                .getJsonObject("components")
                .getJsonObject("codefleet");
    }

    @Test
    void requestsSubmitAndTheApplicationRunsAndShowsTheFleet() throws Exception {
        assertThat(SpringBootVersion.getVersion()).startsWith("3.5.");
        start();
        assertCounts();
        assertThat(get("/counts/unknown").statusCode()).isEqualTo(404);
        assertThat(health().getString("status")).isEqualTo("UP");
        assertThat(health().getJsonObject("details").getString("connection")).isEqualTo("connected");
        assertThat(get("/actuator/metrics/codefleet.fleet.tasks.queued").statusCode())
                .isEqualTo(200);
    }

    @Test
    void theHealthIsDownWhileTheBrokerIsAwayAndWhatWasSubmittedIsThereAfterwards() throws Exception {
        start();
        String id = send("POST", "/counts", "a\nb\nc").body();
        redis.kill();
        await().untilAsserted(() -> assertThat(health().getString("status")).isEqualTo("DOWN"));
        assertThat(get("/actuator/health").statusCode()).isEqualTo(503);
        redis.restart();
        await().untilAsserted(() -> assertThat(health().getString("status")).isEqualTo("UP"));
        await().untilAsserted(() -> assertThat(get("/counts/" + id).body()).isEqualTo("Lines: 3"));
        assertCounts();
    }

    @Test
    void theSpansOfATaskFollowTheRequest() throws Exception {
        try (TraceReceiver collector = TraceReceiver.start()) {
            start(
                    "--management.tracing.sampling.probability=1",
                    "--management.otlp.tracing.endpoint=" + collector.address() + "/v1/traces");
            assertCounts("traceparent", "00-" + TRACE + "-" + CALLER + "-01");
            application.close();
            List<ReceivedSpan> spans = collector.spans().stream()
                    .filter(span -> span.trace().equals(TRACE))
                    .toList();
            ReceivedSpan request = span(spans, "http post /counts");
            assertThat(request.parent()).isEqualTo(CALLER);
            ReceivedSpan submit = span(spans, "submit count");
            assertThat(submit.parent()).isEqualTo(request.id());
            assertThat(span(spans, "attempt count").parent()).isEqualTo(submit.id());
        }
    }

    private static ReceivedSpan span(List<ReceivedSpan> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + spans));
    }

    @Test
    void withoutACollectorTasksRunAndTheApplicationEnds(CapturedOutput log) throws Exception {
        String nobody = "http://127.0.0.1:" + FreePort.find();
        start(
                "--management.tracing.sampling.probability=1",
                "--management.otlp.tracing.endpoint=" + nobody + "/v1/traces");
        assertCounts();
        await().until(() -> log.getAll().contains("Failed to export spans"));
        assertThat(log.getAll()).containsOnlyOnce("Failed to export spans");
        assertCounts();
        assertThat(health().getString("status")).isEqualTo("UP");
        long begin = System.nanoTime();
        application.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void theControlPlaneIsBehindTheSecurityOfTheApplication() throws Exception {
        start("--codefleet.control.enabled=true");
        assertThat(get("/codefleet/api/v1/tasks").statusCode()).isEqualTo(401);
        assertThat(get("/codefleet/api/v1/tasks", "X-Role", "USER").statusCode())
                .isEqualTo(403);
        HttpResponse<String> workers = get("/codefleet/api/v1/workers", "X-Role", "CODEFLEET_OBSERVER");
        assertThat(workers.statusCode()).as(workers.body()).isEqualTo(200);
        assertThat(workers.body()).contains("\"count\"");
        assertThat(get("/codefleet/", "X-Role", "CODEFLEET_OBSERVER").body()).contains("<html");
    }
}
