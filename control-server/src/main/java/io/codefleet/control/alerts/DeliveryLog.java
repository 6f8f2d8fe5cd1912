package io.codefleet.control.alerts;

import io.codefleet.Document;
import io.codefleet.Documents;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** The last deliveries to each receiver, shared by all control planes of the namespace. */
public final class DeliveryLog {
    private static final String KIND = "alert-deliveries";
    private static final int KEPT = 30;
    private static final int MAX_FAULT = 200;
    private static final int TRIES = 5;

    private final Documents documents;

    DeliveryLog(Documents documents) {
        this.documents = documents;
    }

    /** Adds an entry; one that cannot be stored is dropped, as the delivery itself counts. */
    Future<Void> add(String receiver, AlertMessage message, int attempt, Optional<String> fault, Instant at) {
        JsonObject entry = new JsonObject()
                .put("message", message.id())
                .put("state", message.state())
                .put("rule", message.rule().code())
                .put("attempt", attempt)
                .put("at", at.toEpochMilli())
                .put("delivered", fault.isEmpty());
        fault.ifPresent(text -> entry.put("fault", text.length() > MAX_FAULT ? text.substring(0, MAX_FAULT) : text));
        return add(receiver, entry, TRIES).otherwiseEmpty();
    }

    private Future<Void> add(String receiver, JsonObject entry, int tries) {
        return documents.list(KIND).compose(all -> {
            Optional<Document> before =
                    all.stream().filter(each -> each.name().equals(receiver)).findFirst();
            JsonArray entries = before.map(DeliveryLog::entries).orElseGet(JsonArray::new);
            JsonArray changed = new JsonArray().add(entry);
            for (int i = 0; i < entries.size() && changed.size() < KEPT; i++) {
                changed.add(entries.getValue(i));
            }
            long version = before.map(Document::version).orElse(0L);
            return documents
                    .put(new Document(KIND, receiver, version, changed.encode()))
                    .compose(stored ->
                            stored || tries == 0 ? Future.succeededFuture() : add(receiver, entry, tries - 1));
        });
    }

    /** Returns the entries of all receivers by the names of these, the newest first. */
    public Future<JsonObject> list() {
        return documents.list(KIND).map(all -> {
            JsonObject byReceiver = new JsonObject();
            all.forEach(document -> byReceiver.put(document.name(), entries(document)));
            return byReceiver;
        });
    }

    private static JsonArray entries(Document document) {
        try {
            return new JsonArray(document.content());
        } catch (DecodeException e) {
            return new JsonArray();
        }
    }
}
