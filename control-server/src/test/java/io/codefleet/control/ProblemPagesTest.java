package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.control.auth.Role;
import io.codefleet.json.OutcomeJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProblemPagesTest {
    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void theTypeOfEachProblemIsThePageThatExplainsIt() throws Exception {
        HttpResponse<String> list = fixture.send(fixture.request("GET", "/api/v1/problems", ""));
        JsonArray kinds = new JsonObject(list.body()).getJsonArray("items");
        assertThat(kinds).hasSizeGreaterThan(20);
        JsonArray errors = new JsonObject(list.body()).getJsonArray("outcomeErrors");
        assertThat(errors).hasSameSizeAs(ErrorKind.values());
        for (Object each : kinds.copy().addAll(errors)) {
            JsonObject kind = (JsonObject) each;
            HttpResponse<String> page = fixture.send(fixture.request("GET", kind.getString("type"), ""));
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(page.body())).isEqualTo(kind);
        }
    }

    @Test
    void theKindOfTheErrorOfATaskIsTheNameOfAPage() throws Exception {
        String key = fixture.key(Role.SUBMITTER);
        String task = "{\"prompt\": \"x\", \"limits\": {\"queueTimeoutMs\": 50}}";
        fixture.call("PUT", "/api/v1/tasks/t", task, key, 201);
        JsonObject outcome = get(fixture.fleet.handle("t").outcome().map(OutcomeJson::encode));
        String kind = outcome.getJsonObject("error").getString("kind");
        assertThat(kind).isEqualTo("QUEUE_TIMEOUT");

        HttpResponse<String> page = fixture.send(
                fixture.request("GET", "/api/v1/problems/" + kind, "").header("Accept", "text/html"));
        assertThat(page.body())
                .contains("<h1>No worker took the task in time</h1>")
                .contains("Another attempt cannot succeed with the same input.");
    }

    @Test
    void aBrowserGetsThePageAsHtml() throws Exception {
        HttpResponse<String> page = fixture.send(
                fixture.request("GET", "/api/v1/problems/queue-full", "").header("Accept", "text/html,*/*"));
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).contains("<h1>Too many tasks wait</h1>");
    }

    @Test
    void anUnknownKindIsNotFound() throws Exception {
        assertThat(fixture.send(fixture.request("GET", "/api/v1/problems/nothing", ""))
                        .statusCode())
                .isEqualTo(404);
    }
}
