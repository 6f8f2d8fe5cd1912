package io.codefleet.broker.gateway;

import io.codefleet.control.auth.ApiKey;
import io.codefleet.control.auth.ApiKeyStore;
import io.codefleet.control.auth.KeyRecords;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The keys of a test. */
final class MemoryKeyStore implements ApiKeyStore {
    private final Map<String, ApiKey> keys = new ConcurrentSkipListMap<>();

    @Override
    public Future<KeyRecords> read() {
        return Future.succeededFuture(new KeyRecords(keys, Map.of()));
    }

    @Override
    public Future<Void> put(ApiKey key) {
        keys.put(key.id(), key);
        return Future.succeededFuture();
    }

    @Override
    public Future<Boolean> replace(ApiKey key) {
        return Future.succeededFuture(keys.replace(key.id(), key) != null);
    }

    @Override
    public Future<Boolean> delete(String id) {
        return Future.succeededFuture(keys.remove(id) != null);
    }

    @Override
    public Future<Boolean> revoke(String id) {
        return delete(id);
    }

    @Override
    public ApiKeyStore actingAs(String actor) {
        return this;
    }
}
