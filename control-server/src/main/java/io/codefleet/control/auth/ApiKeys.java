package io.codefleet.control.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues and checks API keys of the form {@code cf_ID_SECRET}. Only a hash of the secret is stored, and the secret is shown
 * once, when the key is created. Methods may be called from any thread.
 */
public final class ApiKeys {
    private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);
    private static final Pattern FORM = Pattern.compile("cf_([a-z0-9]{12})_([A-Za-z0-9-]{43})");
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~@/=+,-]{0,99}");
    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(90);
    private static final Duration MAX_LIFETIME = Duration.ofDays(366);
    private static final Duration USE_INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_NAMESPACES = 32;
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    private final ApiKeyStore store;
    private final String namespace;
    private final Clock clock;
    private final SecureRandom random;
    /** The keys whose use was recorded within the last minute. */
    private final Cache<String, Instant> recorded;

    /**
     * Creates the keys of one store.
     *
     * @param namespace the namespace to which new keys are bound, and of which keys are accepted
     * @param clock decides whether a key has expired
     */
    public ApiKeys(ApiKeyStore store, String namespace, Clock clock) {
        this.store = store;
        this.namespace = namespace;
        this.clock = clock;
        this.random = new SecureRandom();
        this.recorded = Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(USE_INTERVAL)
                .build();
    }

    private ApiKeys(ApiKeys of, String actor) {
        this.store = of.store.actingAs(actor);
        this.namespace = of.namespace;
        this.clock = of.clock;
        this.random = of.random;
        this.recorded = of.recorded;
    }

    /** Returns a view whose keys another actor creates and revokes: the audit names that actor. */
    public ApiKeys actingAs(String actor) {
        return new ApiKeys(this, actor);
    }

    /** A new key: its record, and the text that its holder uses, which is not kept. */
    public record IssuedKey(ApiKey key, String token) {
        @Override
        public String toString() {
            return "IssuedKey[key=" + key + "]";
        }
    }

    /**
     * Creates and stores a key, which the audit says. Keys that have expired make room for it: a store holds only so many. The future fails with
     * {@link InvalidInputException} if the owner is malformed or the end too far away.
     *
     * @param owner letters, digits and {@code . _ ~ @ / = + , -}, at most 100 characters
     * @param expiresAt when it ends, at most 366 days from now; 90 days from now if absent
     */
    public Future<IssuedKey> issue(String owner, Role role, Optional<Instant> expiresAt) {
        return issue(owner, role, expiresAt, List.of());
    }

    /**
     * Creates and stores a key for several namespaces. It is accepted in each of the others once its record is {@linkplain
     * #adopt stored} there too. The future fails as that of {@link #issue(String, Role, Optional)}.
     *
     * @param others the namespaces besides the one of these keys, at most 31
     */
    public Future<IssuedKey> issue(String owner, Role role, Optional<Instant> expiresAt, Collection<String> others) {
        Instant now = clock.instant();
        Instant end = expiresAt.orElse(now.plus(DEFAULT_LIFETIME));
        if (!OWNER.matcher(owner).matches()) {
            return Future.failedFuture(
                    new InvalidInputException(
                            "owner",
                            "is '" + owner
                                    + "'; give 1 to 100 letters, digits or . _ ~ @ / = + , - and begin with a letter or digit"));
        }
        if (end.isAfter(now.plus(MAX_LIFETIME))) {
            return Future.failedFuture(new InvalidInputException(
                    "expiresAt",
                    "is more than " + MAX_LIFETIME.toDays()
                            + " days away; give an earlier time and renew the key then"));
        }
        List<String> namespaces =
                Stream.concat(Stream.of(namespace), others.stream()).distinct().toList();
        if (namespaces.size() > MAX_NAMESPACES) {
            return Future.failedFuture(new InvalidInputException(
                    "alsoIn",
                    "has " + (namespaces.size() - 1) + " namespaces, at most " + (MAX_NAMESPACES - 1)
                            + " are allowed; make a second key"));
        }
        String id = HexFormat.of().formatHex(bytes(ID_BYTES));
        // Underscores separate the parts of a key, so that the secret must not hold one.
        String secret = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes(SECRET_BYTES))
                .replace('_', 'x');
        ApiKey key = new ApiKey(
                id, Digests.sha256(secret), role, owner, namespaces, now, Optional.of(end), Optional.empty(), 0);
        return removeExpired()
                // a key that may be stored, and whose secret nobody gets, does not stay
                .compose(removed -> store.put(key)
                        .recover(failure -> store.delete(id).transform(gone -> Future.failedFuture(failure))))
                .map(stored -> new IssuedKey(key, "cf_" + id + "_" + secret));
    }

    /**
     * Stores the record of a key that was issued in another namespace. The future fails with {@link InvalidInputException} if
     * the key is not for this namespace.
     */
    public Future<Void> adopt(ApiKey key) {
        return key.namespaces().contains(namespace)
                ? store.put(key)
                : Future.failedFuture(new InvalidInputException(
                        "namespaces", "are " + key.namespaces() + ", without this one, " + namespace));
    }

    private Future<?> removeExpired() {
        Instant now = clock.instant();
        return store.list()
                .compose(keys -> Future.join(keys.stream()
                        .filter(key -> key.expired(now))
                        .map(key -> store.delete(key.id()))
                        .toList()));
    }

    /** Returns the records of all keys, by id. */
    public Future<List<ApiKey>> list() {
        return store.list();
    }

    /** Ends a key, which the audit says; the result says whether there was one. */
    public Future<Boolean> revoke(String id) {
        return store.revoke(id);
    }

    /**
     * Returns whom a token belongs to; nobody if it is malformed, unknown, revoked or expired. Fails with {@link
     * UnsupportedVersionException} if its record is of a newer version.
     */
    public Future<Optional<Principal>> authenticate(String token) {
        Matcher parts = FORM.matcher(token);
        if (!parts.matches()) {
            return Future.succeededFuture(Optional.empty());
        }
        byte[] presented = Digests.sha256(parts.group(2)).getBytes(StandardCharsets.US_ASCII);
        return store.find(parts.group(1))
                .map(found -> found.filter(this::accepted)
                        .filter(key -> MessageDigest.isEqual(
                                presented, key.secretHash().getBytes(StandardCharsets.US_ASCII))))
                .map(found -> {
                    found.ifPresent(this::recordUse);
                    return found.map(
                            key -> new Principal(key.actor(), key.role(), key.id(), key.owner(), key.expiresAt()));
                });
    }

    private boolean accepted(ApiKey key) {
        return !key.expired(clock.instant()) && key.namespaces().contains(namespace);
    }

    /**
     * Records the use of a key, at most once a minute, which is enough to find unused keys. Does not report to the
     * caller whether the write succeeds.
     */
    private void recordUse(ApiKey key) {
        Instant now = clock.instant();
        boolean recent = key.lastUsedAt()
                .filter(last -> last.isAfter(now.minus(USE_INTERVAL)))
                .isPresent();
        if (!recent && recorded.asMap().putIfAbsent(key.id(), now) == null) {
            store.replace(key.usedAt(now))
                    .onFailure(failure ->
                            log.atDebug().setCause(failure).log("the use of an API key could not be recorded"));
        }
    }

    /** Returns the record of a key that is neither revoked nor expired, and for this namespace. */
    public Future<Optional<ApiKey>> accepted(String id) {
        return store.find(id)
                .recover(failure -> failure instanceof UnsupportedVersionException
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .map(found -> found.filter(this::accepted));
    }

    /** Returns whether a key is neither revoked nor expired. */
    public Future<Boolean> active(String id) {
        return accepted(id).map(Optional::isPresent);
    }

    /** Returns whether any key is accepted. */
    public Future<Boolean> any() {
        return store.list().map(keys -> keys.stream().anyMatch(this::accepted));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
