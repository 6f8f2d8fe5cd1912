package io.codefleet.control.alerts;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The one rule whose state cannot be in the broker: that the broker is away. Each control plane reports it by itself, with an id that
 * is the same for all in one hour.
 */
final class BrokerAbsence {
    private final AlertOptions options;
    private final AlertDelivery delivery;
    private final String namespace;
    private final Clock clock;
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> shownAt = Optional.empty();
    private boolean firing;

    BrokerAbsence(AlertOptions options, AlertDelivery delivery, String namespace, Clock clock) {
        this.options = options;
        this.delivery = delivery;
        this.namespace = namespace;
        this.clock = clock;
    }

    /** Takes whether the broker is reached; completes when the messages that this causes have been sent. */
    Future<Void> observe(boolean connected) {
        AlertThreshold threshold = options.of(AlertRule.BROKER_AWAY);
        Instant now = clock.instant();
        if (!threshold.enabled()) {
            return Future.succeededFuture();
        }
        if (connected) {
            Future<Void> sent = firing ? send("resolved", options.receivers(), now) : Future.succeededFuture();
            firing = false;
            since = Optional.empty();
            shownAt = Optional.empty();
            return sent;
        }
        Instant first = since.orElse(now);
        since = Optional.of(first);
        if (!firing && !now.isBefore(first.plus(threshold.duration()))) {
            firing = true;
            shownAt = Optional.of(now);
            return send("firing", options.receivers(), now);
        }
        if (shownAt.filter(last -> !now.isBefore(last.plus(AlertDelivery.REPEAT)))
                .isPresent()) {
            shownAt = Optional.of(now);
            return send("firing", options.forgetfulReceivers(), now);
        }
        return Future.succeededFuture();
    }

    private Future<Void> send(String state, List<AlertReceiver> receivers, Instant now) {
        Instant begun = since.orElse(now);
        AlertMessage message = new AlertMessage(
                namespace + "-" + AlertRule.BROKER_AWAY.code() + "-" + begun.toEpochMilli() / 3_600_000 + "-" + state,
                now,
                state,
                AlertRule.BROKER_AWAY,
                "",
                0,
                "The control plane has not reached the broker since " + begun,
                begun,
                namespace,
                options.dashboard()
                        .map(base -> base + "#/" + AlertRule.BROKER_AWAY.page())
                        .orElse(""));
        return Future.join(receivers.stream()
                        .map(receiver -> delivery.send(receiver, message, now))
                        .toList())
                .mapEmpty();
    }
}
