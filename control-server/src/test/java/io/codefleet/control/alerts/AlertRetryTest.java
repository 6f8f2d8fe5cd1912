package io.codefleet.control.alerts;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message that did not arrive, or whose control plane has died, is sent again as the same message. */
class AlertRetryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Alert FIRING = Alert.builder("queue-length", AlertRule.QUEUE_LENGTH)
            .state(AlertState.FIRING)
            .startedAt(NOW)
            .changedAt(NOW)
            .changes(1)
            .deliveries(Map.of("ops", new Alert.PendingDelivery(0, NOW)))
            .build();

    private final Vertx vertx = Vertx.vertx();
    private final CodefleetClient fleet =
            get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final AlertStore store = new AlertStore(fleet.documents());
    /** The messages that have arrived; the test answers them. */
    private final List<HttpServerRequest> arrived = new CopyOnWriteArrayList<>();

    private AlertOptions options;
    private AlertDelivery delivery;

    @BeforeEach
    void start() throws Exception {
        HttpServer server =
                get(vertx.createHttpServer().requestHandler(arrived::add).listen(0, "127.0.0.1"));
        AlertReceiver receiver = new AlertReceiver(
                "ops",
                AlertReceiver.MessageFormat.WEBHOOK,
                URI.create("http://127.0.0.1:" + server.actualPort() + "/"),
                Optional.of("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
        options = AlertOptions.builder().receivers(List.of(receiver)).build();
        delivery = controlPlane();
        get(store.put(FIRING));
    }

    @AfterEach
    void close() throws Exception {
        get(fleet.close());
        get(vertx.close());
    }

    private AlertDelivery controlPlane() {
        return new AlertDelivery(
                store,
                new AlertSender(vertx, Clock.systemUTC(), Duration.ofSeconds(60)),
                new DeliveryLog(fleet.documents()),
                options,
                fleet.options().namespace());
    }

    private Alert stored() {
        return get(store.list()).get(FIRING.id());
    }

    /** Begins a delivery at a time of the test, and waits for the message with this number. */
    private Future<Void> delivering(AlertDelivery by, Duration after, int number) {
        Future<Void> delivered = by.deliver(stored(), NOW.plus(after));
        await().until(() -> arrived.size() == number);
        return delivered;
    }

    private void answer(int number, int status) {
        arrived.get(number - 1).response().setStatusCode(status).end();
    }

    private List<String> ids() {
        return arrived.stream().map(each -> each.getHeader("webhook-id")).toList();
    }

    @Test
    void aMessageThatIsRefusedIsSentAgainWithTheSameId() {
        Future<Void> refused = delivering(delivery, Duration.ZERO, 1);
        answer(1, 503);
        get(refused.map(true));
        assertThat(stored().deliveries()).isEqualTo(Map.of("ops", new Alert.PendingDelivery(1, NOW.plusSeconds(15))));

        get(delivery.deliver(stored(), NOW.plusSeconds(14)).map(true));
        assertThat(arrived).hasSize(1);

        Future<Void> accepted = delivering(delivery, Duration.ofSeconds(15), 2);
        answer(2, 200);
        get(accepted.map(true));
        assertThat(ids().get(0)).isNotBlank();
        assertThat(ids()).containsExactly(ids().get(0), ids().get(0));
        assertThat(stored().deliveries()).isEmpty();
    }

    @Test
    void anotherControlPlaneSendsTheMessageOfOneThatHasDied() {
        AlertDelivery other = controlPlane();
        Future<Void> lost = delivering(delivery, Duration.ZERO, 1);

        get(other.deliver(stored(), NOW.plusSeconds(59)).map(true));
        assertThat(arrived).as("the first one still has the right to deliver").hasSize(1);

        Future<Void> taken = delivering(other, Duration.ofSeconds(60), 2);
        assertThat(ids().get(0)).isNotBlank();
        assertThat(ids()).containsExactly(ids().get(0), ids().get(0));
        answer(2, 200);
        get(taken.map(true));
        Alert after = stored();
        assertThat(after.deliveries()).isEmpty();
        assertThat(after.deliverer()).isEmpty();

        // The first one was only slow: what it reports now is too late.
        answer(1, 503);
        get(lost.map(true));
        assertThat(stored()).isEqualTo(after);
    }
}
