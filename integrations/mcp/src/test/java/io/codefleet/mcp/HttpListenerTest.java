package io.codefleet.mcp;

import static io.codefleet.mcp.McpFleet.answer;
import static io.codefleet.mcp.McpFleet.refusal;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.error.InvalidInputException;
import io.codefleet.redis.test.TestCertificates;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpListenerTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String PING = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}";

    private final McpFleet fleet = new McpFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private String listen(McpHttpOptions options) {
        int port = get(fleet.server(McpServerOptions.DEFAULT).listen(0, options));
        return "http://127.0.0.1:" + port;
    }

    private static McpSyncClient client(String url, Map<String, String> headers) {
        McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(url)
                        .requestBuilder(withHeaders(headers))
                        .build())
                .build();
        client.initialize();
        return client;
    }

    private static HttpRequest.Builder withHeaders(Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        headers.forEach(request::header);
        return request;
    }

    private static HttpResponse<String> send(String url, String method, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/mcp"))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClientSubmitsATaskAndWaitsForItByHttp() {
        fleet.work("code", attempt -> Future.succeededFuture(TaskResult.text("done")));
        try (McpSyncClient client = client(listen(McpHttpOptions.DEFAULT), Map.of())) {
            JsonObject outcome = answer(client, "submit_task", Map.of("prompt", "x", "type", "code", "wait", "20s"));

            assertThat(outcome.getString("text")).isEqualTo("done");
        }
    }

    @Test
    void theHeaderOfTheTaskNarrowsWhatACallerMay() {
        Promise<TaskResult> end = Promise.promise();
        fleet.work("agent", attempt -> end.future());
        Task parent = Task.of("parent").type("agent");
        get(fleet.fleet().submitTask(parent));
        Awaitility.await()
                .until(() -> get(fleet.fleet().task(parent.id())).orElseThrow().status() == TaskStatus.RUNNING);
        try (McpSyncClient client = client(listen(McpHttpOptions.DEFAULT), Map.of("Codefleet-Task", parent.id()))) {
            String id = answer(client, "submit_task", Map.of("prompt", "x", "type", "nobody"))
                    .getString("task_id");

            assertThat(get(fleet.fleet().task(id)).orElseThrow().task().parentId())
                    .contains(parent.id());
            assertThat(refusal(client, "approve_task", Map.of("task_id", "a/b")))
                    .contains("to a person");
        }
        end.complete(TaskResult.text("done"));
    }

    @Test
    void withoutAKeyNobodyDecidesApprovals() {
        try (McpSyncClient client = client(listen(McpHttpOptions.DEFAULT), Map.of())) {
            assertThat(refusal(client, "approve_task", Map.of("task_id", "a/b")))
                    .contains("--key-file");
        }
    }

    @Test
    void aClientWithoutTheKeyIsRefused() {
        String url = listen(McpHttpOptions.DEFAULT.key(KEY));

        assertThat(send(url, "POST", PING, "Content-Type", "application/json").statusCode())
                .isEqualTo(401);
        assertThat(send(url, "POST", PING, "Content-Type", "application/json", "Authorization", "Bearer no")
                        .body())
                .contains("the key is missing or wrong");
        assertThat(send(url, "POST", PING, "Content-Type", "application/json", "Authorization", "Bearer " + KEY)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBrowserOfAnotherOriginIsRefused() {
        String url = listen(McpHttpOptions.DEFAULT.origins(Set.of("https://tools.example")));
        String type = "application/json";

        assertThat(send(url, "POST", PING, "Content-Type", type, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(url, "POST", PING, "Content-Type", type, "Origin", "null")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(url, "POST", PING, "Content-Type", type, "Origin", "https://tools.example")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatTheServerDoesNotServeIsNamed() {
        String url = listen(McpHttpOptions.DEFAULT);

        assertThat(send(url, "GET", "").statusCode()).isEqualTo(405);
        assertThat(send(url, "DELETE", "").statusCode()).isEqualTo(405);
        assertThat(send(url + "/other", "POST", PING).statusCode()).isEqualTo(404);
        assertThat(send(url, "POST", PING).statusCode()).isEqualTo(415);
        assertThat(send(url, "POST", "no json", "Content-Type", "application/json")
                        .body())
                .contains("-32700");
        assertThat(send(url, "POST", PING, "Content-Type", "application/json", "MCP-Protocol-Version", "2023-01-01")
                        .body())
                .contains("2023-01-01 is not supported, must be one of 2024-11-05");
        assertThat(send(url, "POST", " ".repeat(HttpListener.MAX_MESSAGE + 1), "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void aServerForAgentsOfTasksRefusesOtherCallers() {
        String url = listen(McpHttpOptions.DEFAULT.taskRequired(true));

        assertThat(send(url, "POST", PING, "Content-Type", "application/json").body())
                .contains("Codefleet-Task: must be the id");
        assertThat(send(url, "POST", PING, "Content-Type", "application/json", "Codefleet-Task", "a")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void otherMachinesNeedTlsUnlessThatIsAllowedToBeMissing() {
        McpHttpOptions open = McpHttpOptions.DEFAULT.host("0.0.0.0", Optional.of(KEY));

        assertThatThrownBy(() -> listen(open))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("tls: is missing, and other machines reach 0.0.0.0");
        assertThat(send(listen(open.plaintext(true)), "GET", "").statusCode()).isEqualTo(401);
    }

    @Test
    void aClientThatTrustsTheCertificateCallsByTls(@TempDir Path folder) {
        TestCertificates certificates = TestCertificates.in(folder);
        McpHttpOptions options = McpHttpOptions.DEFAULT
                .tls(new McpHttpOptions.CertificateFiles(
                        certificates.certificate("server"), certificates.key("server")))
                .host("0.0.0.0", Optional.of(KEY));
        String url = listen(options).replace("http:", "https:");

        assertThat(ping(url, new PemTrustOptions().addCertPath(certificates.ca().toString())))
                .isEqualTo(200);
        assertThatThrownBy(() -> ping(
                        url,
                        new PemTrustOptions()
                                .addCertPath(
                                        certificates.certificate("stranger").toString())))
                .hasStackTraceContaining("unable to find valid certification path");
    }

    private int ping(String url, TrustOptions trust) {
        HttpClientAgent client = fleet.vertx()
                .createHttpClient(new HttpClientOptions().setSsl(true).setTrustOptions(trust));
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url + "/mcp")
                .putHeader("Content-Type", "application/json")
                .putHeader("Authorization", "Bearer " + KEY);
        return get(client.request(request).compose(open -> open.send(PING)).map(HttpClientResponse::statusCode));
    }

    @Test
    void otherMachinesNeedAKey() {
        assertThatThrownBy(() -> McpHttpOptions.DEFAULT.host("0.0.0.0", Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("key: is missing, and other machines reach 0.0.0.0");
        assertThatThrownBy(() -> McpHttpOptions.DEFAULT.host("127.0.0.1.example", Optional.empty()))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> McpHttpOptions.DEFAULT.host("0.0.0.0", Optional.of("short")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("key: is too short");
        assertThat(McpHttpOptions.DEFAULT.host("0.0.0.0", Optional.of(KEY)).toString())
                .doesNotContain(KEY);
    }

    private static String call(String tool, String arguments) {
        return "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": {\"name\": \"" + tool
                + "\", \"arguments\": " + arguments + "}}";
    }

    /** The refused call has submitted nothing, so that the client may make it again. */
    @Test
    void aCallThatWouldWaitWhereTooManyDoIsRefusedBeforeItHasDoneAnything() {
        Promise<TaskResult> end = Promise.promise();
        fleet.work("code", attempt -> end.future());
        int port = get(fleet.server(McpServerOptions.DEFAULT.maxWaits(1)).listen(0, McpHttpOptions.DEFAULT));
        String url = "http://127.0.0.1:" + port;
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> send(
                        url,
                        "POST",
                        call("submit_task", "{\"prompt\": \"x\", \"type\": \"code\", \"wait\": \"1m\"}"),
                        "Content-Type",
                        "application/json")
                .body());
        Awaitility.await().until(() -> get(fleet.fleet().stats()).running() == 1);

        String refused = send(
                        url,
                        "POST",
                        call("submit_task", "{\"prompt\": \"y\", \"type\": \"code\", \"wait\": \"1m\"}"),
                        "Content-Type",
                        "application/json")
                .body();
        JsonObject result = new JsonObject(refused).getJsonObject("result");
        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(result.getJsonObject("_meta").getMap())
                .containsEntry("io.codefleet/error", "too-many-waits")
                .containsEntry("io.codefleet/retryable", true);
        assertThat(get(fleet.fleet().stats()).submitted()).isEqualTo(1);

        end.complete(TaskResult.text("done"));
        assertThat(first.join()).contains("COMPLETED");
        assertThat(send(
                                url,
                                "POST",
                                call("submit_task", "{\"prompt\": \"z\", \"type\": \"code\", \"wait\": \"1m\"}"),
                                "Content-Type",
                                "application/json")
                        .body())
                .contains("COMPLETED");
    }

    private static String waitFor(String url, String id, String wait) {
        return send(
                        url,
                        "POST",
                        call("wait_for_task", "{\"task_id\": \"" + id + "\", \"wait\": \"" + wait + "\"}"),
                        "Content-Type",
                        "application/json")
                .body();
    }

    /** A client of a proxy or of a person who has lost patience closes its connection. */
    @Test
    void aCallWhoseClientIsGoneLeavesItsPlaceToOthers() throws IOException {
        String url = listen(McpHttpOptions.DEFAULT);
        String id = get(fleet.fleet().submitTask(Task.of("x").type("nobody"))).id();
        String message = call("wait_for_task", "{\"task_id\": \"" + id + "\", \"wait\": \"5m\"}");
        String request = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + message.length() + "\r\n\r\n" + message;
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket client = new Socket("127.0.0.1", URI.create(url).getPort());
                clients.add(client);
                client.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            }
            Awaitility.await().until(() -> waitFor(url, id, "1ms").contains("too-many-waits"));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }

        Awaitility.await().until(() -> waitFor(url, id, "1ms").contains("QUEUED"));
    }

    /** Sends a text, and returns what the server sends until it closes the connection. */
    private static String untilClosed(int port, String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aClientThatSendsNeitherHeadNorBodyLosesItsConnection() throws Exception {
        FleetMcpServer server = fleet.server(McpServerOptions.DEFAULT);
        int open = get(server.listen(0, McpHttpOptions.DEFAULT, Duration.ofMillis(200)));
        int guarded = get(server.listen(0, McpHttpOptions.DEFAULT.key(KEY), Duration.ofMillis(200)));
        String head = "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n";

        assertThat(untilClosed(open, "POST /mcp HTTP/1.1\r\nHost:")).isEmpty();
        assertThat(untilClosed(open, head + "{")).isEmpty();
        assertThat(untilClosed(guarded, head)).contains("401");
    }
}
