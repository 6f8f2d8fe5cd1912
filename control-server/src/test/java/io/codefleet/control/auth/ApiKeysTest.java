package io.codefleet.control.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Map<String, ApiKey> stored = new LinkedHashMap<>();
    private final ApiKeys keys = new ApiKeys(new Store(), Clock.fixed(NOW, ZoneOffset.UTC));

    private final class Store implements ApiKeyStore {
        @Override
        public Future<Optional<ApiKey>> find(String id) {
            return Future.succeededFuture(Optional.ofNullable(stored.get(id)));
        }

        @Override
        public Future<List<ApiKey>> list() {
            return Future.succeededFuture(List.copyOf(stored.values()));
        }

        @Override
        public Future<Void> put(ApiKey key) {
            stored.put(key.id(), key);
            return Future.succeededFuture();
        }

        @Override
        public Future<Boolean> delete(String id) {
            return Future.succeededFuture(stored.remove(id) != null);
        }
    }

    private ApiKey issue(Optional<Instant> expiresAt) {
        return keys.issue("ann", Role.ADMIN, expiresAt).result().key();
    }

    /** Each start of a control plane issues a key for its link, and a store holds only so many. */
    @Test
    void aNewKeyRemovesThoseThatHaveExpired() {
        ApiKey past = issue(Optional.of(NOW.minusSeconds(1)));
        ApiKey future = issue(Optional.of(NOW.plusSeconds(1)));
        ApiKey lasting = issue(Optional.empty());

        assertThat(stored).containsOnlyKeys(future.id(), lasting.id()).doesNotContainKey(past.id());
    }
}
