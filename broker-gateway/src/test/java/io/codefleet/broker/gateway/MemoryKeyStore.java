package io.codefleet.broker.gateway;

import io.codefleet.control.auth.ApiKey;
import io.codefleet.control.auth.ApiKeyStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The keys of a test. */
final class MemoryKeyStore implements ApiKeyStore {
    private final Map<String, ApiKey> keys = new ConcurrentSkipListMap<>();

    @Override
    public Future<Optional<ApiKey>> find(String id) {
        return Future.succeededFuture(Optional.ofNullable(keys.get(id)));
    }

    @Override
    public Future<List<ApiKey>> list() {
        return Future.succeededFuture(List.copyOf(keys.values()));
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
