package io.codefleet.control.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
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

    /** Alertmanager ends an alert whose end is not named after its resolve_timeout. */
    @Test
    void alertmanagerEndsAnAlertThatIsNotSentAgainAndNoOther() {
        Instant end = Instant.parse(alertmanager("firing").getString("endsAt"));
        assertThat(end)
                .isAfterOrEqualTo(SENT.plus(AlertDelivery.REPEAT.multipliedBy(4)))
                .isBefore(SENT.plus(Duration.ofMinutes(10)));
        assertThat(alertmanager("test").getString("endsAt")).isEqualTo("2026-01-31T12:04:00Z");
    }
}
