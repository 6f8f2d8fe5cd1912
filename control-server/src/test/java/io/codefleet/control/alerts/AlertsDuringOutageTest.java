package io.codefleet.control.alerts;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.inmemory.TestClock;
import io.codefleet.control.FleetProbe;
import io.codefleet.control.TurnedClock;
import io.codefleet.control.tasks.TaskReadModel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts that fire while the broker goes away and comes back, by clocks that the test turns. */
class AlertsDuringOutageTest {
    private static final Duration REPEAT = AlertDelivery.REPEAT.plusSeconds(1);

    private final Vertx vertx = Vertx.vertx();
    private final List<JsonObject> toAlertmanager = new CopyOnWriteArrayList<>();
    private final List<String> toChat = new CopyOnWriteArrayList<>();
    private final TurnedClock clock = new TurnedClock();
    private final FleetProbe probe = new FleetProbe();
    private final String store = "alerts-" + UUID.randomUUID();
    private final TestClock brokerClock = TestClock.of(store);
    private CodefleetClient fleet;
    private TaskReadModel tasks;
    private AlertEngine engine;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = get(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    if (request.path().equals("/chat")) {
                        toChat.add(body.toString());
                    } else {
                        toAlertmanager.add(new JsonArray(body).getJsonObject(0));
                    }
                    request.response().end();
                }))
                .listen(0, "127.0.0.1"));
        String address = "http://127.0.0.1:" + server.actualPort();
        fleet = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + store)));
        tasks = new TaskReadModel(vertx, fleet, 1000, clock);
        tasks.start();
        engine = new AlertEngine(
                vertx,
                probe.view(fleet),
                tasks,
                AlertOptions.builder()
                        .interval(Duration.ofMillis(20))
                        .thresholds(Map.of(
                                AlertRule.UNSERVED_LANE, new AlertThreshold(true, 0, Duration.ZERO),
                                AlertRule.BROKER_AWAY, new AlertThreshold(false, 0, Duration.ofMinutes(1))))
                        .receivers(List.of(
                                receiver("chat", AlertReceiver.MessageFormat.SLACK, address),
                                receiver("prom", AlertReceiver.MessageFormat.ALERTMANAGER, address)))
                        .build(),
                clock);
        engine.start();
    }

    private static AlertReceiver receiver(String name, AlertReceiver.MessageFormat format, String address) {
        return new AlertReceiver(name, format, URI.create(address + "/" + name), Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        get(engine.close());
        tasks.close();
        get(fleet.close());
        get(vertx.close());
    }

    /** Waits until so many rounds of the engine have looked for the broker; each ends before the next one looks. */
    private void awaitRounds(int rounds) {
        int from = probe.calls("connectionState");
        await().until(() -> probe.calls("connectionState") >= from + rounds);
    }

    /** Takes the broker away, and waits until no evaluation is under way that began before. */
    private void takeAway() {
        probe.takeAway();
        awaitRounds(2);
    }

    private long resolved() {
        return toAlertmanager.stream()
                .filter(alert -> alert.containsKey("endsAt"))
                .count();
    }

    @Test
    void alertmanagerGetsAFiringAlertAgainWhileTheBrokerIsAwayAndOthersDoNot() throws Exception {
        get(fleet.submitTask(Task.of("x").id("x").type("lane")));
        await().until(() -> toAlertmanager.size() == 1 && toChat.size() == 1);
        takeAway();
        for (int messages = 2; messages <= 8; messages++) {
            clock.advance(REPEAT);
            int expected = messages;
            await().until(() -> toAlertmanager.size() >= expected);
        }
        assertThat(toAlertmanager)
                .allSatisfy(alert -> assertThat(alert.containsKey("endsAt")).isFalse())
                .extracting(alert -> alert.getJsonObject("labels").getString("alertname"))
                .containsOnly("unserved-lane");

        probe.bringBack();
        get(fleet.handle("x").cancel("enough"));
        await().until(() -> {
            brokerClock.advance(Duration.ofMillis(250));
            return resolved() == 1 && toChat.size() == 2;
        });
        int before = toAlertmanager.size();
        assertThat(before).as("one message a minute").isEqualTo(9);

        takeAway();
        clock.advance(REPEAT);
        get(fleet.submitTask(Task.of("y").id("y").type("other")));
        awaitRounds(3);
        probe.bringBack();
        await().until(() -> toAlertmanager.size() > before);
        assertThat(toAlertmanager.get(before).getJsonObject("labels").getString("subject"))
                .as("the resolved alert is not sent again")
                .contains("other");
    }

    @Test
    void anAlertIsNotSentAgainBeforeItsTime() throws Exception {
        get(fleet.submitTask(Task.of("x").id("x")));
        await().until(() -> toAlertmanager.size() == 1);
        takeAway();
        clock.advance(AlertDelivery.REPEAT.minusSeconds(1));
        awaitRounds(3);
        clock.advance(Duration.ofSeconds(1));
        await().until(() -> toAlertmanager.size() == 2);
    }
}
