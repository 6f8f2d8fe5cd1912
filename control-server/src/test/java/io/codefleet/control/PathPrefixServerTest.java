package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPrefixServerTest {
    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start(ControlOptions.builder()
                .pathPrefix("/fleet")
                .addressRate(new RateLimit(10_000, 10_000))
                .build());
        key = fixture.key(Role.ADMIN);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fleet/",
                "/fleet/assets/app.js",
                "/fleet/assets/lib/lit/index.js",
                "/fleet/api/v1/me",
                "/fleet/api/me",
                "/fleet/api/v1/tasks?limit=5",
                "/fleet/api/tasks?limit=5",
                "/fleet/api/openapi.json"
            })
    void everythingIsServedBelowThePrefix(String path) throws Exception {
        assertThat(fixture.send("GET", path, "", key).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/me",
                "/fleets/api/v1/me",
                "/fleet/fleet/api/v1/me",
                "/x/../fleet/api/v1/me",
                "/fleet/../api/v1/me",
                "/fleet/api/v1/workers/../keys",
                "/fleet//api/v1/me",
                "/fleet%2fapi/v1/me",
                "/assets/app.js"
            })
    void nothingIsServedElsewhere(String path) throws Exception {
        HttpResponse<String> response = fixture.send("GET", path, "", key);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(response.body()).getString("type"))
                .isEqualTo("/fleet/api/v1/problems/no-such-resource");
    }

    @Test
    void thePrefixAloneLeadsToTheDashboard() throws Exception {
        HttpResponse<String> response = fixture.send("GET", "/fleet?x=1", "", key);
        assertThat(response.statusCode()).isEqualTo(308);
        assertThat(response.headers().firstValue("Location")).hasValue("/fleet/?x=1");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /fleet/api/v1/tasks, {, malformed-json",
        "GET, /fleet/api/v1/tasks/nothing, , task-not-found",
        "PATCH, /fleet/api/v1/tasks, , method-not-allowed"
    })
    void theTypeOfAProblemIsItsPage(String method, String path, String body, String code) throws Exception {
        HttpResponse<String> response = fixture.send(method, path, body == null ? "" : body, key);
        String type = new JsonObject(response.body()).getString("type");
        assertThat(type).isEqualTo("/fleet/api/v1/problems/" + code);
        JsonObject page = new JsonObject(fixture.send("GET", type, "", key).body());
        assertThat(page.getString("type")).isEqualTo(type);
    }

    @Test
    void problemsWithinAnswersAndStreamsHaveThePrefixToo() throws Exception {
        fixture.send("PUT", "/fleet/api/v1/tasks/x", "{\"prompt\": \"1\"}", key);
        String batch = "{\"tasks\": [{\"id\": \"x\", \"prompt\": \"2\"}]}";
        assertThat(fixture.send("POST", "/fleet/api/v1/tasks/batch", batch, key).body())
                .contains("\"/fleet/api/v1/problems/duplicate-task\"");
        assertThat(fixture.send("GET", "/fleet/api/v1/events?after=nonsense", "", key)
                        .body())
                .contains("event: error\n")
                .contains("\"/fleet/api/v1/problems/invalid-input\"");
        assertThat(fixture.raw("NONSENSE\r\n\r\n")).contains("\"/fleet/api/v1/problems/malformed-request\"");
    }

    @Test
    void theDocumentNamesTheServer() throws Exception {
        JsonObject document = new JsonObject(
                fixture.send("GET", "/fleet/api/openapi.json", "", key).body());
        assertThat(document.getJsonArray("servers").getJsonObject(0).getString("url"))
                .isEqualTo("/fleet");
    }

    @Test
    void theCookieIsForThePrefixAlone() throws Exception {
        String link = get(fixture.control.loginLink(fixture.port));
        assertThat(link).startsWith("http://127.0.0.1:" + fixture.port + "/fleet/login?ticket=");
        HttpResponse<String> response =
                fixture.send(fixture.request("GET", link.substring(link.indexOf("/fleet")), ""));
        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(response.headers().firstValue("Location")).hasValue("./");
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("Path=/fleet;")
                .containsIgnoringCase("HttpOnly")
                .doesNotContain("Secure");
    }
}
