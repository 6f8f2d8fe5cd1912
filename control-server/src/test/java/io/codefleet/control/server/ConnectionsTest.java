package io.codefleet.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections without a request are closed; those with one are not. The server has no idle timeout. */
class ConnectionsTest {
    private static final int MAX_LINES = 2000;

    private final Vertx vertx = Vertx.vertx();
    private final Connections connections = new Connections(vertx, 100, Duration.ofMillis(200));
    private int port;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(connections.noting(request -> {
                    if (request.path().equals("/socket")) {
                        request.toWebSocket().onSuccess(ConnectionsTest::echo);
                    } else if (request.path().equals("/stream")) {
                        request.response().setChunked(true).write("x");
                    } else {
                        request.response().end("ok");
                    }
                }))
                .connectionHandler(connections);
        port = get(server.listen(0, "127.0.0.1")).actualPort();
    }

    private static void echo(ServerWebSocket socket) {
        socket.textMessageHandler(socket::writeTextMessage);
    }

    @AfterEach
    void stop() throws Exception {
        connections.stop();
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Returns once the server has closed a connection on which nothing happened, and so has looked at all at least twice. */
    private void awaitLooks() throws IOException {
        try (Socket silent = open()) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aHeadThatArrivesBitByBitDoesNotKeepItsPlace() throws Exception {
        try (Socket socket = open()) {
            socket.setSoTimeout(20);
            send(socket, "GET / HTTP/1.1\r\n");
            int lines = 0;
            while (lines < MAX_LINES && !closedAfter(socket, "X: y\r\n")) {
                lines++;
            }
            assertThat(lines).isLessThan(MAX_LINES);
        }
    }

    private static boolean closedAfter(Socket socket, String line) {
        try {
            send(socket, line);
            return socket.getInputStream().read() == -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aConnectionBehindItsLastRequestIsClosed() throws Exception {
        try (Socket socket = open()) {
            send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("ok");
        }
    }

    @Test
    void aConnectionThatServesARequestStaysOpen() throws Exception {
        try (Socket socket = open()) {
            send(socket, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            awaitLooks();
            awaitLooks();
            socket.setSoTimeout(1);
            assertThatThrownBy(in::readAllBytes).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aWebSocketStaysOpen() throws Exception {
        CompletableFuture<String> received = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/socket"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        received.complete(data.toString());
                        return null;
                    }
                })
                .get(60, TimeUnit.SECONDS);
        awaitLooks();
        awaitLooks();
        socket.sendText("still here", true).get(60, TimeUnit.SECONDS);
        assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo("still here");
    }
}
