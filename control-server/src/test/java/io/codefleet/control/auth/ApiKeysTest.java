package io.codefleet.control.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Map<String, ApiKey> stored = new LinkedHashMap<>();
    private final List<ApiKey> replaced = new ArrayList<>();
    private Instant now = NOW;
    private boolean failing;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final ApiKeys keys = new ApiKeys(new Store(), "team", clock);

    private final class Store implements ApiKeyStore {
        @Override
        public Future<KeyRecords> read() {
            return Future.succeededFuture(new KeyRecords(stored, Map.of()));
        }

        @Override
        public Future<Void> put(ApiKey key) {
            stored.put(key.id(), key);
            return Future.succeededFuture();
        }

        @Override
        public Future<Boolean> replace(ApiKey key) {
            replaced.add(key);
            boolean known = stored.containsKey(key.id());
            if (known) {
                stored.put(key.id(), key);
            }
            return failing ? Future.failedFuture("no broker") : Future.succeededFuture(known);
        }

        @Override
        public Future<Boolean> delete(String id) {
            return Future.succeededFuture(stored.remove(id) != null);
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

    @Test
    void aKeyEndsAfterNinetyDaysUnlessItIsMadeForAnotherTimeOfAtMostAYear() {
        assertThat(issue(Optional.empty()).expiresAt()).hasValue(NOW.plus(Duration.ofDays(90)));
        Instant year = NOW.plus(Duration.ofDays(366));
        assertThat(issue(Optional.of(year)).expiresAt()).hasValue(year);
        assertThat(keys.issue("ann", Role.ADMIN, Optional.of(year.plusMillis(1)))
                        .cause())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expiresAt");
        assertThat(keys.issue("ann", Role.ADMIN, Optional.of(Instant.MAX)).cause())
                .isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ann#0123456789ab", "ann smith", "-ann", "ann\n", "\u00e4nn"})
    void anOwnerThatTheAuditCouldNotNameIsRefused(String owner) {
        assertThat(keys.issue(owner, Role.ADMIN, Optional.empty()).cause())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("owner");
        assertThat(keys.issue("a".repeat(101), Role.ADMIN, Optional.empty()).failed())
                .isTrue();
    }

    @Test
    void theHolderIsNamedByTheOwnerAndTheKey() {
        ApiKeys.IssuedKey key =
                keys.issue("ann", Role.OPERATOR, Optional.empty()).result();
        Principal holder = keys.authenticate(key.token()).result().orElseThrow();
        assertThat(holder.actor()).isEqualTo("ann#" + key.key().id());
        assertThat(holder.owner()).isEqualTo("ann");
        assertThat(holder.role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void theUseOfAKeyIsRecordedAtMostOnceAMinute() {
        ApiKeys.IssuedKey key = keys.issue("ann", Role.ADMIN, Optional.empty()).result();
        for (int i = 0; i < 100; i++) {
            now = NOW.plusMillis(i * 599L);
            assertThat(keys.authenticate(key.token()).result()).isPresent();
        }
        assertThat(replaced).extracting(ApiKey::lastUsedAt).containsExactly(Optional.of(NOW));
        now = NOW.plus(Duration.ofSeconds(61));
        keys.authenticate(key.token());
        assertThat(replaced).extracting(ApiKey::lastUsedAt).containsExactly(Optional.of(NOW), Optional.of(now));
    }

    @Test
    void whatAnotherControlPlaneHasRecordedIsNotRecordedAgain() {
        ApiKeys.IssuedKey key = keys.issue("ann", Role.ADMIN, Optional.empty()).result();
        new ApiKeys(new Store(), "team", clock).authenticate(key.token());
        keys.authenticate(key.token());
        assertThat(replaced).hasSize(1);
    }

    @Test
    void aUseThatCannotBeRecordedIsServed() {
        failing = true;
        ApiKeys.IssuedKey key = keys.issue("ann", Role.ADMIN, Optional.empty()).result();
        assertThat(keys.authenticate(key.token()).result()).isPresent();
    }

    @Test
    void aKeyThatIsNotAcceptedIsNotRecordedAsUsed() {
        ApiKeys.IssuedKey key = keys.issue("ann", Role.ADMIN, Optional.empty()).result();
        keys.authenticate(key.token().substring(0, key.token().length() - 1) + "-");
        now = NOW.plus(Duration.ofDays(90));
        assertThat(keys.authenticate(key.token()).result()).isEmpty();
        assertThat(replaced).isEmpty();
    }

    @Test
    void aRecordInAnotherNamespaceAdmitsNobody() {
        ApiKeys.IssuedKey key = keys.issue("ann", Role.ADMIN, Optional.empty()).result();
        ApiKeys elsewhere = new ApiKeys(new Store(), "other", clock);
        assertThat(elsewhere.authenticate(key.token()).result()).isEmpty();
        assertThat(elsewhere.active(key.key().id()).result()).isFalse();
        assertThat(keys.active(key.key().id()).result()).isTrue();
    }
}
