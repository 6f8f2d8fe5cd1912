package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.inmemory.TestClock;
import io.codefleet.control.alerts.AlertOptions;
import io.codefleet.control.alerts.AlertReceiver;
import io.codefleet.control.alerts.AlertRule;
import io.codefleet.control.alerts.AlertThreshold;
import io.codefleet.control.auth.Role;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts of two control planes of one fleet, and what arrives at a real receiver. */
class AlertDeliveryTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

    /** The call by which an evaluation begins to look at the alerts. */
    private static final String EVALUATION = "list alert";

    private final Vertx vertx = Vertx.vertx();
    private final List<FleetProbe> probes = List.of(new FleetProbe(), new FleetProbe());
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private HttpServer server;

    private record Received(String path, String id, String timestamp, String signature, String body) {}

    @BeforeEach
    void listen() throws Exception {
        server = get(vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            received.add(new Received(
                    request.path(),
                    request.getHeader("webhook-id"),
                    request.getHeader("webhook-timestamp"),
                    request.getHeader("webhook-signature"),
                    body.toString()));
            if (request.path().equals("/moved")) {
                request.response().setStatusCode(302).putHeader("Location", "/elsewhere");
            }
            request.response().end();
        });
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    private ControlOptions options(String path, AlertReceiver.MessageFormat format) {
        URI url = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        return ControlOptions.builder()
                .alerts(AlertOptions.builder()
                        .interval(Duration.ofMillis(100))
                        .dashboard(URI.create("https://fleet.example/"))
                        .thresholds(
                                Map.of(AlertRule.UNSERVED_LANE, new AlertThreshold(true, 0, Duration.ofMillis(200))))
                        .receivers(List.of(new AlertReceiver("ops", format, url, Optional.of(SECRET))))
                        .build())
                .build();
    }

    /**
     * Waits until both control planes have evaluated twice more. Each waits for its messages to arrive before it evaluates again, so
     * that none is under way then.
     */
    private void awaitEvaluations() {
        List<Integer> before =
                probes.stream().map(probe -> probe.calls(EVALUATION)).toList();
        await().until(() ->
                IntStream.range(0, probes.size()).allMatch(i -> probes.get(i).calls(EVALUATION) >= before.get(i) + 3));
    }

    private long count(String text) {
        return received.stream().filter(each -> each.body().contains(text)).count();
    }

    @Test
    void aChangeIsOneSignedMessageHoweverManyControlPlanesRun() throws Exception {
        CodefleetOptions broker = CodefleetOptions.of("memory:" + UUID.randomUUID());
        ControlOptions options = options("/hook", AlertReceiver.MessageFormat.WEBHOOK);
        try (ControlFixture one = new ControlFixture(options, broker, probes.get(0)::view);
                ControlFixture two = new ControlFixture(options, broker, probes.get(1)::view)) {
            get(one.fleet.submitTask(Task.of("x").id("x")));
            await().until(() -> count("alert.firing") > 0);
            get(two.fleet.handle("x").cancel("enough"));
            await().until(() -> count("alert.resolved") > 0);
            awaitEvaluations();
            assertThat(received).hasSize(2);
            assertThat(received.stream().map(Received::id)).doesNotHaveDuplicates();
            received.forEach(AlertDeliveryTest::verify);
            JsonObject data = new JsonObject(received.get(0).body()).getJsonObject("data");
            assertThat(data.getString("rule")).isEqualTo("unserved-lane");
            assertThat(data.getString("link")).isEqualTo("https://fleet.example/#/lanes");
            JsonArray log = receivers(one).getJsonObject(0).getJsonArray("deliveries");
            assertThat(log).hasSize(2).allMatch(entry -> ((JsonObject) entry).getBoolean("delivered"));
        }
    }

    private static void verify(Received message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            byte[] signed =
                    (message.id() + "." + message.timestamp() + "." + message.body()).getBytes(StandardCharsets.UTF_8);
            assertThat(message.signature())
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonArray receivers(ControlFixture fixture) throws Exception {
        String key = fixture.key(Role.ADMIN);
        return new JsonObject(
                        fixture.send("GET", "/api/v1/alert-receivers", "", key).body())
                .getJsonArray("items");
    }

    @Test
    void aRedirectIsAFaultAndIsNotFollowed() throws Exception {
        ControlOptions options = options("/moved", AlertReceiver.MessageFormat.SLACK);
        try (ControlFixture fixture = new ControlFixture(options, CodefleetOptions.of("memory:" + UUID.randomUUID()))) {
            String key = fixture.key(Role.ADMIN);
            JsonObject answer = new JsonObject(fixture.send("POST", "/api/v1/alert-receivers/ops/test", "", key)
                    .body());
            assertThat(answer.getBoolean("delivered")).isFalse();
            assertThat(answer.getString("fault")).contains("302");
            assertThat(received).extracting(Received::path).containsExactly("/moved");
            assertThat(receivers(fixture).encode())
                    .contains("redirects are not followed")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void anAlertIsAcknowledgedAndSilenced() throws Exception {
        ControlOptions options = options("/api/v2/alerts", AlertReceiver.MessageFormat.ALERTMANAGER);
        try (ControlFixture fixture = new ControlFixture(options, CodefleetOptions.of("memory:" + UUID.randomUUID()))) {
            String key = fixture.key(Role.OPERATOR);
            get(fixture.fleet.submitTask(Task.of("x").id("x")));
            await().until(() -> !firing(fixture, key).isEmpty());
            String id = firing(fixture, key).getJsonObject(0).getString("id");
            String path = "/api/v1/alerts/" + id;
            JsonObject acknowledged = new JsonObject(
                    fixture.send("POST", path + "/acknowledge", "", key).body());
            assertThat(acknowledged.getString("acknowledgedBy")).startsWith("ann#");
            assertThat(fixture.send("POST", path + "/silence", "{\"durationMs\": 60000}", key)
                            .statusCode())
                    .isEqualTo(200);
            await().until(() -> !received.isEmpty());
            JsonObject sent = new JsonArray(received.get(0).body()).getJsonObject(0);
            assertThat(sent.getJsonObject("labels").getString("alertname")).isEqualTo("unserved-lane");
            get(fixture.fleet.handle("x").cancel("enough"));
            await().until(() -> firing(fixture, key).isEmpty());
            // Alertmanager would show the alert as firing until its end, which is far.
            await().until(() -> received.size() == 2);
            assertThat(Instant.parse(new JsonArray(received.get(1).body())
                            .getJsonObject(0)
                            .getString("endsAt")))
                    .isBeforeOrEqualTo(Instant.now());
            assertThat(fixture.send("POST", "/api/v1/alerts/none/acknowledge", "", key)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private List<JsonObject> toAlertmanager() {
        return received.stream()
                .map(each -> new JsonArray(each.body()).getJsonObject(0))
                .toList();
    }

    @Test
    void alertmanagerGetsAFiringAlertAgainFromOneOfSeveralControlPlanes() throws Exception {
        String store = "alerts-" + UUID.randomUUID();
        TestClock clock = TestClock.of(store);
        CodefleetOptions broker = CodefleetOptions.of("memory:" + store);
        ControlOptions options = options("/api/v2/alerts", AlertReceiver.MessageFormat.ALERTMANAGER);
        try (ControlFixture one = new ControlFixture(options, broker, probes.get(0)::view);
                ControlFixture two = new ControlFixture(options, broker, probes.get(1)::view)) {
            get(one.fleet.submitTask(Task.of("x").id("x")));
            String key = one.key(Role.OPERATOR);
            await().until(() -> !one.call("GET", "/api/v1/alerts", "", key, 200)
                    .getJsonArray("items")
                    .isEmpty());
            clock.advance(Duration.ofSeconds(1));
            await().until(() -> received.size() == 1);
            for (int messages = 2; messages <= 4; messages++) {
                clock.advance(Duration.ofSeconds(61));
                int expected = messages;
                await().until(() -> received.size() >= expected);
                assertThat(toAlertmanager().get(messages - 1).containsKey("endsAt"))
                        .as("an end, which would be by the clock of another machine than that of Alertmanager")
                        .isFalse();
            }
            String id = firing(one, key).getJsonObject(0).getString("id");
            one.call("POST", "/api/v1/alerts/" + id + "/silence", "{\"durationMs\": 60000}", key, 200);
            clock.advance(Duration.ofSeconds(61));
            await().until(() -> received.size() >= 5);
            get(two.fleet.handle("x").cancel("enough"));
            await().until(() -> {
                clock.advance(Duration.ofMillis(250));
                return toAlertmanager().stream().anyMatch(sent -> sent.containsKey("endsAt"));
            });
            awaitEvaluations();
            assertThat(received).hasSize(6);
            assertThat(toAlertmanager())
                    .extracting(sent -> sent.getString("startsAt"))
                    .containsOnly(toAlertmanager().get(0).getString("startsAt"));
            assertThat(receivers(one).getJsonObject(0).getJsonArray("deliveries"))
                    .as("repeated messages are not in the log")
                    .hasSize(2);
        }
    }

    private static JsonArray firing(ControlFixture fixture, String key) throws Exception {
        return new JsonObject(fixture.send("GET", "/api/v1/alerts?state=FIRING", "", key)
                        .body())
                .getJsonArray("items");
    }
}
