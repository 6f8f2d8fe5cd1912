package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

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
        for (Object each : kinds) {
            JsonObject kind = (JsonObject) each;
            HttpResponse<String> page = fixture.send(fixture.request("GET", kind.getString("type"), ""));
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(page.body())).isEqualTo(kind);
        }
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
