package io.codefleet.control.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertTransitionTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final AlertCondition LONG_QUEUE =
            new AlertCondition(AlertRule.QUEUE_LENGTH, "", 2000, "2000 tasks wait");
    private static final AlertOptions OPTIONS = AlertOptions.builder()
            .thresholds(Map.of(AlertRule.QUEUE_LENGTH, new AlertThreshold(true, 1000, Duration.ofSeconds(60))))
            .receivers(List.of(new AlertReceiver(
                    "ops", AlertReceiver.MessageFormat.SLACK, URI.create("http://127.0.0.1:1/x"), Optional.empty())))
            .build();

    private final AlertTransition transition = new AlertTransition(OPTIONS);

    private Alert firing() {
        Alert pending = transition.holds(Optional.empty(), LONG_QUEUE, START).orElseThrow();
        return transition
                .holds(Optional.of(pending), LONG_QUEUE, START.plusSeconds(60))
                .orElseThrow();
    }

    @Test
    void aConditionIsPendingUntilItHasHeldForItsDuration() {
        Alert pending = transition.holds(Optional.empty(), LONG_QUEUE, START).orElseThrow();
        assertThat(pending.state()).isEqualTo(AlertState.PENDING);
        assertThat(pending.deliveries()).isEmpty();
        assertThat(transition.holds(Optional.of(pending), LONG_QUEUE, START.plusSeconds(59)))
                .isEmpty();
        assertThat(firing().state()).isEqualTo(AlertState.FIRING);
        assertThat(firing().deliveries()).containsOnlyKeys("ops");
    }

    @Test
    void aFiringAlertDoesNotFireAgain() {
        assertThat(transition.holds(Optional.of(firing()), LONG_QUEUE, START.plusSeconds(900)))
                .isEmpty();
    }

    @Test
    void aResolvedAlertBeginsAgainWithAnotherMessage() {
        Alert resolved = transition.resolved(firing(), START.plusSeconds(100));
        assertThat(resolved.state()).isEqualTo(AlertState.RESOLVED);
        assertThat(resolved.deliveries()).containsOnlyKeys("ops");
        Alert again = transition
                .holds(Optional.of(resolved), LONG_QUEUE, START.plusSeconds(200))
                .orElseThrow();
        assertThat(again.state()).isEqualTo(AlertState.PENDING);
        Alert firing = transition
                .holds(Optional.of(again), LONG_QUEUE, START.plusSeconds(260))
                .orElseThrow();
        assertThat(AlertMessage.of(firing, "n", OPTIONS).id())
                .isNotEqualTo(AlertMessage.of(firing(), "n", OPTIONS).id());
    }

    @Test
    void aSilencedAlertChangesWithoutMessages() {
        Alert silenced =
                firing().toBuilder().silencedUntil(START.plusSeconds(1000)).build();
        assertThat(transition.resolved(silenced, START.plusSeconds(500)).deliveries())
                .isEmpty();
        assertThat(transition.resolved(silenced, START.plusSeconds(1001)).deliveries())
                .containsOnlyKeys("ops");
    }
}
