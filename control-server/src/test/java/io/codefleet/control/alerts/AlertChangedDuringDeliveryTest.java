package io.codefleet.control.alerts;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An alert that somebody changes while its message is under way. */
class AlertChangedDuringDeliveryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.000123Z");
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
    private UnaryOperator<Alert> change = UnaryOperator.identity();
    private AlertDelivery delivery;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = get(vertx.createHttpServer()
                .requestHandler(request -> store.list()
                        .compose(all -> store.put(change.apply(all.get(FIRING.id()))))
                        .onComplete(changed -> request.response().end()))
                .listen(0, "127.0.0.1"));
        AlertReceiver receiver = new AlertReceiver(
                "ops",
                AlertReceiver.MessageFormat.ALERTMANAGER,
                URI.create("http://127.0.0.1:" + server.actualPort() + "/"),
                Optional.empty());
        AlertOptions options =
                AlertOptions.builder().receivers(List.of(receiver)).build();
        delivery = new AlertDelivery(
                store,
                new AlertSender(vertx, Clock.systemUTC()),
                new DeliveryLog(fleet.documents()),
                options,
                fleet.options().namespace());
    }

    @AfterEach
    void close() throws Exception {
        get(fleet.close());
        get(vertx.close());
    }

    private Alert delivered() {
        Alert stored = get(store.put(FIRING)).orElseThrow();
        get(delivery.deliver(stored, NOW).map(true));
        return get(store.list()).get(FIRING.id());
    }

    @Test
    void anAcknowledgedAlertIsNotDueAgain() {
        change = alert -> alert.toBuilder().acknowledgedBy("ann").build();
        Alert after = delivered();
        assertThat(after.acknowledgedBy()).hasValue("ann");
        assertThat(after.deliveries()).isEmpty();
        assertThat(after.deliverer()).isEmpty();
        assertThat(after.shownAt()).isPresent();
    }

    @Test
    void anAlertThatIsResolvedMeanwhileIsStillDue() {
        change = alert ->
                alert.changed(AlertState.RESOLVED, 0, "", NOW, Map.of("ops", new Alert.PendingDelivery(0, NOW)));
        Alert after = delivered();
        assertThat(after.state()).isEqualTo(AlertState.RESOLVED);
        assertThat(after.deliveries()).containsOnlyKeys("ops");
    }
}
