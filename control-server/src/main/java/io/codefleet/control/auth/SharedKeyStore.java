package io.codefleet.control.auth;

import io.codefleet.AuditAction;
import io.codefleet.AuditNote;
import io.codefleet.CodefleetClient;
import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.FormVersion;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps API keys in the fleet's broker, where every control plane of the namespace finds them. */
public final class SharedKeyStore implements ApiKeyStore {
    private static final Logger log = LoggerFactory.getLogger(SharedKeyStore.class);
    private static final String KIND = "api-key";
    private static final int VERSION = 1;

    private final CodefleetClient fleet;
    private final Documents documents;
    /** The ids of the keys of a newer version that are in the log. */
    private final Set<String> reported;

    /** Creates a store on the documents of the client's namespace. The audit names the client's actor. */
    public SharedKeyStore(CodefleetClient fleet) {
        this(fleet, ConcurrentHashMap.newKeySet());
    }

    private SharedKeyStore(CodefleetClient fleet, Set<String> reported) {
        this.fleet = fleet;
        this.documents = fleet.documents();
        this.reported = reported;
    }

    @Override
    public ApiKeyStore actingAs(String actor) {
        return new SharedKeyStore(fleet.actingAs(actor), reported);
    }

    @Override
    public Future<KeyRecords> read() {
        return documents.list(KIND).map(stored -> {
            Map<String, ApiKey> keys = new LinkedHashMap<>();
            Map<String, UnsupportedVersionException> newer = new HashMap<>();
            for (Document document : stored) {
                try {
                    decode(document).ifPresent(key -> keys.put(key.id(), key));
                } catch (UnsupportedVersionException e) {
                    newer.put(document.name(), e);
                    report(document.name(), e);
                }
            }
            return new KeyRecords(keys, newer);
        });
    }

    private void report(String id, UnsupportedVersionException fault) {
        if (reported.add(id)) {
            log.atWarn()
                    .addKeyValue("key", id)
                    .log("an API key of a newer version admits nobody here: {}", fault.getMessage());
        }
    }

    @Override
    public Future<Void> put(ApiKey key) {
        return documents
                .put(new Document(KIND, key.id(), 0, encode(key)), Optional.of(note(AuditAction.KEY_CREATED, key)))
                .mapEmpty();
    }

    @Override
    public Future<Boolean> replace(ApiKey key) {
        return documents.put(new Document(KIND, key.id(), key.version(), encode(key)));
    }

    @Override
    public Future<Boolean> delete(String id) {
        return documents.delete(KIND, id);
    }

    /** Revokes a key. Also deletes a record that cannot be read; its audit entry then has only the id. */
    @Override
    public Future<Boolean> revoke(String id) {
        return read().map(records -> Optional.ofNullable(records.keys().get(id)))
                .compose(found -> documents.delete(
                        KIND,
                        id,
                        Optional.of(found.map(key -> note(AuditAction.KEY_REVOKED, key))
                                .orElseGet(() -> AuditNote.of(AuditAction.KEY_REVOKED, id)))));
    }

    private static AuditNote note(AuditAction action, ApiKey key) {
        return AuditNote.of(action, key.id())
                .detail("owner=" + key.owner() + ";role=" + key.role().code() + ";namespaces="
                        + String.join(",", key.namespaces()));
    }

    private static String encode(ApiKey key) {
        JsonObject json = new JsonObject()
                .put("v", VERSION)
                .put("hash", key.secretHash())
                .put("role", key.role().code())
                .put("owner", key.owner())
                .put("namespaces", new JsonArray(key.namespaces()))
                .put("createdAt", key.createdAt().toEpochMilli());
        key.expiresAt().ifPresent(end -> json.put("expiresAt", end.toEpochMilli()));
        key.lastUsedAt().ifPresent(last -> json.put("lastUsedAt", last.toEpochMilli()));
        return json.encode();
    }

    /**
     * Decodes a stored key; empty if the record cannot be read, so that it admits nobody and the others still count. A field that
     * is null counts as one that is absent.
     *
     * @throws UnsupportedVersionException if the record is of a newer version
     */
    private static Optional<ApiKey> decode(Document document) {
        try {
            JsonObject json = new JsonObject(document.content());
            json.getMap().values().removeIf(Objects::isNull);
            FormVersion.check("API key " + document.name(), json, VERSION);
            return Optional.of(new ApiKey(
                    document.name(),
                    json.getString("hash", ""),
                    Role.of(json.getString("role", "")),
                    json.getString("owner", ""),
                    json.getJsonArray("namespaces", new JsonArray()).stream()
                            .map(name -> (String) Objects.requireNonNull(name))
                            .toList(),
                    Instant.ofEpochMilli(json.getLong("createdAt", 0L)),
                    Optional.ofNullable(json.getLong("expiresAt")).map(Instant::ofEpochMilli),
                    Optional.ofNullable(json.getLong("lastUsedAt")).map(Instant::ofEpochMilli),
                    document.version()));
        } catch (DecodeException
                | ClassCastException
                | NullPointerException
                | InvalidInputException
                | MalformedDataException e) {
            return Optional.empty();
        }
    }
}
