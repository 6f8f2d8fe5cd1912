package io.codefleet.control.auth;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The place where the records of API keys are kept. Implementations may be called from any thread. */
public interface ApiKeyStore {
    /** Returns the record of the key with this id. */
    Future<Optional<ApiKey>> find(String id);

    /** Returns all records, by id. */
    Future<List<ApiKey>> list();

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
