package io.codefleet.control.auth;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Issues and checks API keys of the form {@code cf_ID_SECRET}. Only a hash of the secret is stored, and the secret is shown
 * once, when the key is created. Methods may be called from any thread.
 */
public final class ApiKeys {
    private static final Pattern FORM = Pattern.compile("cf_([a-z0-9]{12})_([A-Za-z0-9-]{43})");
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    private final ApiKeyStore store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * Creates the keys of one store.
     *
     * @param clock decides whether a key has expired
     */
    public ApiKeys(ApiKeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A new key: its record, and the text that its holder uses, which is not kept. */
    public record IssuedKey(ApiKey key, String token) {
        @Override
        public String toString() {
            return "IssuedKey[key=" + key + "]";
        }
    }

    /** Creates and stores a key. Keys that have expired make room for it: a store holds only so many. */
    public Future<IssuedKey> issue(String owner, Role role, Optional<Instant> expiresAt) {
        String id = HexFormat.of().formatHex(bytes(ID_BYTES));
        // Underscores separate the parts of a key, so that the secret must not hold one.
        String secret = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes(SECRET_BYTES))
                .replace('_', 'x');
        ApiKey key = new ApiKey(id, hash(secret), role, owner, clock.instant(), expiresAt);
        return removeExpired()
                .compose(removed -> store.put(key))
                .map(stored -> new IssuedKey(key, "cf_" + id + "_" + secret));
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

    /** Ends a key; the result says whether there was one. */
    public Future<Boolean> revoke(String id) {
        return store.delete(id);
    }

    /** Returns whom a token belongs to; nobody if it is malformed, unknown, revoked or expired. */
    public Future<Optional<Principal>> authenticate(String token) {
        Matcher parts = FORM.matcher(token);
        if (!parts.matches()) {
            return Future.succeededFuture(Optional.empty());
        }
        byte[] presented = hash(parts.group(2)).getBytes(StandardCharsets.US_ASCII);
        return store.find(parts.group(1))
                .map(found -> found.filter(key -> !key.expired(clock.instant()))
                        .filter(key -> MessageDigest.isEqual(
                                presented, key.secretHash().getBytes(StandardCharsets.US_ASCII)))
                        .map(key -> new Principal(key.owner(), key.role(), key.id())));
    }

    /** Returns whether a key is neither revoked nor expired. */
    public Future<Boolean> active(String id) {
        return store.find(id)
                .map(found -> found.filter(key -> !key.expired(clock.instant())).isPresent());
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
