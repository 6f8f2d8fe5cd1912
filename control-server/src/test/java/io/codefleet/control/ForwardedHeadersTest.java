package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tests are the proxy: they come from 127.0.0.1. */
class ForwardedHeadersTest {
    private static ControlOptions.Builder options(String trusted) {
        return ControlOptions.builder()
                .trustedProxies(List.of(trusted))
                .addressRate(new RateLimit(1, 3))
                .keyRate(new RateLimit(1000, 1000));
    }

    private static int statusFor(ControlFixture fixture, String client) throws Exception {
        return fixture.send(fixture.request("GET", "/api/v1/me", "").header("X-Forwarded-For", client))
                .statusCode();
    }

    @Test
    void clientsOfATrustedProxyAreCountedEachByItself() throws Exception {
        try (ControlFixture fixture =
                ControlFixture.start(options("127.0.0.0/8").build())) {
            for (int i = 0; i < 20; i++) {
                statusFor(fixture, "198.51.100.1");
            }
            assertThat(statusFor(fixture, "198.51.100.1")).isEqualTo(429);
            assertThat(statusFor(fixture, "198.51.100.2")).isEqualTo(401);
            // The proxy has added the client to what the client sent.
            assertThat(statusFor(fixture, "203.0.113.5, 198.51.100.1")).isEqualTo(429);
        }
    }

    @Test
    void aStrangerCannotTakeOtherAddresses() throws Exception {
        try (ControlFixture fixture = ControlFixture.start(options("10.0.0.0/8").build())) {
            for (int i = 0; i < 20; i++) {
                statusFor(fixture, "198.51.100." + i);
            }
            assertThat(statusFor(fixture, "198.51.100.200")).isEqualTo(429);
        }
    }

    private static HttpResponse<String> signIn(ControlFixture fixture, String key) throws Exception {
        return fixture.send(fixture.request("POST", "/api/v1/session", "{\"key\": \"" + key + "\"}")
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", "198.51.100.1")
                .header("X-Forwarded-Proto", "https"));
    }

    private static int submit(ControlFixture fixture, String cookie, String origin) throws Exception {
        HttpRequest.Builder request = fixture.request("POST", "/api/v1/tasks", "{\"prompt\": \"x\"}")
                .header("Content-Type", "application/json")
                .header("X-Codefleet-Request", "1")
                .header("Cookie", cookie)
                .header("Origin", origin)
                .header("X-Forwarded-For", "198.51.100.1")
                .header("X-Forwarded-Host", "fleet.example");
        return fixture.send(request).statusCode();
    }

    @Test
    void aTrustedProxyGivesTheSchemeAndTheHost() throws Exception {
        try (ControlFixture fixture = ControlFixture.start(options("127.0.0.1").build())) {
            String cookie = signIn(fixture, fixture.key(Role.ADMIN))
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow();
            assertThat(cookie).contains("Secure").contains("Path=/;");
            String pair = cookie.substring(0, cookie.indexOf(';'));
            assertThat(submit(fixture, pair, "https://fleet.example")).isEqualTo(201);
            assertThat(submit(fixture, pair, "https://other.example")).isEqualTo(401);
            assertThat(submit(fixture, pair, "http://127.0.0.1:" + fixture.port))
                    .isEqualTo(401);
        }
    }

    @Test
    void aStrangerGivesNeither() throws Exception {
        try (ControlFixture fixture = ControlFixture.start(options("10.0.0.1").build())) {
            String cookie = signIn(fixture, fixture.key(Role.ADMIN))
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow();
            assertThat(cookie).doesNotContain("Secure");
            String pair = cookie.substring(0, cookie.indexOf(';'));
            assertThat(submit(fixture, pair, "https://fleet.example")).isEqualTo(401);
            assertThat(submit(fixture, pair, "http://127.0.0.1:" + fixture.port))
                    .isEqualTo(201);
        }
    }
}
