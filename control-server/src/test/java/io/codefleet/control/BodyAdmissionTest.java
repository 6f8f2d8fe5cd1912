package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A body is read when its sender is known and may send it. */
class BodyAdmissionTest {
    private static final ControlOptions QUICK =
            ControlOptions.builder().bodyTimeout(Duration.ofSeconds(1)).build();

    /** The answer to a request that announces a body and does not send it, once the server closes the connection. */
    private static String answer(ControlFixture fixture, String method, String path, String authorization)
            throws Exception {
        return fixture.raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + authorization
                + "Content-Type: application/json\r\nContent-Length: 5000000\r\n\r\n{");
    }

    @Test
    void whoIsNotKnownIsRefusedBeforeTheBodyArrives() throws Exception {
        try (ControlFixture fixture = ControlFixture.start(QUICK)) {
            assertThat(answer(fixture, "POST", "/api/v1/tasks", "")).startsWith("HTTP/1.1 401 ");
            assertThat(answer(fixture, "PUT", "/api/v1/tasks/x", "Authorization: Bearer cf_nonsense\r\n"))
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void whoMayNotDoItIsRefusedBeforeTheBodyArrives() throws Exception {
        try (ControlFixture fixture = ControlFixture.start(QUICK)) {
            String key = "Authorization: Bearer " + fixture.key(Role.OBSERVER) + "\r\n";
            assertThat(answer(fixture, "POST", "/api/v1/tasks", key)).startsWith("HTTP/1.1 403 ");
            assertThat(answer(fixture, "POST", "/api/v1/nothing", key)).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void whoHasSentTooManyIsRefusedBeforeTheBodyArrives() throws Exception {
        ControlOptions options = QUICK.toBuilder().keyRate(new RateLimit(1, 1)).build();
        try (ControlFixture fixture = ControlFixture.start(options)) {
            String key = fixture.key(Role.SUBMITTER);
            fixture.send("GET", "/api/v1/me", "", key);
            assertThat(answer(fixture, "POST", "/api/v1/tasks", "Authorization: Bearer " + key + "\r\n"))
                    .startsWith("HTTP/1.1 429 ");
        }
    }

    @Test
    void whoSignsInSendsAShortBody() throws Exception {
        try (ControlFixture fixture = ControlFixture.start(QUICK)) {
            String body = "{\"key\": \"" + "x".repeat(16 * 1024) + "\"}";
            assertThat(fixture.send(fixture.request("POST", "/api/v1/session", body)
                                    .header("Content-Type", "application/json"))
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void theConnectionOfARefusedRequestIsUsedAgain() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            String body = "x".repeat(100_000);
            String answers = fixture.raw("POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body + "GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answers).startsWith("HTTP/1.1 401 ").contains("HTTP/1.1 200 ");
        }
    }
}
