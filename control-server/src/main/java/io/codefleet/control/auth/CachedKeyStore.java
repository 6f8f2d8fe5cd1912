package io.codefleet.control.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Remembers the keys of another store for some seconds, so that not every request asks the broker. A key that another control
 * plane revokes is refused here when that time is over. A key that is not remembered is looked for in the store, so that one that
 * has just been made elsewhere is accepted; callers without a key cause at most ten reads a second. While the store does not
 * answer, no key is accepted that was read longer ago.
 */
public final class CachedKeyStore implements ApiKeyStore {
    /** How old what is remembered must be for a key that is not among it to be looked for again. */
    private static final Duration SEARCH_INTERVAL = Duration.ofMillis(100);

    private static final Snapshot NONE = new Snapshot(Instant.MIN, Future.succeededFuture(KeyRecords.of(List.of())));

    private final ApiKeyStore store;
    private final Duration lifetime;
    private final InstantSource clock;
    private final AtomicReference<Snapshot> snapshot;

    private record Snapshot(Instant readAt, Future<KeyRecords> keys) {}

    /** Creates a cache whose entries are at most so old. */
    public CachedKeyStore(ApiKeyStore store, Duration lifetime, InstantSource clock) {
        this(store, lifetime, clock, new AtomicReference<>(NONE));
    }

    private CachedKeyStore(
            ApiKeyStore store, Duration lifetime, InstantSource clock, AtomicReference<Snapshot> snapshot) {
        this.store = store;
        this.lifetime = lifetime;
        this.clock = clock;
        this.snapshot = snapshot;
    }

    @Override
    public ApiKeyStore actingAs(String actor) {
        return new CachedKeyStore(store.actingAs(actor), lifetime, clock, snapshot);
    }

    @Override
    public Future<Optional<ApiKey>> find(String id) {
        return keys(lifetime)
                .compose(keys -> keys.has(id) ? Future.succeededFuture(keys) : keys(SEARCH_INTERVAL))
                .map(keys -> keys.find(id));
    }

    /**
     * Returns the keys of the snapshot if it is younger than this, else of a new one. A read is published before it begins: a
     * change that ends later drops it, so that a read which may have missed the change is not kept.
     */
    private Future<KeyRecords> keys(Duration age) {
        while (true) {
            Snapshot current = Objects.requireNonNull(snapshot.get());
            if (!current.keys().failed() && clock.instant().isBefore(expiry(current, age))) {
                return current.keys();
            }
            Promise<KeyRecords> read = Promise.promise();
            if (snapshot.compareAndSet(current, new Snapshot(clock.instant(), read.future()))) {
                store.read().onComplete(read);
                return read.future();
            }
        }
    }

    private static Instant expiry(Snapshot of, Duration age) {
        return of.readAt().equals(Instant.MIN) ? Instant.MIN : of.readAt().plus(age);
    }

    @Override
    public Future<KeyRecords> read() {
        return store.read();
    }

    @Override
    public Future<Void> put(ApiKey key) {
        return store.put(key).onComplete(done -> forget());
    }

    /**
     * Replaces a key in the store. Keeps the cached copy: only the time of the last use changes, which may appear late.
     */
    @Override
    public Future<Boolean> replace(ApiKey key) {
        return store.replace(key);
    }

    @Override
    public Future<Boolean> delete(String id) {
        return store.delete(id).onComplete(done -> forget());
    }

    @Override
    public Future<Boolean> revoke(String id) {
        return store.revoke(id).onComplete(done -> forget());
    }

    private void forget() {
        snapshot.set(NONE);
    }
}
