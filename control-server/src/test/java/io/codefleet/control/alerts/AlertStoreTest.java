package io.codefleet.control.alerts;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertStoreTest {
    private static final String KIND = "alert";
    private static final JsonObject STORED = new JsonObject("""
            {"v": 1, "rule": "queue-length", "subject": "s", "state": "FIRING", "value": 7.0, "detail": "d",
             "startedAt": 1700000000000, "changedAt": 1700000001000, "changes": 3,
             "deliveries": {"ops": {"attempts": 2, "nextAt": 1700000002000}}}""");

    private final CodefleetClient fleet = get(Codefleet.connect(CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final AlertStore store = new AlertStore(fleet.documents());

    @AfterEach
    void close() {
        get(fleet.close());
    }

    private void store(String id, JsonObject content) {
        assertThat(get(fleet.documents().put(new Document(KIND, id, 0, content.encode()))))
                .isTrue();
    }

    @Test
    void anAlertIsReadAsItWasStored() {
        store("a", STORED);
        store("b", STORED.copy().put("state", "PENDING"));
        store("c", STORED.copy().put("state", "RESOLVED"));

        assertThat(get(store.list()).values())
                .extracting(Alert::state)
                .containsExactly(AlertState.FIRING, AlertState.PENDING, AlertState.RESOLVED);
        Alert alert = get(store.list()).get("a");
        assertThat(alert.rule()).isEqualTo(AlertRule.QUEUE_LENGTH);
        assertThat(alert.startedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
        assertThat(alert.deliveries()).containsOnlyKeys("ops");
        assertThat(get(store.put(alert))).isPresent();
        assertThat(get(fleet.documents().list(KIND)))
                .filteredOn(document -> document.name().equals("a"))
                .extracting(document -> new JsonObject(document.content()))
                .containsExactly(STORED);
    }

    @Test
    void anAlertOfANewerVersionIsKept() {
        JsonObject newer = STORED.copy().put("v", 2).put("quietOn", "sunday");
        store("a", newer);
        store("b", STORED);

        assertThat(get(store.list())).containsOnlyKeys("b");
        Alert again = Alert.builder("a", AlertRule.QUEUE_LENGTH)
                .subject("s")
                .startedAt(Instant.EPOCH)
                .changedAt(Instant.EPOCH)
                .build();
        assertThat(get(store.put(again))).isEmpty();
        assertThat(get(fleet.documents().list(KIND)))
                .extracting(document -> new JsonObject(document.content()))
                .contains(newer);
    }
}
