package io.codefleet.control.auth;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Settings of the JSON Web Tokens (RFC 7519) that a control plane accepts in addition to API keys. A token must be signed,
 * and have the claims {@code iss}, {@code aud}, {@code exp}, {@code sub}, one that gives a role, and one that names
 * namespaces.
 *
 * @param keySet the address of the issuer's public keys (JWKS); HTTPS, or HTTP on this machine. Tokens are then signed with RSA or
 *     an elliptic curve only. Absent with a secret
 * @param secret what issuer and control plane share, at least 32 bytes in UTF-8. Tokens are then signed with HMAC only. Absent with a
 *     key set
 * @param issuer the claim {@code iss}
 * @param audience a value of the claim {@code aud}
 * @param clockSkew by how much the issuer's clock may differ; default one minute, at most ten
 * @param roleClaim the claim with the names of roles, a text with spaces or a list; a dot leads into an object, as in {@code
 *     realm_access.roles}; default {@code codefleet_role}
 * @param roles the role of each of these names; of several the highest counts. Default: each role by its own code
 * @param namespacesClaim the claim with the namespaces that a token is for, a text with spaces or a list, {@code *} for all; default
 *     {@code codefleet_namespaces}. Absent: tokens are for every namespace of the audience
 */
@CheckReturnValue
public record JwtOptions(
        Optional<URI> keySet,
        Optional<String> secret,
        String issuer,
        String audience,
        Duration clockSkew,
        String roleClaim,
        Map<String, Role> roles,
        Optional<String> namespacesClaim) {
    private static final int MIN_SECRET_BYTES = 32;
    private static final Duration MAX_SKEW = Duration.ofMinutes(10);
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @throws InvalidInputException if a component is malformed; it names the component */
    public JwtOptions {
        roles = Map.copyOf(roles);
        if (keySet.isPresent() == secret.isPresent()) {
            throw new InvalidInputException("jwt", "needs the address of a key set or a secret, and not both");
        }
        keySet.ifPresent(JwtOptions::checkAddress);
        if (secret.map(JwtOptions::tooShort).orElse(false)) {
            throw new InvalidInputException(
                    "jwt.secret",
                    "has fewer than " + MIN_SECRET_BYTES + " bytes, which can be guessed; make a longer one");
        }
        checkText("jwt.issuer", issuer);
        checkText("jwt.audience", audience);
        checkText("jwt.roleClaim", roleClaim);
        if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
            throw new InvalidInputException(
                    "jwt.clockSkew",
                    "is " + DurationText.format(clockSkew) + ", must be from 0 to " + DurationText.format(MAX_SKEW));
        }
        if (roles.isEmpty()) {
            throw new InvalidInputException(
                    "jwt.roles", "is empty, so that no token would have a role; name one at least");
        }
    }

    private static void checkAddress(URI address) {
        String scheme = String.valueOf(address.getScheme());
        String host = String.valueOf(address.getHost());
        if (!scheme.equals("https") && !(scheme.equals("http") && LOCAL.contains(host))) {
            throw new InvalidInputException(
                    "jwt.keySet",
                    "is " + address + "; give an https address, as who changes the keys on the way comes in");
        }
    }

    private static boolean tooShort(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES;
    }

    private static void checkText(String field, String value) {
        if (value.isBlank()) {
            throw new InvalidInputException(field, "is empty; give its value as it is in the tokens");
        }
    }

    /** Returns options for tokens whose issuer publishes its keys. */
    public static JwtOptions ofKeySet(URI keySet, String issuer, String audience) {
        return of(Optional.of(keySet), Optional.empty(), issuer, audience);
    }

    /** Returns options for tokens that are signed with a shared secret. */
    public static JwtOptions ofSecret(String secret, String issuer, String audience) {
        return of(Optional.empty(), Optional.of(secret), issuer, audience);
    }

    private static JwtOptions of(Optional<URI> keySet, Optional<String> secret, String issuer, String audience) {
        Map<String, Role> roles =
                Arrays.stream(Role.values()).collect(Collectors.toMap(Role::code, Function.identity()));
        return new JwtOptions(
                keySet,
                secret,
                issuer,
                audience,
                Duration.ofMinutes(1),
                "codefleet_role",
                roles,
                Optional.of("codefleet_namespaces"));
    }

    /** Returns a copy with another clock skew. */
    public JwtOptions clockSkew(Duration value) {
        return new JwtOptions(keySet, secret, issuer, audience, value, roleClaim, roles, namespacesClaim);
    }

    /** Returns a copy that takes the roles from another claim. */
    public JwtOptions roleClaim(String value) {
        return new JwtOptions(keySet, secret, issuer, audience, clockSkew, value, roles, namespacesClaim);
    }

    /** Returns a copy with other names of roles, in place of all. */
    public JwtOptions roles(Map<String, Role> value) {
        return new JwtOptions(
                keySet, secret, issuer, audience, clockSkew, roleClaim, new LinkedHashMap<>(value), namespacesClaim);
    }

    /** Returns a copy that takes the namespaces from another claim, or accepts tokens for every namespace if absent. */
    public JwtOptions namespacesClaim(Optional<String> value) {
        return new JwtOptions(keySet, secret, issuer, audience, clockSkew, roleClaim, roles, value);
    }

    /** Returns everything but the secret. */
    @Override
    public String toString() {
        return "JwtOptions[keySet=" + keySet + ", issuer=" + issuer + ", audience=" + audience + ", roleClaim="
                + roleClaim + "]";
    }
}
