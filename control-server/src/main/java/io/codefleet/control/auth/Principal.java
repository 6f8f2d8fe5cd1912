package io.codefleet.control.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * An authenticated caller.
 *
 * @param actor the name that the audit shows: {@code OWNER#KEY-ID} for the holder of a key, {@code SUBJECT#jwt} for that of a token
 * @param role what the caller may do
 * @param keyId the id of the API key that they hold; empty for a caller without one
 * @param owner who the caller is, whichever of their keys they use
 * @param expiresAt when the credentials end
 */
public record Principal(String actor, Role role, String keyId, String owner, Optional<Instant> expiresAt) {
    /** The caller of an operation that needs no credentials. */
    public static final Principal ANONYMOUS =
            new Principal("anonymous", Role.OBSERVER, "", "anonymous", Optional.empty());
}
