package io.codefleet.control.alerts;

import io.codefleet.AuditNote;
import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.FormVersion;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps alerts in the fleet's broker, where every control plane of the namespace finds them. */
public final class AlertStore {
    private static final Logger log = LoggerFactory.getLogger(AlertStore.class);
    private static final String KIND = "alert";
    private static final int VERSION = 1;

    private final Documents documents;
    /** The ids of the alerts of a newer version that are in the log. */
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /** Creates a store on the documents of one namespace. */
    public AlertStore(Documents documents) {
        this.documents = documents;
    }

    /**
     * Returns all alerts by their ids. One of a newer version is left out, and {@link #put} does not replace it, as its version
     * is not known here.
     */
    public Future<Map<String, Alert>> list() {
        return documents.list(KIND).map(stored -> {
            Map<String, Alert> alerts = new TreeMap<>();
            stored.forEach(document -> decode(document).ifPresent(alert -> alerts.put(alert.id(), alert)));
            return alerts;
        });
    }

    /**
     * Stores an alert if no other control plane has changed it since it was read.
     *
     * @return the alert with its new version; absent if it was changed meanwhile
     */
    public Future<Optional<Alert>> put(Alert alert) {
        return put(alert, Optional.empty());
    }

    /** Stores an alert as {@link #put(Alert)} does, with a note in the audit about what a person has done. */
    public Future<Optional<Alert>> put(Alert alert, Optional<AuditNote> note) {
        String content = encode(alert).encode();
        return documents
                .put(new Document(KIND, alert.id(), alert.version(), content), note)
                .map(stored -> Optional.of(
                                alert.toBuilder().version(alert.version() + 1).build())
                        .filter(next -> stored));
    }

    /** Deletes an alert. */
    public Future<Boolean> delete(String id) {
        return documents.delete(KIND, id);
    }

    private static JsonObject encode(Alert alert) {
        JsonObject deliveries = new JsonObject();
        alert.deliveries()
                .forEach((name, due) -> deliveries.put(
                        name,
                        new JsonObject()
                                .put("attempts", due.attempts())
                                .put("nextAt", due.nextAt().toEpochMilli())));
        JsonObject json = new JsonObject()
                .put("v", VERSION)
                .put("rule", alert.rule().code())
                .put("subject", alert.subject())
                .put("state", alert.state().code())
                .put("value", alert.value())
                .put("detail", alert.detail())
                .put("startedAt", alert.startedAt().toEpochMilli())
                .put("changedAt", alert.changedAt().toEpochMilli())
                .put("changes", alert.changes())
                .put("deliveries", deliveries);
        alert.acknowledgedBy().ifPresent(actor -> json.put("acknowledgedBy", actor));
        alert.silencedUntil().ifPresent(until -> json.put("silencedUntil", until.toEpochMilli()));
        alert.deliverer()
                .ifPresent(by -> json.put("deliverer", by.instance())
                        .put("deliversUntil", by.until().toEpochMilli()));
        alert.shownAt().ifPresent(at -> json.put("shownAt", at.toEpochMilli()));
        return json;
    }

    /**
     * Decodes a stored alert; empty if the record cannot be read. Such a record, for example of a rule of a newer
     * version, is left to the servers that can read it.
     */
    private Optional<Alert> decode(Document document) {
        try {
            JsonObject json = new JsonObject(document.content());
            FormVersion.check("alert " + document.name(), json, VERSION);
            return AlertRule.of(json.getString("rule", "")).map(rule -> decode(document, rule, json));
        } catch (UnsupportedVersionException e) {
            report(document.name(), e);
            return Optional.empty();
        } catch (DecodeException
                | ClassCastException
                | IllegalArgumentException
                | InvalidInputException
                | MalformedDataException e) {
            return Optional.empty();
        }
    }

    private void report(String id, UnsupportedVersionException fault) {
        if (reported.add(id)) {
            log.atWarn()
                    .addKeyValue("alert", id)
                    .log("an alert of a newer version is left as it is: {}", fault.getMessage());
        }
    }

    private static Alert decode(Document document, AlertRule rule, JsonObject json) {
        Map<String, Alert.PendingDelivery> deliveries = new HashMap<>();
        JsonObject due = json.getJsonObject("deliveries", new JsonObject());
        for (String name : due.fieldNames()) {
            JsonObject each = due.getJsonObject(name);
            deliveries.put(name, new Alert.PendingDelivery(each.getInteger("attempts", 0), time(each, "nextAt")));
        }
        Long silencedUntil = json.getLong("silencedUntil");
        Long shownAt = json.getLong("shownAt");
        String deliverer = json.getString("deliverer");
        return Alert.builder(document.name(), rule)
                .subject(json.getString("subject", ""))
                .state(state(json))
                .value(json.getDouble("value", 0.0))
                .detail(json.getString("detail", ""))
                .startedAt(time(json, "startedAt"))
                .changedAt(time(json, "changedAt"))
                .changes(json.getLong("changes", 0L))
                .acknowledgedBy(json.getString("acknowledgedBy"))
                .silencedUntil(silencedUntil == null ? null : Instant.ofEpochMilli(silencedUntil))
                .deliveries(deliveries)
                .deliverer(deliverer == null ? null : new Alert.Deliverer(deliverer, time(json, "deliversUntil")))
                .shownAt(shownAt == null ? null : Instant.ofEpochMilli(shownAt))
                .version(document.version())
                .build();
    }

    private static AlertState state(JsonObject json) {
        String code = json.getString("state", "");
        return AlertState.of(code).orElseThrow(() -> new InvalidInputException("state", "is '" + code + "'"));
    }

    private static Instant time(JsonObject json, String field) {
        return Instant.ofEpochMilli(Objects.requireNonNull(json.getLong(field, 0L)));
    }
}
