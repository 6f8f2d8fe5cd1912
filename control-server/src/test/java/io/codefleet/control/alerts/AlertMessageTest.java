package io.codefleet.control.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertMessageTest {
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant CHANGE = START.plus(Duration.ofMinutes(3));

    private static final Instant SENT = CHANGE.plus(Duration.ofHours(1));

    private static AlertMessage message(String state) {
        return new AlertMessage(
                "m1",
                CHANGE,
                state,
                AlertRule.UNSERVED_LANE,
                "code[gpu]",
                3,
                "3 tasks of type <code> wait & wait",
                START,
                "team-a",
                "https://fleet.example/#/lanes");
    }

    private static JsonObject alertmanager(String state) {
        JsonArray alerts = new JsonArray(message(state).body(AlertReceiver.MessageFormat.ALERTMANAGER, SENT));
        assertThat(alerts).hasSize(1);
        return alerts.getJsonObject(0);
    }

    @Test
    void aTextForSlackLinksToThePageAndItsMarkupIsOnlyOurs() {
        JsonObject slack = new JsonObject(message("firing").body(AlertReceiver.MessageFormat.SLACK, SENT));
        assertThat(slack.fieldNames()).containsExactly("text");
        assertThat(slack.getString("text")).isEqualTo("""
                    :rotating_light: firing: No worker serves a lane (team-a)
                    3 tasks of type &lt;code&gt; wait &amp; wait
                    <https://fleet.example/#/lanes|Open the dashboard>""");
        assertThat(message("resolved").body(AlertReceiver.MessageFormat.SLACK, SENT))
                .contains(":white_check_mark: Resolved");
    }

    @Test
    void alertmanagerKnowsTheSameAlertInBothOfItsStates() {
        JsonObject firing = alertmanager("firing");
        JsonObject resolved = alertmanager("resolved");
        assertThat(firing.getJsonObject("labels"))
                .isEqualTo(new JsonObject()
                        .put("alertname", "unserved-lane")
                        .put("namespace", "team-a")
                        .put("subject", "code[gpu]"))
                .isEqualTo(resolved.getJsonObject("labels"));
        assertThat(firing.getString("startsAt"))
                .isEqualTo("2026-01-31T12:00:00Z")
                .isEqualTo(resolved.getString("startsAt"));
        assertThat(firing.getString("generatorURL")).isEqualTo("https://fleet.example/#/lanes");
        assertThat(resolved.getString("endsAt")).isEqualTo("2026-01-31T12:03:00Z");
    }

    /** Alertmanager ends an alert without an end after its resolve_timeout, which it counts by its own clock. */
    @Test
    void alertmanagerEndsAnAlertThatIsNotSentAgainByItsOwnClock() {
        assertThat(alertmanager("firing").containsKey("endsAt")).isFalse();
        assertThat(alertmanager("test").getString("endsAt")).isEqualTo("2026-01-31T13:04:00Z");
    }

    /** Alertmanager refuses an alert that begins after its end, and shows one whose end is in the future as firing. */
    @Test
    void noTimeOfABrokerWhoseClockIsFastIsInTheFuture() {
        Instant sent = START.minus(Duration.ofHours(1));
        for (String state : List.of("firing", "resolved")) {
            JsonObject alert =
                    new JsonArray(message(state).body(AlertReceiver.MessageFormat.ALERTMANAGER, sent)).getJsonObject(0);
            assertThat(alert.getString("startsAt")).isEqualTo("2026-01-31T11:00:00Z");
            assertThat(alert.getString("endsAt", "2026-01-31T11:00:00Z")).isEqualTo("2026-01-31T11:00:00Z");
        }
    }
}
