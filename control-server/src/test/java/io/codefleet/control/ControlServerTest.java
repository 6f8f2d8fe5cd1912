package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ControlServerTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final HttpClient http = HttpClient.newHttpClient();
    private CodefleetClient fleet;
    private String base;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fleet = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
        ControlServer control = ControlServer.on(vertx, fleet, ControlOptions.defaults());
        base = "http://127.0.0.1:" + get(control.listen(0)) + "/api/v1";
        key = get(control.keys().issue("ann", Role.OPERATOR, Optional.empty())).token();
    }

    @AfterEach
    void stop() throws Exception {
        get(fleet.close());
    }

    @Test
    void aTaskIsSubmittedAndItsOutcomeWaitedFor() throws Exception {
        get(fleet.worker(WorkerOptions.create())
                .handle("general", attempt -> Future.succeededFuture(TaskResult.text("4")))
                .start());
        HttpResponse<String> submitted = send("POST", "/tasks", "{\"prompt\": \"2 + 2\"}");
        assertThat(submitted.statusCode()).isEqualTo(201);
        String id = new JsonObject(submitted.body()).getString("id");
        HttpResponse<String> outcome = send("GET", "/tasks/" + id + "/outcome", "", "Prefer", "wait=20");
        assertThat(outcome.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(outcome.body()).getJsonObject("result").getString("text"))
                .isEqualTo("4");
    }

    @Test
    void aRequestWithoutAKeyIsRefused() throws Exception {
        HttpResponse<String> refused = http.send(
                HttpRequest.newBuilder(URI.create(base + "/tasks")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(new JsonObject(refused.body()).getString("type")).isEqualTo("/api/v1/problems/unauthenticated");
    }

    @Test
    void anUnknownFieldIsNamedByItsPointer() throws Exception {
        HttpResponse<String> refused = send("POST", "/tasks", "{\"prompt\": \"x\", \"prioritty\": 3}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("prioritty");
    }

    @Test
    void tasksAreFoundByTagAndSubmitter() throws Exception {
        send(
                "POST",
                "/tasks",
                "{\"id\": \"a\", \"prompt\": \"x\", \"tags\": {\"team\": \"core\", \"env\": \"a,b=c\"},"
                        + " \"context\": {\"project\": \"shop\", \"preferredModel\": \"p/m\"}}");
        send("POST", "/tasks", "{\"id\": \"b\", \"prompt\": \"x\", \"tags\": {\"team\": \"core\"}}");
        String actor = "ann#" + key.split("_", -1)[1];

        JsonObject a = list("?tag=team%3Dcore&tag=env%3Da%2Cb%3Dc").getJsonObject(0);
        assertThat(a.getString("id")).isEqualTo("a");
        assertThat(a.getString("submitter")).isEqualTo(actor);
        assertThat(a.getJsonObject("tags").getMap())
                .containsEntry("team", "core")
                .containsEntry("env", "a,b=c");
        assertThat(a.getString("project")).isEqualTo("shop");
        assertThat(a.getString("model")).isEqualTo("p/m");
        assertThat(list("?tag=team=core")).hasSize(2);
        assertThat(list("?tag=team%3Dother")).isEmpty();
        assertThat(list("?submitter=" + URLEncoder.encode(actor, StandardCharsets.UTF_8)))
                .hasSize(2);
        assertThat(list("?submitter=nobody")).isEmpty();
    }

    private JsonArray list(String query) throws Exception {
        HttpResponse<String> response = send("GET", "/tasks" + query, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body()).getJsonArray("items");
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
