package io.codefleet.micrometer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Metrics and health by HTTP. */
class MonitoringTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Monitoring monitoring = FutureResults.get(Monitoring.start(vertx.get(), at(0), Map.of()));

    @AfterEach
    void close() {
        monitoring.close();
    }

    private static MonitoringSettings at(int port) {
        return new MonitoringSettings(Optional.of(port), "127.0.0.1");
    }

    private HttpResponse<String> get(String path) {
        return asked(path).join();
    }

    private CompletableFuture<HttpResponse<String>> asked(String path) {
        URI uri = URI.create("http://127.0.0.1:" + monitoring.port().orElseThrow() + path);
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aWorkerIsAliveFromTheStartAndReadyWhenAllItsPartsAre() {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body())
                .contains("\"broker\":false", "\"opencode\":false", "\"joined\":false", "\"staying\":true");

        CodefleetClient fleet =
                FutureResults.get(Codefleet.connect(vertx.get(), CodefleetOptions.of("memory:" + UUID.randomUUID())));
        monitoring.health().connected(fleet);
        assertThat(get("/health/ready").body()).contains("\"broker\":true");
        monitoring.shutsDown();
        assertThat(get("/health/ready").body()).contains("\"staying\":false");
        FutureResults.get(fleet.close());
        assertThat(get("/health/ready").body()).contains("\"broker\":false");
    }

    @Test
    void aWorkerIsNotAliveWhileAnEventLoopIsBlocked() {
        // the loop that answers HTTP is one of them: while it is blocked, no answer comes at all
        assertThat(monitoring.loops())
                .anySatisfy(loop -> assertThat(whileBlocked(loop)).contains(503));
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    private Optional<Integer> whileBlocked(Context loop) {
        CountDownLatch released = new CountDownLatch(1);
        loop.runOnContext(v -> uninterruptibly(released));
        try {
            return Optional.of(asked("/health/live")
                    .orTimeout(15, TimeUnit.SECONDS)
                    .thenApply(HttpResponse::statusCode)
                    .join());
        } catch (CompletionException e) {
            return Optional.empty();
        } finally {
            released.countDown();
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void metricsAreInTheTextFormat() {
        HttpResponse<String> metrics = get("/metrics");

        assertThat(metrics.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body().lines())
                .allMatch(line -> line.startsWith("# HELP ")
                        || line.startsWith("# TYPE ")
                        || line.matches("[a-z_][a-z0-9_]*(\\{[^{}]*})? [-+0-9.eEinfINFNa]+"));
        assertThat(metrics.body())
                .contains(
                        "codefleet_tasks_running 0",
                        "codefleet_slots 0",
                        "codefleet_broker_connected 0",
                        "codefleet_opencode_up 0",
                        "codefleet_opencode_restarts_total 0",
                        "codefleet_leases_lost_total 0",
                        "codefleet_transcript_failures_total 0",
                        "codefleet_fleet_tasks_queued NaN",
                        "jvm_memory_used_bytes",
                        "process_files_open_files");
    }

    @Test
    void theMeasuresThatAFleetIsScaledByAreThere() throws IOException {
        String scaling = Files.readString(Path.of("../../deploy/kubernetes/keda.yml"));

        assertThat(Pattern.compile("codefleet_[a-z_]+")
                        .matcher(scaling)
                        .results()
                        .map(MatchResult::group))
                .isNotEmpty()
                .allMatch(name -> get("/metrics").body().contains("\n" + name + " "));
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/").body()).contains("/metrics", "/health/live", "/health/ready");
    }

    @Test
    void aPortThatIsTakenIsNamedByItsKey() {
        int taken = monitoring.port().orElseThrow();

        assertThatThrownBy(() -> FutureResults.get(Monitoring.start(vertx.get(), at(taken), Map.of())))
                .hasMessageContaining("monitoring.metrics_port: cannot listen at 127.0.0.1:" + taken);
    }
}
