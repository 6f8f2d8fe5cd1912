package io.codefleet.control.alerts;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The firing alerts, as they were when the broker was last reached. While it is away they are sent again to the receivers that forget
 * them: what fires does so until an evaluation shows otherwise. Each control plane sends them, as none can claim the right to. Methods may
 * be called from any thread.
 */
final class LastKnownAlerts {
    private final AlertDelivery delivery;
    private final Clock clock;
    private final Map<String, Alert> firing = new HashMap<>();
    private Instant last = Instant.MIN;

    LastKnownAlerts(AlertDelivery delivery, Clock clock) {
        this.delivery = delivery;
        this.clock = clock;
    }

    /** Takes all alerts, as an evaluation has found them. */
    synchronized void evaluated(Collection<Alert> alerts) {
        firing.clear();
        alerts.forEach(this::changed);
        last = clock.instant();
    }

    /** Takes an alert that has changed since. */
    synchronized void changed(Alert alert) {
        if (alert.state() == AlertState.FIRING) {
            firing.put(alert.id(), alert);
        } else {
            firing.remove(alert.id());
        }
    }

    /** Sends the alerts again if that is due, while they cannot be evaluated. */
    synchronized void repeat() {
        Instant now = clock.instant();
        if (firing.isEmpty() || now.isBefore(last.plus(AlertDelivery.REPEAT))) {
            return;
        }
        last = now;
        firing.values().stream().filter(alert -> alert.isShown(now)).forEach(delivery::repeat);
    }
}
