package io.codefleet.control.api;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    /** Returns whether each failure is that of an abandoned request, before and after the client has reset its connection. */
    private String verdicts(Throwable failure) throws Exception {
        Promise<Void> arrived = Promise.promise();
        Promise<String> verdict = Promise.promise();
        HttpServer server = get(vertx.createHttpServer()
                .requestHandler(request -> {
                    HttpServerResponse response = request.response();
                    boolean before = Answers.isAbandoned(response, failure);
                    response.closeHandler(
                            closed -> verdict.complete(before + " " + Answers.isAbandoned(response, failure)));
                    arrived.complete();
                })
                .listen(0, "127.0.0.1"));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", server.actualPort()));
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            get(arrived.future());
            socket.setSoLinger(true, 0);
        }
        return get(verdict.future());
    }

    /** What the library fails a file with that was sent in part. */
    private static Throwable ofLibrary() {
        return Future.failedFuture((String) null).cause();
    }

    @Test
    void aFaultOfTheConnectionIsNoneOfTheServerOnceTheClientHasGone() throws Exception {
        assertThat(verdicts(ofLibrary())).isEqualTo("false true");
        assertThat(verdicts(new IOException("Broken pipe"))).isEqualTo("false true");
    }

    @Test
    void anotherFaultIsOneOfTheServerAlthoughTheClientHasGone() throws Exception {
        assertThat(verdicts(new IllegalStateException("broken"))).isEqualTo("false false");
    }
}
