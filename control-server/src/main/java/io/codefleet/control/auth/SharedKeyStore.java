package io.codefleet.control.auth;

import io.codefleet.AuditAction;
import io.codefleet.AuditNote;
import io.codefleet.CodefleetClient;
import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps API keys in the fleet's broker, where every control plane of the namespace finds them. */
public final class SharedKeyStore implements ApiKeyStore {
    private static final String KIND = "api-key";

    private final CodefleetClient fleet;
    private final Documents documents;

    /** Creates a store on the documents of the client's namespace. The audit names the client's actor. */
    public SharedKeyStore(CodefleetClient fleet) {
        this.fleet = fleet;
        this.documents = fleet.documents();
    }

    @Override
    public ApiKeyStore actingAs(String actor) {
        return new SharedKeyStore(fleet.actingAs(actor));
    }

    @Override
    public Future<Optional<ApiKey>> find(String id) {
        return list().map(
                        keys -> keys.stream().filter(key -> key.id().equals(id)).findFirst());
    }

    @Override
    public Future<List<ApiKey>> list() {
        return documents.list(KIND).map(stored -> {
            List<ApiKey> keys = new ArrayList<>();
            stored.forEach(document -> decode(document).ifPresent(keys::add));
            return keys;
        });
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
        return find(id).compose(found -> documents.delete(
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
                .put("v", 1)
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
     */
    private static Optional<ApiKey> decode(Document document) {
        try {
            JsonObject json = new JsonObject(document.content());
            json.getMap().values().removeIf(Objects::isNull);
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
        } catch (DecodeException | ClassCastException | NullPointerException | InvalidInputException e) {
            return Optional.empty();
        }
    }
}
