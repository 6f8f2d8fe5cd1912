package io.codefleet.mcp;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Task;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages as they are on the wire, some of them wrong. */
class ProtocolTest {
    private final McpFleet fleet = new McpFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Returns the answers to lines, once the input has ended. */
    private List<JsonObject> answers(String... lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] input = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        get(fleet.server(McpServerOptions.DEFAULT)
                .serve(new ByteArrayInputStream(input), out, CallerTask.NONE)
                .map(true));
        return out.toString(StandardCharsets.UTF_8).lines().map(JsonObject::new).toList();
    }

    private static String request(int id, String method, JsonObject parameters) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", method)
                .put("params", parameters)
                .encode();
    }

    private static String initialize(String version) {
        return request(
                1,
                "initialize",
                new JsonObject()
                        .put("protocolVersion", version)
                        .put("capabilities", new JsonObject())
                        .put("clientInfo", new JsonObject().put("name", "test").put("version", "1")));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-11-05, 2024-11-05",
        "2025-03-26, 2025-03-26",
        "2025-06-18, 2025-06-18",
        "2025-11-25, 2025-11-25",
        "2024-10-07, 2025-11-25",
        "2099-01-01, 2025-11-25"
    })
    void aClientGetsItsVersionOrTheNewestOne(String wanted, String got) {
        JsonObject answer = answers(initialize(wanted)).get(0);

        assertThat(answer.getJsonObject("result").getString("protocolVersion")).isEqualTo(got);
        assertThat(answer.getJsonObject("result").getJsonObject("serverInfo").getString("name"))
                .isEqualTo("codefleet");
    }

    /** That version has no structured content, and no tasks of the protocol. */
    @ParameterizedTest
    @CsvSource({"2024-11-05", "2025-03-26"})
    void anOldClientDelegatesAndReadsTheText(String version) {
        JsonObject submit = new JsonObject()
                .put("name", "submit_task")
                .put("arguments", new JsonObject().put("prompt", "x").put("id", "old"));
        JsonObject cancel = new JsonObject()
                .put("name", "cancel_task")
                .put("arguments", new JsonObject().put("task_id", "unknown"));
        List<JsonObject> answers = answers(
                initialize(version),
                "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}",
                request(2, "tools/list", new JsonObject()),
                request(3, "tools/call", submit),
                request(4, "tools/call", cancel));

        assertThat(result(answers, 2).getJsonArray("tools")).isNotEmpty();
        assertThat(new JsonObject(text(result(answers, 3))).getString("task_id"))
                .isEqualTo("old");
        assertThat(result(answers, 4).getBoolean("isError")).isTrue();
        assertThat(text(result(answers, 4))).contains("unknown");
    }

    private static JsonObject result(List<JsonObject> answers, int id) {
        return answers.stream()
                .filter(answer -> answer.getInteger("id") == id)
                .findFirst()
                .orElseThrow()
                .getJsonObject("result");
    }

    private static String text(JsonObject result) {
        return result.getJsonArray("content").getJsonObject(0).getString("text");
    }

    @Test
    void aLineThatIsNoMessageIsAnsweredAndTheNextOneIsServed() {
        List<JsonObject> answers = answers(
                "no json",
                "[1, 2]",
                "{\"jsonrpc\": \"2.0\", \"id\": 7}",
                "{\"id\": 8, \"method\": \"ping\"}",
                "{\"jsonrpc\": \"2.0\", \"id\": null, \"method\": \"ping\"}",
                "",
                request(9, "ping", new JsonObject()));

        assertThat(answers).hasSize(6);
        assertThat(answers.stream()
                        .filter(answer -> answer.containsKey("error"))
                        .map(answer -> answer.getJsonObject("error").getInteger("code")))
                .containsExactlyInAnyOrder(-32700, -32700, -32600, -32600, -32600);
        assertThat(answers).anySatisfy(answer -> {
            assertThat(answer.getInteger("id")).isEqualTo(9);
            assertThat(answer.containsKey("result")).isTrue();
        });
    }

    @Test
    void anUnknownMethodAndAnUnknownToolAreErrorsOfTheProtocol() {
        List<JsonObject> answers = answers(
                request(1, "tasks/list", new JsonObject()),
                request(2, "tools/call", new JsonObject().put("name", "format_disk")));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.containsKey("error")).isTrue());
    }

    @Test
    void whatWasAskedBeforeTheEndOfTheInputIsAnswered() {
        JsonObject call = new JsonObject()
                .put("name", "submit_task")
                .put("arguments", new JsonObject().put("prompt", "x").put("wait", "200ms"));

        List<JsonObject> answers = answers(request(1, "tools/call", call));

        assertThat(answers.get(0)
                        .getJsonObject("result")
                        .getJsonObject("structuredContent")
                        .getString("status"))
                .isEqualTo("QUEUED");
    }

    /** A client that gives a wait up frees its place; its task continues, and the next wait is served. */
    @Test
    void aCancelledRequestEndsAndHasNoAnswer() throws Exception {
        String id = get(fleet.fleet().submitTask(Task.of("x").type("nobody"))).id();
        JsonObject arguments = new JsonObject().put("task_id", id).put("wait", "5m");
        JsonObject shorter = arguments.copy().put("wait", "1ms");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PipedOutputStream client = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(client)) {
            Future<Void> served =
                    fleet.server(McpServerOptions.DEFAULT.maxWaits(1)).serve(in, out, CallerTask.NONE);
            send(client, call(1, arguments));
            await().until(() -> {
                send(client, call(2, shorter));
                return out.toString(StandardCharsets.UTF_8).contains("too-many-waits");
            });
            send(
                    client,
                    "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": 1}}");
            await().until(() -> {
                send(client, call(3, shorter));
                return out.toString(StandardCharsets.UTF_8).contains("QUEUED");
            });
            client.close();
            get(served.map(true));
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\"id\":1,");
    }

    private static void send(OutputStream client, String message) throws IOException {
        client.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        client.flush();
    }

    private static String call(int id, JsonObject arguments) {
        return request(
                id, "tools/call", new JsonObject().put("name", "wait_for_task").put("arguments", arguments));
    }

    @Test
    void aNotificationHasNoAnswer() {
        assertThat(answers(
                        "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}",
                        "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\":"
                                + " {\"requestId\": 1}}"))
                .isEmpty();
    }
}
