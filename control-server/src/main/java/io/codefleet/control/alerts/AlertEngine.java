package io.codefleet.control.alerts;

import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.control.tasks.TaskReadModel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the rules at intervals and changes the shared alerts. Every control plane of a namespace evaluates; of those that
 * find a change at the same time one stores it, and only that one sends messages. State is confined to one context.
 */
public final class AlertEngine {
    private static final Logger log = LoggerFactory.getLogger(AlertEngine.class);
    /** For how many intervals a condition must not hold before its alert is resolved. */
    private static final int CLEAR_INTERVALS = 2;

    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final AlertOptions options;
    private final FiguresReader figures;
    private final AlertEvaluator evaluator;
    private final AlertTransition transition;
    private final AlertStore store;
    private final AlertSender sender;
    private final DeliveryLog deliveries;
    private final AlertDelivery delivery;
    private final BrokerAbsence absence;
    private final LastKnownAlerts lastKnown;
    private final Map<String, Instant> absentSince = new HashMap<>();
    private long timer = -1;
    private boolean running;
    private boolean failed;

    /** Creates an engine; it evaluates nothing before {@link #start()}. */
    public AlertEngine(Vertx vertx, CodefleetClient fleet, TaskReadModel tasks, AlertOptions options, Clock clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.fleet = fleet;
        this.options = options;
        this.figures = new FiguresReader(fleet, tasks, options);
        this.evaluator = new AlertEvaluator(options);
        this.transition = new AlertTransition(options);
        this.store = new AlertStore(fleet.documents());
        this.sender = new AlertSender(vertx, clock);
        this.deliveries = new DeliveryLog(fleet.documents());
        this.delivery = new AlertDelivery(
                store, sender, deliveries, options, fleet.options().namespace());
        this.absence = new BrokerAbsence(options, delivery, fleet.options().namespace(), clock);
        this.lastKnown = new LastKnownAlerts(delivery, clock);
    }

    /** Returns the shared alerts. */
    public AlertStore store() {
        return store;
    }

    /** Returns the last deliveries. */
    public DeliveryLog deliveries() {
        return deliveries;
    }

    /** Returns the rules and receivers. */
    public AlertOptions options() {
        return options;
    }

    /** Sends a test message to a receiver; the result is empty if it was accepted, and else what was wrong. */
    public Future<Optional<String>> test(AlertReceiver receiver) {
        return fleet.stats().compose(stats -> delivery.test(receiver, stats.at()));
    }

    /** Begins to evaluate. */
    public void start() {
        timer = vertx.setPeriodic(options.interval().toMillis(), tick -> context.runOnContext(v -> round()));
    }

    /** Stops. Never fails. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return sender.close().otherwiseEmpty();
    }

    private void round() {
        boolean connected = fleet.connectionState() == ConnectionState.CONNECTED;
        absence.observe(connected);
        if (!connected || running || failed) {
            lastKnown.repeat();
        }
        if (!connected || running) {
            return;
        }
        running = true;
        evaluate()
                .onComplete(done -> context.runOnContext(v -> {
                    running = false;
                    failed = done.failed();
                    if (failed) {
                        log.atDebug().log(
                                "The alert rules were not evaluated: {}",
                                done.cause().getMessage());
                    }
                }));
    }

    /** Evaluates once. */
    Future<Void> evaluate() {
        return store.list().compose(known -> figures.read(known.values()).compose(now -> onContext(now, known)));
    }

    private Future<Void> onContext(FleetFigures now, Map<String, Alert> known) {
        lastKnown.evaluated(known.values());
        Set<String> active =
                known.values().stream().filter(Alert::isActive).map(Alert::id).collect(Collectors.toSet());
        List<AlertCondition> holding = evaluator.evaluate(now, active);
        List<Future<Void>> changes = new ArrayList<>();
        Set<String> holds = new HashSet<>();
        for (AlertCondition condition : holding) {
            String id = condition.alertId();
            holds.add(id);
            absentSince.remove(id);
            Optional<Alert> before = Optional.ofNullable(known.get(id));
            Optional<Alert> next = transition.holds(before, condition, now.at());
            changes.add(next.map(changed -> change(changed, now.at()))
                    .orElseGet(() -> before.map(alert -> delivery.deliver(alert, now.at()))
                            .orElseGet(Future::succeededFuture)));
        }
        known.values().stream()
                .filter(alert -> !holds.contains(alert.id()))
                .forEach(alert -> changes.add(absent(alert, now.at())));
        absentSince.keySet().retainAll(known.keySet());
        return Future.join(changes).mapEmpty();
    }

    private Future<Void> absent(Alert alert, Instant now) {
        return switch (alert.state()) {
            case PENDING -> store.delete(alert.id()).mapEmpty();
            case FIRING -> {
                Instant since = absentSince.computeIfAbsent(alert.id(), first -> now);
                yield now.isBefore(since.plus(options.interval().multipliedBy(CLEAR_INTERVALS)))
                        ? delivery.deliver(alert, now)
                        : change(transition.resolved(alert, now), now);
            }
            case RESOLVED ->
                now.isAfter(alert.changedAt().plus(AlertTransition.KEPT))
                        ? store.delete(alert.id()).mapEmpty()
                        : delivery.deliver(alert, now);
        };
    }

    private Future<Void> change(Alert changed, Instant now) {
        return store.put(changed).compose(stored -> {
            if (stored.isEmpty()) {
                return Future.succeededFuture();
            }
            lastKnown.changed(stored.get());
            log.atInfo()
                    .addKeyValue("alert", changed.id())
                    .addKeyValue("state", changed.state())
                    .log("an alert changed: {}", changed.detail());
            return delivery.deliver(stored.get(), now);
        });
    }
}
