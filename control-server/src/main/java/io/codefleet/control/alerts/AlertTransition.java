package io.codefleet.control.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Decides how an alert changes: by the condition, the time, and nothing else, so that each control plane decides the same. */
final class AlertTransition {
    /** For how long a resolved alert is kept. */
    static final Duration KEPT = Duration.ofDays(1);

    private final AlertOptions options;

    AlertTransition(AlertOptions options) {
        this.options = options;
    }

    /** Returns the alert of a condition that holds, if it changes. */
    Optional<Alert> holds(Optional<Alert> known, AlertCondition condition, Instant now) {
        Duration duration = options.of(condition.rule()).duration();
        Alert alert = known.orElseGet(() -> Alert.pending(condition, now, 0));
        if (alert.state() == AlertState.FIRING) {
            return Optional.empty();
        }
        if (alert.state() == AlertState.RESOLVED) {
            alert = alert.again(condition, now);
        }
        if (now.isBefore(alert.startedAt().plus(duration))) {
            return known.filter(before -> before.state() == AlertState.PENDING).isPresent()
                    ? Optional.empty()
                    : Optional.of(alert);
        }
        return Optional.of(
                alert.changed(AlertState.FIRING, condition.value(), condition.detail(), now, deliveries(alert, now)));
    }

    /** Returns the firing alert as resolved. */
    Alert resolved(Alert alert, Instant now) {
        Map<String, Alert.PendingDelivery> due = deliveries(alert, now);
        // A silence may have begun after the alert fired, which Alertmanager would show as firing until its end.
        options.forgetfulReceivers()
                .forEach(receiver -> due.putIfAbsent(receiver.name(), new Alert.PendingDelivery(0, now)));
        return alert.changed(AlertState.RESOLVED, alert.value(), alert.detail(), now, due);
    }

    private Map<String, Alert.PendingDelivery> deliveries(Alert alert, Instant now) {
        Map<String, Alert.PendingDelivery> due = new HashMap<>();
        if (!alert.silenced(now)) {
            options.receivers().forEach(receiver -> due.put(receiver.name(), new Alert.PendingDelivery(0, now)));
        }
        return due;
    }
}
