package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.RateLimiter;
import io.codefleet.control.auth.Role;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {
    private static final RateLimit THREE = new RateLimit(1, 3);

    private static void refused(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValueAsLong("Retry-After")).hasValue(1);
        assertThat(new JsonObject(response.body()).getString("type")).isEqualTo("/api/v1/problems/too-many-requests");
        assertThat(new JsonObject(response.body()).getBoolean("retryable")).isTrue();
    }

    private static HttpResponse<String> send(ControlFixture fixture, int times, String key) throws Exception {
        HttpResponse<String> last = fixture.send("GET", "/api/v1/me", "", key);
        for (int i = 1; i < times; i++) {
            last = fixture.send("GET", "/api/v1/me", "", key);
        }
        return last;
    }

    @Test
    void eachKeyHasItsOwnLimit() throws Exception {
        try (ControlFixture fixture = ControlFixture.start(
                ControlOptions.builder().keyRate(new RateLimit(1, 3)).build())) {
            String busy = fixture.key(Role.OBSERVER);
            refused(send(fixture, 30, busy));
            assertThat(send(fixture, 1, fixture.key(Role.OBSERVER)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoGuessesKeysIsSlowedDownAndTheHoldersOfValidKeysAtTheAddressAreNot() throws Exception {
        try (ControlFixture fixture =
                ControlFixture.start(ControlOptions.builder().addressRate(THREE).build())) {
            refused(send(fixture, 30, "cf_nonsense"));
            refused(fixture.send(fixture.request("POST", "/api/v1/session", "{\"key\": \"cf_guessed\"}")
                    .header("Content-Type", "application/json")));
            assertThat(send(fixture, 5, fixture.key(Role.OBSERVER)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoGuessesLinksIsSlowedDown() throws Exception {
        try (ControlFixture fixture =
                ControlFixture.start(ControlOptions.builder().addressRate(THREE).build())) {
            HttpResponse<String> last = fixture.send(fixture.request("GET", "/login?ticket=guessed", ""));
            assertThat(last.statusCode()).isEqualTo(303);
            for (int i = 0; i < 30; i++) {
                last = fixture.send(fixture.request("GET", "/login?ticket=guessed" + i, ""));
            }
            refused(last);
        }
    }

    @Test
    void theAddressesOfOneIpv6NetworkAreOneCaller() {
        String first = RateLimiter.caller("2001:db8:1:2::1");
        assertThat(RateLimiter.caller("2001:db8:1:2:ffff::9")).isEqualTo(first);
        assertThat(RateLimiter.caller("2001:db8:1:3::1")).isNotEqualTo(first);
        assertThat(RateLimiter.caller("192.0.2.7")).isEqualTo("192.0.2.7");
    }

    @Test
    void aBodyThatDoesNotArriveEndsTheConnection() throws Exception {
        ControlOptions options =
                ControlOptions.builder().bodyTimeout(Duration.ofMillis(200)).build();
        try (ControlFixture fixture = ControlFixture.start(options)) {
            String answer = fixture.raw(
                    "POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + fixture.key(Role.SUBMITTER)
                            + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("/api/v1/problems/request-timeout");
        }
    }

    @Test
    void aConnectionOnWhichNothingMovesIsClosed() throws Exception {
        ControlOptions options =
                ControlOptions.builder().idleTimeout(Duration.ofSeconds(1)).build();
        try (ControlFixture fixture = ControlFixture.start(options)) {
            assertThat(fixture.raw("GET /api/v1/me HTTP/1.1\r\nHost:")).isEmpty();
            assertThat(fixture.raw("")).isEmpty();
        }
    }

    /** A server that closes a connection first does so while a client may be sending the next request. */
    @Test
    void clientsCloseAnIdleConnectionBeforeTheServerDoes() {
        assertThat(ControlOptions.defaults().idleTimeout())
                .isGreaterThan(Duration.ofSeconds(HttpClientOptions.DEFAULT_KEEP_ALIVE_TIMEOUT));
    }

    @Test
    void aConnectionTooManyIsClosedAndTheOthersAreServed() throws Exception {
        try (ControlFixture fixture =
                ControlFixture.start(ControlOptions.builder().maxConnections(1).build())) {
            String request = "GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
            try (Socket first = new Socket("127.0.0.1", fixture.port)) {
                first.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(first.getInputStream().read()).isEqualTo('H');
                assertThat(fixture.raw("")).isEmpty();
            }
            org.awaitility.Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> fixture.raw(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
                            .startsWith("HTTP/1.1 200 "));
        }
    }
}
