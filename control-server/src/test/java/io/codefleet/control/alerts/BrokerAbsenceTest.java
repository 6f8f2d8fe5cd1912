package io.codefleet.control.alerts;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.TurnedClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
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

/** Messages about a broker that is away, by a clock that the test turns. */
class BrokerAbsenceTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final TurnedClock clock = new TurnedClock();
    private BrokerAbsence absence;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = get(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    received.add(request.path() + " " + body);
                    request.response().end();
                }))
                .listen(0, "127.0.0.1"));
        CodefleetClient fleet = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
        String address = "http://127.0.0.1:" + server.actualPort();
        AlertOptions options = AlertOptions.builder()
                .thresholds(Map.of(AlertRule.BROKER_AWAY, new AlertThreshold(true, 0, Duration.ofMinutes(1))))
                .receivers(List.of(
                        receiver("chat", AlertReceiver.MessageFormat.SLACK, address),
                        receiver("prom", AlertReceiver.MessageFormat.ALERTMANAGER, address)))
                .build();
        AlertDelivery delivery = new AlertDelivery(
                new AlertStore(fleet.documents()),
                new AlertSender(vertx, clock),
                new DeliveryLog(fleet.documents()),
                options,
                "default");
        absence = new BrokerAbsence(options, delivery, "default", clock);
    }

    private static AlertReceiver receiver(String name, AlertReceiver.MessageFormat format, String address) {
        return new AlertReceiver(name, format, URI.create(address + "/" + name), Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    /** Observes, and waits until the messages that this causes have arrived. */
    private void observe(boolean connected, int secondsLater) throws Exception {
        clock.advance(Duration.ofSeconds(secondsLater));
        get(absence.observe(connected));
    }

    private long count(String start) {
        return received.stream().filter(each -> each.startsWith(start)).count();
    }

    @Test
    void alertmanagerGetsTheMessageAgainWhileTheBrokerIsAwayAndOthersDoNot() throws Exception {
        observe(false, 0);
        observe(false, 59);
        assertThat(received).isEmpty();
        observe(false, 1);
        assertThat(count("/chat")).isEqualTo(1);
        assertThat(count("/prom")).isEqualTo(1);
        observe(false, 30);
        observe(false, 30);
        assertThat(count("/prom")).isEqualTo(2);
        observe(false, 60);
        assertThat(count("/prom")).isEqualTo(3);
        observe(true, 10);
        assertThat(count("/chat")).isEqualTo(2);
        assertThat(count("/prom")).isEqualTo(4);
        assertThat(received.stream().filter(each -> each.contains("Resolved"))).hasSize(1);
        observe(true, 600);
        observe(false, 1);
        observe(false, 30);
        assertThat(received).hasSize(6);
    }
}
