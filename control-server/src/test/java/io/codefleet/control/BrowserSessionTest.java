package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A browser sends its cookie with what any page makes it send, so that the cookie alone changes nothing. */
class BrowserSessionTest {
    private static final String HEADER = "X-Codefleet-Request";

    private ControlFixture fixture;
    private String cookie;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        String key = new JsonObject().put("key", fixture.key(Role.ADMIN)).encode();
        HttpResponse<String> signedIn = fixture.send(
                fixture.request("POST", "/api/v1/session", key).header("Content-Type", "application/json"));
        String set = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        cookie = set.substring(0, set.indexOf(';'));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private HttpRequest.Builder request(String method, String path, String body) {
        HttpRequest.Builder request = fixture.request(method, path, body).header("Cookie", cookie);
        return body.isEmpty() ? request : request.header("Content-Type", "application/json");
    }

    private HttpRequest.Builder submit() {
        return request("POST", "/api/v1/tasks", "{\"prompt\": \"x\"}");
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return fixture.send(request).statusCode();
    }

    @Test
    void theCookieReadsAndChangesOnlyWithTheHeaderOfTheDashboard() throws Exception {
        assertThat(status(request("GET", "/api/v1/tasks", ""))).isEqualTo(200);
        assertThat(status(submit())).isEqualTo(401);
        assertThat(status(request("PUT", "/api/v1/tasks/a", "{\"prompt\": \"x\"}")))
                .isEqualTo(401);
        assertThat(status(request("DELETE", "/api/v1/tasks/a", ""))).isEqualTo(401);
        assertThat(status(submit().header(HEADER, "1"))).isEqualTo(201);
    }

    @Test
    void aPageOfAnotherOriginChangesNothing() throws Exception {
        String own = "http://127.0.0.1:" + fixture.port;
        assertThat(status(submit().header(HEADER, "1").header("Origin", own))).isEqualTo(201);
        for (String other : new String[] {"http://127.0.0.1:1", "https://evil.example", "null", "not an origin"}) {
            assertThat(status(submit().header(HEADER, "1").header("Origin", other)))
                    .as(other)
                    .isEqualTo(401);
        }
    }

    @Test
    void aBrowserThatSignedOutHasNoCookieAnyMore() throws Exception {
        HttpResponse<String> out =
                fixture.send(request("DELETE", "/api/v1/session", "").header(HEADER, "1"));
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("codefleet_key=;")
                .contains("Max-Age=0");
    }
}
