package io.codefleet.launcher.deploy;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.Task;
import io.codefleet.agent.test.Programs;
import io.codefleet.testing.FreePort;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, configured as in {@code deploy/}, reads a control plane and a worker. */
class PrometheusIT {
    private static final Path DEPLOY = Path.of("../deploy/prometheus");

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.find();
    private RunningFleet running;
    private Process prometheus;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Programs.isOnPath("prometheus") || System.getenv("CI") != null, "prometheus is installed");
        running = new RunningFleet(vertx.get());
        Files.writeString(folder.resolve("control.key"), running.key + "\n");
        String configuration = Files.readString(DEPLOY.resolve("prometheus.yml"))
                .replace("_interval: 15s", "_interval: 1s")
                .replace("\"control:8080\"", "\"127.0.0.1:" + running.controlPort + "\"")
                .replace("\"worker-1:9090\", \"worker-2:9090\"", "\"127.0.0.1:" + running.workerPort + "\"");
        assertThat(configuration).doesNotContain("\"control:", "\"worker-");
        Files.writeString(folder.resolve("prometheus.yml"), configuration);
        // Nobody waits a minute in a test.
        Files.writeString(
                folder.resolve("rules.yml"),
                Files.readString(DEPLOY.resolve("rules.yml")).replace("for: 1m", "for: 0s"));
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> ask("/-/ready").statusCode() == 200);
    }

    @AfterEach
    void stop() throws Exception {
        if (prometheus != null) {
            prometheus.destroy();
            if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
                prometheus.destroyForcibly().waitFor();
            }
        }
        if (running != null) {
            running.close();
        }
    }

    private HttpResponse<String> ask(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonArray query(String expression) throws Exception {
        HttpResponse<String> answer =
                ask("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getString("status")).as(answer.body()).isEqualTo("success");
        return body.getJsonObject("data").getJsonArray("result");
    }

    @Test
    void itReadsTheFleetAndARuleFires() throws Exception {
        running.work();
        get(running.fleet.submitTask(Task.of("x").type("nobody-serves-this")));

        await().untilAsserted(() -> {
            assertThat(query("up == 1")).hasSize(2);
            assertThat(query("codefleet_fleet_tasks_completed_total{job=\"codefleet-control\"} == 1"))
                    .hasSize(1);
            assertThat(query("codefleet_cost_usd_total{job=\"codefleet-worker\",model=\"a/b\"} > 0"))
                    .hasSize(1);
            assertThat(query("codefleet:utilization:ratio")).hasSize(1);
            JsonArray firing = query("ALERTS{alertstate=\"firing\"}");
            assertThat(firing).as(firing.encode()).hasSize(1);
            assertThat(firing.getJsonObject(0).getJsonObject("metric").getString("alertname"))
                    .isEqualTo("CodefleetUnservedLane");
        });
        for (String expression : MonitoringFilesTest.boardExpressions()) {
            query(expression.replace("$namespace", ".*"));
        }
        assertThat(List.of(query("topk(10, max by (project) (codefleet_fleet_project_cost_usd{namespace=~\".*\"}))")
                        .getJsonObject(0)
                        .getJsonArray("value")
                        .getString(1)))
                .containsExactly("1");
    }
}
