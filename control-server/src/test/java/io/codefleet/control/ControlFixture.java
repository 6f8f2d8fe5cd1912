package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A control plane on a free port of this machine, and real HTTP requests to it. */
final class ControlFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Vertx vertx = Vertx.vertx();
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final CodefleetClient fleet;
    final ControlServer control;
    final int port;

    ControlFixture(ControlOptions options, CodefleetOptions broker) throws Exception {
        this(options, broker, UnaryOperator.identity());
    }

    /** Starts a control plane on a view of the client that the test has. */
    ControlFixture(ControlOptions options, CodefleetOptions broker, UnaryOperator<CodefleetClient> view)
            throws Exception {
        fleet = get(Codefleet.connect(vertx, broker));
        control = ControlServer.on(vertx, view.apply(fleet), options);
        port = get(control.listen(0));
    }

    static ControlFixture start() throws Exception {
        return start(ControlOptions.builder()
                .addressRate(new RateLimit(10_000, 10_000))
                .build());
    }

    static ControlFixture start(ControlOptions options) throws Exception {
        return new ControlFixture(options, CodefleetOptions.of("memory:" + UUID.randomUUID()));
    }

    String key(Role role) throws Exception {
        return get(control.keys().issue("ann", role, Optional.empty())).token();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
    }

    HttpRequest.Builder request(String method, String path, String body, String key) {
        HttpRequest.Builder request = request(method, path, body).header("Authorization", "Bearer " + key);
        return body.isEmpty() ? request : request.header("Content-Type", "application/json");
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String body, String key) throws Exception {
        return send(request(method, path, body, key));
    }

    /** Returns the JSON of an answer, which must have this status. */
    JsonObject call(String method, String path, String body, String key, int status) throws Exception {
        HttpResponse<String> response = send(method, path, body, key);
        assertThat(response.statusCode())
                .as("%s %s: %s", method, path, response.body())
                .isEqualTo(status);
        return new JsonObject(response.body());
    }

    /** Returns the status and closes the answer, which may be a stream without an end. */
    int status(HttpRequest.Builder request) throws Exception {
        HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        response.body().close();
        return response.statusCode();
    }

    JsonObject contract() throws Exception {
        return new JsonObject(send(request("GET", "/api/openapi.json", "")).body());
    }

    /** Sends bytes as they are and returns all that comes back until the server closes the connection. */
    String raw(String text) throws Exception {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws Exception {
        get(control.close());
        get(fleet.close());
        get(vertx.close());
    }
}
