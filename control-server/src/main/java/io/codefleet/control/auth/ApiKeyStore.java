package io.codefleet.control.auth;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The place where the records of API keys are kept. Implementations may be called from any thread. */
public interface ApiKeyStore {
    /**
     * Returns the record of the key with this id. Fails with {@link io.codefleet.error.UnsupportedVersionException} if it is of
     * a newer version, which may restrict the key in a way that this version does not know.
     */
    default Future<Optional<ApiKey>> find(String id) {
        return read().map(records -> records.find(id));
    }

    /** Returns all records that can be read, by id. */
    default Future<List<ApiKey>> list() {
        return read().map(records -> List.copyOf(records.keys().values()));
    }

    /** Returns all records, with the ids of those of a newer version. */
    Future<KeyRecords> read();

    /** Stores a new record, unless there is one of this id, and says so in the audit in the same step. */
    Future<Void> put(ApiKey key);

    /**
     * Replaces a record if nobody has changed or deleted it since this version was read.
     *
     * @return whether it was replaced
     */
    Future<Boolean> replace(ApiKey key);

    /** Deletes the record of a key that has ended by itself; the result says whether there was one. */
    Future<Boolean> delete(String id);

    /** Deletes a record, and says so in the audit in the same step; the result says whether there was one. */
    Future<Boolean> revoke(String id);

    /** Returns a view of this store whose changes another actor makes: the audit names that actor. */
    ApiKeyStore actingAs(String actor);
}
