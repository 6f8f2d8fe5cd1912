package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StreamLifecycleTest extends StreamTest {
    private ApiKeys.IssuedKey issue(Optional<Instant> end) throws Exception {
        return get(fixture.control.keys().issue("ann", Role.OBSERVER, end));
    }

    /** Returns once the stream is open; the result is all of it, once it ends. */
    private CompletableFuture<String> open(String path, String key) throws Exception {
        HttpResponse<InputStream> response = fixture.http.send(
                fixture.request("GET", path, "", key).build(), HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo(": connected");
        return CompletableFuture.supplyAsync(() -> lines.lines().collect(Collectors.joining("\n")));
    }

    private static void endsWith(CompletableFuture<String> stream, String reason) throws Exception {
        assertThat(stream.get(60, TimeUnit.SECONDS)).contains("event: end\ndata: {\"reason\":\"" + reason + "\"}");
    }

    @Test
    void aRevokedKeyEndsItsStreamsAndNoOthers() throws Exception {
        ApiKeys.IssuedKey key = issue(Optional.empty());
        CompletableFuture<String> ended = open("/api/v1/events", key.token());
        CompletableFuture<String> stays =
                open("/api/v1/events", issue(Optional.empty()).token());
        get(fixture.control.keys().revoke(key.key().id()));
        endsWith(ended, "key-ended");
        assertThat(stays).isNotDone();
    }

    @Test
    void aKeyThatAnotherControlPlaneRevokesEndsItsStreams() throws Exception {
        ApiKeys.IssuedKey key = issue(Optional.empty());
        CompletableFuture<String> ended = open("/api/v1/events", key.token());
        ControlServer other = ControlServer.on(fixture.vertx, fixture.fleet, ControlOptions.defaults());
        get(other.keys().revoke(key.key().id()));
        endsWith(ended, "key-ended");
    }

    @Test
    void anExpiredKeyEndsItsStreams() throws Exception {
        endsWith(
                open(
                        "/api/v1/events",
                        issue(Optional.of(Instant.now().plusSeconds(2))).token()),
                "key-ended");
    }

    @Test
    void theStreamOfATaskEndsWithTheTask() throws Exception {
        get(fixture.fleet.submitTask(Task.of("x").id("x")));
        CompletableFuture<String> stream =
                open("/api/v1/tasks/x/progress", issue(Optional.empty()).token());
        get(fixture.fleet
                .worker(WorkerOptions.create())
                .handle("general", attempt -> Future.succeededFuture(TaskResult.text("4")))
                .start());
        endsWith(stream, "finished");
    }

    @Test
    void aServerThatStopsEndsItsStreamsAndFinishesItsRequests() throws Exception {
        String key = issue(Optional.empty()).token();
        get(fixture.fleet.submitTask(Task.of("x").id("x")));
        CompletableFuture<String> stream = open("/api/v1/events", key);
        CompletableFuture<HttpResponse<String>> wait = fixture.http.sendAsync(
                fixture.request("GET", "/api/v1/tasks/x/outcome", "", key)
                        .header("Prefer", "wait=60")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Awaitility.await().until(() -> fixture.control.waiting() == 1);
        get(fixture.control.close());
        endsWith(stream, "shutdown");
        HttpResponse<String> answered = wait.get(60, TimeUnit.SECONDS);
        assertThat(answered.statusCode()).isEqualTo(202);
        assertThat(new JsonObject(answered.body()).getString("id")).isEqualTo("x");
    }

    @Test
    void aRequestThatWaitsEndsWithItsConnection() throws Exception {
        String key = issue(Optional.empty()).token();
        get(fixture.fleet.submitTask(Task.of("x").id("x")));
        try (Socket client = new Socket("127.0.0.1", fixture.port)) {
            String request =
                    "GET /api/v1/tasks/x/outcome HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\nAuthorization: Bearer "
                            + key + "\r\n\r\n";
            client.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            Awaitility.await().until(() -> fixture.control.waiting() == 1);
        }
        Awaitility.await().until(() -> fixture.control.waiting() == 0);
    }
}
