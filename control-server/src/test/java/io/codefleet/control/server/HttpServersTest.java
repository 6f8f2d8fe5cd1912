package io.codefleet.control.server;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import java.net.BindException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServersTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        get(vertx.close().map(true));
    }

    private static void answerThread(HttpServer server) {
        server.requestHandler(
                request -> request.response().end(Thread.currentThread().getName()));
    }

    private HttpServers listen(int port) {
        return get(HttpServers.listen(
                vertx, new HttpServerOptions().setHost("127.0.0.1").setPort(port), HttpServersTest::answerThread));
    }

    /** Asks by a connection of its own. */
    private String ask(int port) {
        HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1));
        return get(client.request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .eventually(client::close)
                .map(Buffer::toString));
    }

    @Test
    void connectionsAreServedByAsManyEventLoopsAsThereAreProcessorsAndAtMostFour() {
        int port = listen(0).port();
        Set<String> threads = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            threads.add(ask(port));
        }
        assertThat(threads)
                .hasSize(Math.min(4, Runtime.getRuntime().availableProcessors()))
                .allMatch(name -> name.contains("eventloop"));
    }

    @Test
    void eachCallForAFreePortGetsAPortOfItsOwn() {
        assertThat(listen(0).port()).isPositive().isNotEqualTo(listen(0).port());
    }

    @Test
    void aTakenPortIsAFailure() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Future<HttpServers> listening = HttpServers.listen(
                    vertx,
                    new HttpServerOptions().setHost("0.0.0.0").setPort(taken.getLocalPort()),
                    HttpServersTest::answerThread);
            assertThatThrownBy(() -> get(listening)).hasRootCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void thePortIsFreeAfterTheShutdown() {
        HttpServers servers = listen(0);
        int port = servers.port();
        ask(port);
        get(servers.shutdown(Duration.ofSeconds(5)).map(true));
        assertThat(listen(port).port()).isEqualTo(port);
        assertThat(ask(port)).contains("eventloop");
    }
}
