package io.codefleet.control.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachedKeyStoreTest {
    private static final ApiKey KEY = new ApiKey(
            "0123456789ab",
            "hash",
            Role.ADMIN,
            "ann",
            List.of("team"),
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            1);

    private final List<Promise<List<ApiKey>>> reads = new ArrayList<>();
    private Map<String, UnsupportedVersionException> newer = Map.of();
    private Runnable duringRead = () -> {};
    private Instant now = Instant.EPOCH;
    private final CachedKeyStore cache = new CachedKeyStore(new Store(), Duration.ofSeconds(10), () -> now);

    /** A store whose reads end when the test says so. */
    private final class Store implements ApiKeyStore {
        @Override
        public Future<KeyRecords> read() {
            Promise<List<ApiKey>> read = Promise.promise();
            reads.add(read);
            duringRead.run();
            return read.future().map(keys -> new KeyRecords(KeyRecords.of(keys).keys(), newer));
        }

        @Override
        public Future<Void> put(ApiKey key) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Boolean> replace(ApiKey key) {
            return Future.succeededFuture(true);
        }

        @Override
        public Future<Boolean> delete(String id) {
            return Future.succeededFuture(true);
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

    private Future<Optional<ApiKey>> find() {
        return cache.find(KEY.id());
    }

    @Test
    void oneReadServesAllWhoAskMeanwhileAndAfterwards() {
        Future<Optional<ApiKey>> first = find();
        Future<Optional<ApiKey>> second = find();
        reads.get(0).complete(List.of(KEY));
        assertThat(List.of(first, second, find()))
                .allMatch(found -> found.result().isPresent());
        assertThat(reads).hasSize(1);
    }

    @Test
    void aKeyThatAnotherProcessHasJustMadeIsLookedForInTheStore() {
        Future<Optional<ApiKey>> before = find();
        reads.get(0).complete(List.of());
        assertThat(before.result()).isEmpty();
        assertThat(find().result()).isEmpty();
        assertThat(reads).hasSize(1);

        now = now.plusMillis(100);
        Future<Optional<ApiKey>> after = find();
        reads.get(1).complete(List.of(KEY));

        assertThat(after.result()).contains(KEY);
    }

    @Test
    void aReadThatFailedIsMadeAgain() {
        Future<Optional<ApiKey>> failed = find();
        reads.get(0).fail("no broker");
        assertThat(failed.failed()).isTrue();
        find();
        assertThat(reads).hasSize(2);
    }

    @Test
    void aReadThatBeganBeforeARevocationIsNotKept() {
        Future<Optional<ApiKey>> before = find();
        cache.delete(KEY.id());
        reads.get(0).complete(List.of(KEY));
        assertThat(before.result()).isPresent();

        Future<Optional<ApiKey>> after = find();
        reads.get(1).complete(List.of());
        assertThat(after.result()).isEmpty();
    }

    /** As if another thread revoked the key between the beginning of a read and its being kept. */
    @Test
    void aRevocationWithinTheBeginningOfAReadDropsIt() {
        duringRead = () -> cache.delete(KEY.id());
        find();
        duringRead = () -> {};
        reads.get(0).complete(List.of(KEY));

        Future<Optional<ApiKey>> after = find();
        assertThat(reads).hasSize(2);
        reads.get(1).complete(List.of());
        assertThat(after.result()).isEmpty();
    }

    @Test
    void aKeyOfANewerVersionIsRememberedAsSuch() {
        newer = Map.of(KEY.id(), UnsupportedVersionException.ofForm("API key", 2, 1));
        Future<Optional<ApiKey>> first = find();
        reads.get(0).complete(List.of());
        assertThat(List.of(first, find()))
                .allSatisfy(found -> assertThat(found.cause()).isInstanceOf(UnsupportedVersionException.class));
        now = now.plusSeconds(1);
        assertThat(find().failed()).isTrue();
        assertThat(reads).hasSize(1);
    }
}
