package io.codefleet.control.api;

import io.codefleet.AuditAction;
import io.codefleet.AuditNote;
import io.codefleet.control.alerts.Alert;
import io.codefleet.control.alerts.AlertEngine;
import io.codefleet.control.alerts.AlertReceiver;
import io.codefleet.control.alerts.AlertRule;
import io.codefleet.control.alerts.AlertState;
import io.codefleet.control.alerts.AlertStore;
import io.codefleet.control.alerts.AlertThreshold;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The operations on alerts, their rules and their receivers. */
final class AlertOperations {
    private static final int TRIES = 5;

    private final AlertEngine engine;
    private final Clock clock;

    AlertOperations(AlertEngine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "listAlerts", this::list,
                "listAlertRules", this::rules,
                "acknowledgeAlert", this::acknowledge,
                "silenceAlert", this::silence,
                "unsilenceAlert", this::unsilence,
                "listAlertReceivers", this::receivers,
                "testAlertReceiver", this::test);
    }

    private Future<ApiReply> list(ApiCall call) {
        Optional<AlertState> state = call.query("state").flatMap(AlertState::of);
        return engine.store().list().map(all -> {
            JsonArray items = new JsonArray();
            all.values().stream()
                    .filter(alert -> state.map(alert.state()::equals).orElse(true))
                    .sorted(Comparator.comparing(Alert::changedAt).reversed())
                    .forEach(alert -> items.add(encode(alert)));
            return ApiReply.ok(new JsonObject().put("items", items));
        });
    }

    private static JsonObject encode(Alert alert) {
        JsonObject json = new JsonObject()
                .put("id", alert.id())
                .put("rule", alert.rule().code())
                .put("title", alert.rule().title())
                .put("subject", alert.subject())
                .put("state", alert.state().code())
                .put("value", alert.value())
                .put("detail", alert.detail())
                .put("startedAt", alert.startedAt().toEpochMilli())
                .put("changedAt", alert.changedAt().toEpochMilli())
                .put("page", alert.rule().page())
                .put(
                        "undelivered",
                        new JsonArray(
                                alert.deliveries().keySet().stream().sorted().toList()));
        alert.acknowledgedBy().ifPresent(actor -> json.put("acknowledgedBy", actor));
        alert.silencedUntil().ifPresent(until -> json.put("silencedUntil", until.toEpochMilli()));
        return json;
    }

    private Future<ApiReply> rules(ApiCall call) {
        JsonArray items = new JsonArray();
        for (AlertRule rule : AlertRule.values()) {
            AlertThreshold threshold =
                    Objects.requireNonNull(engine.options().thresholds().get(rule));
            items.add(new JsonObject()
                    .put("rule", rule.code())
                    .put("title", rule.title())
                    .put("enabled", threshold.enabled())
                    .put("threshold", threshold.threshold())
                    .put("durationMs", threshold.duration().toMillis())
                    .put("page", rule.page()));
        }
        return Future.succeededFuture(ApiReply.ok(new JsonObject().put("items", items)));
    }

    private Future<ApiReply> acknowledge(ApiCall call) {
        String actor = call.caller().actor();
        return change(
                call,
                alert -> alert.toBuilder().acknowledgedBy(actor).build(),
                id -> AuditNote.of(AuditAction.ALERT_ACKNOWLEDGED, id),
                TRIES);
    }

    private Future<ApiReply> silence(ApiCall call) {
        Duration duration = Duration.ofMillis(call.body().getLong("durationMs"));
        Instant until = clock.instant().plus(duration);
        return change(
                call,
                alert -> alert.toBuilder().silencedUntil(until).build(),
                id -> AuditNote.of(AuditAction.ALERT_SILENCED, id)
                        .detail("until=" + until.truncatedTo(ChronoUnit.SECONDS)),
                TRIES);
    }

    private Future<ApiReply> unsilence(ApiCall call) {
        return change(
                call,
                alert -> alert.toBuilder().silencedUntil(null).build(),
                id -> AuditNote.of(AuditAction.ALERT_UNSILENCED, id),
                TRIES);
    }

    /** Changes an alert in the name of the caller. What changes nothing has no entry in the audit. */
    private Future<ApiReply> change(
            ApiCall call, UnaryOperator<Alert> change, Function<String, AuditNote> note, int tries) {
        String id = call.path("id");
        return engine.store().list().compose(all -> {
            Alert alert = all.get(id);
            if (alert == null) {
                throw new ProblemException(Problem.of(ProblemKind.ALERT_NOT_FOUND, "There is no alert '" + id + "'."));
            }
            Alert changed = change.apply(alert);
            if (changed.equals(alert)) {
                return Future.succeededFuture(ApiReply.ok(encode(alert)));
            }
            AlertStore store = new AlertStore(call.fleet().documents());
            return store.put(changed, Optional.of(note.apply(id))).compose(stored -> {
                if (stored.isPresent()) {
                    return Future.succeededFuture(ApiReply.ok(encode(stored.get())));
                }
                if (tries == 0) {
                    throw new ProblemException(
                            Problem.of(ProblemKind.CHANGED_MEANWHILE, "Alert '" + id + "' changes too often."));
                }
                return change(call, change, note, tries - 1);
            });
        });
    }

    private Future<ApiReply> receivers(ApiCall call) {
        return engine.deliveries().list().map(deliveries -> {
            JsonArray items = new JsonArray();
            for (AlertReceiver receiver : engine.options().receivers()) {
                items.add(new JsonObject()
                        .put("name", receiver.name())
                        .put("format", receiver.format().name().toLowerCase(Locale.ROOT))
                        .put("server", receiver.safeUrl())
                        .put("deliveries", deliveries.getJsonArray(receiver.name(), new JsonArray())));
            }
            return ApiReply.ok(new JsonObject().put("items", items));
        });
    }

    private Future<ApiReply> test(ApiCall call) {
        String name = call.path("name");
        AlertReceiver receiver = engine.options().receivers().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemKind.NO_SUCH_RESOURCE, "There is no receiver '" + name + "' in the configuration.")));
        return engine.test(receiver).map(fault -> {
            JsonObject body = new JsonObject().put("delivered", fault.isEmpty());
            fault.ifPresent(text -> body.put("fault", text));
            return ApiReply.ok(body);
        });
    }
}
