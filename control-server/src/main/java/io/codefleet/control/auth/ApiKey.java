package io.codefleet.control.auth;

import io.codefleet.annotation.CheckReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The stored record of an API key. It holds a hash of the secret, never the secret.
 *
 * @param id the public part of the key
 * @param secretHash SHA-256 of the secret, in hexadecimal digits; the secret has 256 random bits, so that it needs no salt
 * @param role what the key's holder may do
 * @param owner who holds it
 * @param namespaces where it is accepted; a record that is copied into another namespace admits nobody there
 * @param createdAt when it was created
 * @param expiresAt when it ends; absent only in records that were made without an end
 * @param lastUsedAt when it was last used, to the minute; absent before its first use
 * @param version the version of the record, for changes of it
 */
@CheckReturnValue
public record ApiKey(
        String id,
        String secretHash,
        Role role,
        String owner,
        List<String> namespaces,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt,
        long version) {
    /** Copies the list. */
    public ApiKey {
        namespaces = List.copyOf(namespaces);
    }

    /** Returns whether the key has ended at a time. */
    public boolean expired(Instant now) {
        return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
    }

    /** Returns the name of the key's holder in the audit, in which the keys of one owner differ. */
    public String actor() {
        return owner + "#" + id;
    }

    /** Returns a copy that was used at this time. */
    public ApiKey usedAt(Instant time) {
        return new ApiKey(id, secretHash, role, owner, namespaces, createdAt, expiresAt, Optional.of(time), version);
    }

    /** Returns what may be shown of the key. */
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("owner", owner)
                .put("role", role.code())
                .put("namespaces", new JsonArray(namespaces))
                .put("createdAt", createdAt.toEpochMilli());
        lastUsedAt.ifPresent(last -> json.put("lastUsedAt", last.toEpochMilli()));
        expiresAt.ifPresent(end -> json.put("expiresAt", end.toEpochMilli()));
        return json;
    }

    @Override
    public String toString() {
        return "ApiKey[id=" + id + ", role=" + role.code() + ", owner=" + owner + "]";
    }
}
