package io.codefleet.control.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * The stored record of an API key. It holds a hash of the secret, never the secret.
 *
 * @param id the public part of the key
 * @param secretHash SHA-256 of the secret, in hexadecimal digits; the secret has 256 random bits, so that it needs no salt
 * @param role what the key's holder may do
 * @param owner who holds it; the audit's actor
 * @param createdAt when it was created
 * @param expiresAt when it ends; absent if it does not
 */
public record ApiKey(
        String id, String secretHash, Role role, String owner, Instant createdAt, Optional<Instant> expiresAt) {
    /** Returns whether the key has ended at a time. */
    public boolean expired(Instant now) {
        return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
    }

    @Override
    public String toString() {
        return "ApiKey[id=" + id + ", role=" + role.code() + ", owner=" + owner + "]";
    }
}
