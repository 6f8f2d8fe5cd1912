package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.LogLines;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WebSocketTest extends StreamTest {
    private static final String CLOSED = "closed";

    private static final class Messages implements WebSocket.Listener {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            received.add(CLOSED);
            return null;
        }

        String next() throws InterruptedException {
            return received.poll(20, TimeUnit.SECONDS);
        }
    }

    private Messages open(String path, String... headers) throws Exception {
        Messages messages = new Messages();
        WebSocket.Builder builder = fixture.http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        builder.buildAsync(URI.create("ws://127.0.0.1:" + fixture.port + path), messages)
                .get(60, TimeUnit.SECONDS);
        return messages;
    }

    private void refused(int status, String path, String... headers) {
        assertThatThrownBy(() -> open(path, headers))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(failure -> assertThat(((WebSocketHandshakeException) failure.getCause())
                                .getResponse()
                                .statusCode())
                        .isEqualTo(status));
    }

    @Test
    void aHolderOfAKeyGetsTheEventsOfTasksAsMessages() throws Exception {
        String[] key = {"Authorization", "Bearer " + fixture.key(Role.OBSERVER)};
        Messages messages = open("/ws/tasks?after=0", key);
        get(fixture.fleet.submitTask(Task.of("x").id("x")));
        JsonObject message = new JsonObject(messages.next());
        assertThat(message.getString("event")).isEqualTo("task");
        assertThat(message.getString("id")).isNotEmpty();
        assertThat(message.getJsonObject("data").encode()).contains("\"x\"");
        assertThat(new JsonObject(open("/ws/tasks?after=0", key).next())).isEqualTo(message);
    }

    @Test
    void itBeginsWithTheStateOfTheFleet() throws Exception {
        String[] key = {"Authorization", "Bearer " + fixture.key(Role.OBSERVER)};
        get(fixture.fleet.submitTask(Task.of("x").id("before")));
        for (String path : List.of("/ws/tasks", "/ws/workers")) {
            JsonObject first = new JsonObject(open(path, key).next());
            assertThat(first.getString("event")).as(path).isEqualTo("snapshot");
            assertThat(first.getJsonObject("data")
                            .getJsonArray("tasks")
                            .getJsonObject(0)
                            .getString("id"))
                    .isEqualTo("before");
            assertThat(first.getJsonObject("data").getJsonObject("stats").getInteger("queued"))
                    .isEqualTo(1);
        }
        Messages tasks = open("/ws/tasks", key);
        assertThat(new JsonObject(tasks.next()).getString("event")).isEqualTo("snapshot");
        get(fixture.fleet.submitTask(Task.of("x").id("after")));
        assertThat(new JsonObject(tasks.next()).getJsonObject("data").getString("task"))
                .isEqualTo("after");
    }

    @Test
    void itSendsTheChangesOfWorkersAndOfNoTask() throws Exception {
        Messages workers = open("/ws/workers", "Authorization", "Bearer " + fixture.key(Role.OBSERVER));
        assertThat(new JsonObject(workers.next()).getString("event")).isEqualTo("snapshot");
        get(fixture.fleet.submitTask(Task.of("x").id("x").requires("nobody")));
        Worker worker = get(fixture.fleet
                .worker(WorkerOptions.create().id("w1"))
                .handle("general", attempt -> Future.succeededFuture(TaskResult.text("")))
                .start());
        JsonObject joined = new JsonObject(workers.next());
        assertThat(joined.getString("event")).isEqualTo("worker");
        assertThat(joined.getString("id")).isNotEmpty();
        assertThat(joined.getJsonObject("data").getString("worker")).isEqualTo("w1");
        assertThat(joined.getJsonObject("data").getString("event")).isEqualTo("WORKER_JOINED");
        get(worker.close());
        JsonObject left = new JsonObject(workers.next());
        assertThat(left.getJsonObject("data").getString("worker")).isEqualTo("w1");
        assertThat(left.getJsonObject("data").getString("event")).isEqualTo("WORKER_LEFT");
    }

    @Test
    void itSendsTheLogLinesThatAnOperatorAsksFor() throws Exception {
        refused(403, "/ws/logs", "Authorization", "Bearer " + fixture.key(Role.SUBMITTER));
        Messages messages = open("/ws/logs?level=WARN", "Authorization", "Bearer " + fixture.key(Role.OPERATOR));
        LogLines lines = new LogLines(
                "w1", List.of("{\"level\":\"INFO\",\"message\":\"a\"}", "{\"level\":\"ERROR\",\"message\":\"b\"}"), 3);
        await().until(() -> get(fixture.fleet.sendLog(lines)));
        JsonObject message = new JsonObject(messages.next());
        assertThat(message.getString("event")).isEqualTo("log");
        assertThat(message.getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("worker", "w1")
                        .put(
                                "lines",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("level", "ERROR")
                                                .put("message", "b")))
                        .put("dropped", 3));
        get(fixture.control.close());
        assertThat(messages.next()).isEqualTo("{\"event\":\"end\",\"data\":{\"reason\":\"shutdown\"}}");
    }

    @Test
    void aTicketOpensOneWebSocket() throws Exception {
        String answer = fixture.send("POST", "/api/v1/ws-tickets", "", fixture.key(Role.OBSERVER))
                .body();
        String path = "/ws/tasks?after=0&ticket=" + new JsonObject(answer).getString("ticket");
        Messages messages = open(path);
        get(fixture.fleet.submitTask(Task.of("x").id("x")));
        assertThat(new JsonObject(messages.next()).getString("event")).isEqualTo("task");
        refused(401, path);
        refused(401, "/ws/workers?ticket=nothing");
    }

    @Test
    void aTicketIsWorthNoMoreThanItsKey() throws Exception {
        ApiKeys.IssuedKey key = get(fixture.control.keys().issue("ann", Role.OBSERVER, Optional.empty()));
        String answer =
                fixture.send("POST", "/api/v1/ws-tickets", "", key.token()).body();
        get(fixture.control.keys().revoke(key.key().id()));
        refused(401, "/ws/tasks?ticket=" + new JsonObject(answer).getString("ticket"));
    }

    @Test
    void oneCallerDoesNotUseUpTheTicketsOfAll() throws Exception {
        String key = fixture.key(Role.OBSERVER);
        int status = 201;
        int tickets = 0;
        while (status == 201 && tickets < 100) {
            status = fixture.send("POST", "/api/v1/ws-tickets", "", key).statusCode();
            tickets++;
        }
        assertThat(status).isEqualTo(429);
        String other = fixture.key(Role.OBSERVER);
        assertThat(fixture.send("POST", "/api/v1/ws-tickets", "", other).statusCode())
                .isEqualTo(201);
    }

    @Test
    void aTicketOpensNothingElse() throws Exception {
        String answer = fixture.send("POST", "/api/v1/ws-tickets", "", fixture.key(Role.ADMIN))
                .body();
        String path = "/api/v1/tasks?ticket=" + new JsonObject(answer).getString("ticket");
        assertThat(fixture.send(fixture.request("GET", path, "")).statusCode()).isEqualTo(401);
    }

    @Test
    void aCookieOpensOneOnlyForThePageOfThisServer() throws Exception {
        String cookie = "codefleet_key=" + fixture.key(Role.OBSERVER);
        refused(401, "/ws/tasks", "Cookie", cookie);
        refused(401, "/ws/tasks", "Cookie", cookie, "Origin", "http://elsewhere.example");
        refused(401, "/ws/tasks", "Cookie", cookie, "Origin", "null");
        open("/ws/tasks", "Cookie", cookie, "Origin", "http://127.0.0.1:" + fixture.port);
    }

    @Test
    void aRevokedKeyEndsIt() throws Exception {
        ApiKeys.IssuedKey key = get(fixture.control.keys().issue("ann", Role.OBSERVER, Optional.empty()));
        Messages messages = open("/ws/workers", "Authorization", "Bearer " + key.token());
        assertThat(messages.next()).contains("snapshot");
        get(fixture.control.keys().revoke(key.key().id()));
        assertThat(messages.next()).isEqualTo("{\"event\":\"end\",\"data\":{\"reason\":\"key-ended\"}}");
        assertThat(messages.next()).isEqualTo(CLOSED);
    }

    @Test
    void aServerThatStopsEndsIt() throws Exception {
        Messages messages = open("/ws/workers", "Authorization", "Bearer " + fixture.key(Role.OBSERVER));
        assertThat(messages.next()).contains("snapshot");
        get(fixture.control.close());
        assertThat(messages.next()).isEqualTo("{\"event\":\"end\",\"data\":{\"reason\":\"shutdown\"}}");
    }
}
