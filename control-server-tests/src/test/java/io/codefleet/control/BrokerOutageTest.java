package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BrokerOutageTest {
    private static void unavailable(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValueAsLong("Retry-After")).hasValue(5);
        assertThat(new JsonObject(response.body()).getString("type")).isEqualTo("/api/v1/problems/broker-unavailable");
    }

    @Test
    void aKilledBrokerIsUnavailableUntilItIsBack() throws Exception {
        try (RedisTestServer redis = RedisTestServer.start(RedisTestOptions.DEFAULTS.withPersistence())) {
            CodefleetOptions options = CodefleetOptions.of(redis.uri()).namespace("n" + UUID.randomUUID());
            try (ControlFixture fixture = new ControlFixture(ControlOptions.defaults(), options)) {
                String key = fixture.key(Role.ADMIN);
                String task = "{\"prompt\": \"x\", \"id\": \"x\"}";
                assertThat(fixture.send("POST", "/api/v1/tasks", task, key).statusCode())
                        .isEqualTo(201);
                redis.kill();
                unavailable(fixture.send("POST", "/api/v1/tasks", task, key));
                unavailable(fixture.send("GET", "/api/v1/tasks", "", key));
                assertThat(fixture.send("GET", "/api/v1/health", "", key).statusCode())
                        .isEqualTo(503);
                redis.restart();
                await().until(() ->
                        fixture.send("GET", "/api/v1/tasks/x", "", key).statusCode() == 200);
            }
        }
    }

    @Test
    void totalsStayAndFiguresAreUnknownWhileTheBrokerIsAway() throws Exception {
        try (RedisTestServer redis = RedisTestServer.start(RedisTestOptions.DEFAULTS.withPersistence())) {
            ControlOptions brief =
                    ControlOptions.builder().keyCache(Duration.ofMillis(1)).build();
            CodefleetOptions options = CodefleetOptions.of(redis.uri()).namespace("n" + UUID.randomUUID());
            try (ControlFixture fixture = new ControlFixture(brief, options)) {
                String key = fixture.key(Role.ADMIN);
                fixture.send("POST", "/api/v1/tasks", "{\"prompt\": \"x\", \"id\": \"x\"}", key);
                assertThat(fixture.send("GET", "/metrics", "", key).body())
                        .contains("codefleet_fleet_tasks_submitted_total 1.0", "codefleet_fleet_tasks_queued 1.0");
                redis.kill();
                // A total that goes back to zero would count all of its tasks again when it returns.
                await().untilAsserted(() -> assertThat(
                                fixture.send("GET", "/metrics", "", key).body())
                        .contains(
                                "codefleet_broker_connected 0.0",
                                "codefleet_fleet_tasks_queued NaN",
                                "codefleet_fleet_tasks_submitted_total 1.0"));
                // A scrape is answered within the 10 seconds of Prometheus although no key can be read.
                HttpRequest.Builder scrape =
                        fixture.request("GET", "/metrics", "", key).timeout(Duration.ofSeconds(9));
                assertThat(fixture.send(scrape).statusCode()).isEqualTo(200);
                unavailable(fixture.send("GET", "/api/v1/spending", "", key));
                HttpResponse<String> stranger =
                        fixture.send("GET", "/metrics", "", "cf_" + "0".repeat(12) + "_" + "x".repeat(43));
                unavailable(stranger);
            }
        }
    }
}
