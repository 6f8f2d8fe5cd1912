package io.codefleet.agent.opencode.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions of a server that the test plays. */
class SessionFactoryTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private boolean silent;
    private OpenCodeClient client;

    @BeforeEach
    void listen() {
        HttpServer server = vertx.get()
                .createHttpServer()
                .requestHandler(request -> {
                    requests.add(request);
                    if (!silent) {
                        request.response()
                                .end(new JsonObject().put("id", "ses_1").toBuffer());
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        client = new OpenCodeClient(
                vertx.get(),
                ServerAddress.of(
                        URI.create("http://127.0.0.1:" + server.actualPort()), Optional.empty(), Optional.empty()));
    }

    private Future<SessionFactory.Opened> open(String folder, Duration limit) {
        Agent.TurnRequest request = Agent.TurnRequest.of(Path.of(folder), "a test", "Do it.");
        return new SessionFactory(client, request, new JsonArray(), limit).open();
    }

    @Test
    void aSessionThatIsNotOpenedInTimeNamesTheCause() {
        silent = true;
        Future<SessionFactory.Opened> opened = open("/folder", Duration.ofMillis(50));

        await().until(opened::failed);
        AttemptException failure = (AttemptException) opened.cause();
        assertThat(failure.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(failure.error().details()).containsEntry("reason", "not_started");
        assertThat(failure).hasMessageContaining("/folder within 50ms").hasMessageContaining("package registry");
    }

    @Test
    void theFolderIsNamedInAHeaderThatIsEncodedOnce() {
        for (String name : List.of("a b", "a%b", "a+b", "a?b#c&d", "größe 漢字 🎈", "tab\tline\n", "\"'<>;=,")) {
            requests.clear();
            Future<SessionFactory.Opened> opened = open("/" + name, Duration.ofSeconds(30));
            await().until(opened::succeeded);

            assertThat(requests).singleElement().satisfies(request -> {
                assertThat(request.uri()).isEqualTo("/session");
                String header = request.getHeader("x-opencode-directory");
                assertThat(header).matches("[!-~]+").doesNotContain("+");
                assertThat(URLDecoder.decode(header, StandardCharsets.UTF_8)).isEqualTo("/" + name);
            });
        }
    }
}
