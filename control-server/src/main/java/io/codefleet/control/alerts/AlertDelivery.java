package io.codefleet.control.alerts;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the changes of alerts to the receivers. One control plane at a time has the right to deliver a change; if it dies,
 * another takes over when the right ends. A receiver may get a message twice then, with the same id.
 *
 * <p>Alertmanager forgets a firing alert that is not sent again. So it gets the message again at intervals, also while the alert is
 * silenced: it would report an alert that it forgets as resolved. While the broker is away, {@link LastKnownAlerts} does that.
 */
final class AlertDelivery {
    private static final Logger log = LoggerFactory.getLogger(AlertDelivery.class);
    /** After which time a firing alert is sent again to a receiver that forgets it. */
    static final Duration REPEAT = Duration.ofMinutes(1);

    private static final int TRIES = 5;
    private static final Duration RIGHT = Duration.ofSeconds(60);
    /** The waits after each attempt; after the last attempt the message is given up. */
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1));

    private final String instance = UUID.randomUUID().toString();
    private final AlertStore store;
    private final AlertSender sender;
    private final DeliveryLog deliveries;
    private final AlertOptions options;
    private final String namespace;

    AlertDelivery(
            AlertStore store, AlertSender sender, DeliveryLog deliveries, AlertOptions options, String namespace) {
        this.store = store;
        this.sender = sender;
        this.deliveries = deliveries;
        this.options = options;
        this.namespace = namespace;
    }

    /** Delivers what is due of an alert, unless another control plane does. */
    Future<Void> deliver(Alert alert, Instant now) {
        List<String> due = alert.deliveries().entrySet().stream()
                .filter(each -> !each.getValue().nextAt().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        List<AlertReceiver> again = dueAgain(alert, now);
        boolean taken = alert.deliverer().filter(by -> now.isBefore(by.until())).isPresent();
        if ((due.isEmpty() && again.isEmpty()) || taken) {
            return Future.succeededFuture();
        }
        Alert.Deliverer right = new Alert.Deliverer(instance, now.plus(RIGHT));
        return store.put(alert.delivering(alert.deliveries(), Optional.of(right)))
                .compose(mine ->
                        mine.map(claimed -> send(claimed, due, again, now)).orElseGet(Future::succeededFuture));
    }

    /** Returns the receivers to which the unchanged alert is due again. */
    private List<AlertReceiver> dueAgain(Alert alert, Instant now) {
        Instant last = alert.shownAt().orElse(alert.changedAt());
        if (alert.state() != AlertState.FIRING || !alert.isShown(now) || now.isBefore(last.plus(REPEAT))) {
            return List.of();
        }
        return options.forgetfulReceivers().stream()
                .filter(receiver -> !alert.deliveries().containsKey(receiver.name()))
                .toList();
    }

    /** Sends an unchanged alert again to the receivers that forget it, without the broker. */
    void repeat(Alert alert) {
        AlertMessage message = AlertMessage.of(alert, namespace, options);
        options.forgetfulReceivers().forEach(receiver -> repeat(receiver, message));
    }

    private Future<Void> send(Alert alert, List<String> due, List<AlertReceiver> again, Instant now) {
        AlertMessage message = AlertMessage.of(alert, namespace, options);
        Map<String, Alert.PendingDelivery> left = new HashMap<>(alert.deliveries());
        List<Future<Void>> sent = new ArrayList<>();
        for (String name : due) {
            Optional<AlertReceiver> receiver = options.receiver(name);
            if (receiver.isEmpty()) {
                left.remove(name);
                continue;
            }
            int attempt = Optional.ofNullable(alert.deliveries().get(name))
                            .map(Alert.PendingDelivery::attempts)
                            .orElse(0)
                    + 1;
            sent.add(sender.send(receiver.get(), message).compose(fault -> {
                next(left, alert, receiver.get(), attempt, fault, now);
                return deliveries.add(name, message, attempt, fault, now);
            }));
        }
        again.forEach(receiver -> sent.add(repeat(receiver, message)));
        return Future.join(sent).transform(done -> {
            boolean isShown =
                    !again.isEmpty() || due.stream().anyMatch(name -> forgets(name) && !left.containsKey(name));
            return delivered(
                    alert,
                    known -> {
                        Alert delivered = known.delivering(left, Optional.empty());
                        return isShown ? delivered.shown(now) : delivered;
                    },
                    TRIES);
        });
    }

    /**
     * Stores what a delivery has done. Where somebody has acknowledged or silenced the alert meanwhile, it is read once more; an
     * alert that has changed its state, or that another control plane delivers by now, is left as it is.
     */
    private Future<Void> delivered(Alert alert, UnaryOperator<Alert> change, int tries) {
        return store.put(change.apply(alert)).compose(stored -> {
            if (stored.isPresent() || tries == 0) {
                return Future.succeededFuture();
            }
            return store.list()
                    .compose(all -> Optional.ofNullable(all.get(alert.id()))
                            .filter(known -> known.changes() == alert.changes()
                                    && known.deliverer()
                                            .filter(by -> by.instance().equals(instance))
                                            .isPresent())
                            .map(known -> delivered(known, change, tries - 1))
                            .orElseGet(Future::succeededFuture));
        });
    }

    private boolean forgets(String name) {
        return options.receiver(name).filter(AlertReceiver::forgets).isPresent();
    }

    /** Sends once. A fault needs no other attempt before the next time, and no entry in the log of deliveries. */
    private Future<Void> repeat(AlertReceiver receiver, AlertMessage message) {
        return sender.send(receiver, message)
                .onSuccess(fault -> fault.ifPresent(text -> log.atWarn()
                        .addKeyValue("receiver", receiver)
                        .log("a firing alert was not sent again: {}", text)))
                .mapEmpty();
    }

    private static void next(
            Map<String, Alert.PendingDelivery> left,
            Alert alert,
            AlertReceiver receiver,
            int attempt,
            Optional<String> fault,
            Instant now) {
        // It is sent again soon, whether or not it has arrived.
        boolean isRepeated = receiver.forgets() && alert.state() == AlertState.FIRING;
        if (fault.isPresent() && attempt <= WAITS.size() && !isRepeated) {
            left.put(receiver.name(), new Alert.PendingDelivery(attempt, now.plus(WAITS.get(attempt - 1))));
        } else {
            left.remove(receiver.name());
        }
        fault.ifPresent(text -> log.atWarn()
                .addKeyValue("receiver", receiver)
                .addKeyValue("attempt", attempt)
                .log("a message about an alert was not delivered: {}", text));
    }

    /** Sends a message without an alert, to see whether it arrives; the result is empty if it was accepted. */
    Future<Optional<String>> test(AlertReceiver receiver, Instant now) {
        AlertMessage message = new AlertMessage(
                "test-" + UUID.randomUUID(),
                now,
                "test",
                AlertRule.QUEUE_LENGTH,
                "",
                0,
                "This is a test message. No alert has changed.",
                now,
                namespace,
                options.dashboard().map(base -> base + "#/alerts").orElse(""));
        return send(receiver, message, now);
    }

    /** Sends a message outside the shared state and writes the log. */
    Future<Optional<String>> send(AlertReceiver receiver, AlertMessage message, Instant now) {
        return sender.send(receiver, message)
                .compose(fault ->
                        deliveries.add(receiver.name(), message, 1, fault, now).map(fault));
    }
}
