package io.codefleet.control.auth;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the JSON Web Tokens (RFC 7519) that a control plane accepts in addition to API keys. A token must be signed,
 * and have the claims {@code iss}, {@code aud}, {@code exp}, {@code sub}, one that gives a role, and one that names
 * namespaces.
 */
@CheckReturnValue
public final class JwtOptions {
    private static final int MIN_SECRET_BYTES = 32;
    private static final Duration MAX_SKEW = Duration.ofMinutes(10);
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Optional<URI> keySet;
    private final Optional<String> secret;
    private final String issuer;
    private final String audience;
    private final Duration clockSkew;
    private final String roleClaim;
    private final Map<String, Role> roles;
    private final Optional<String> namespacesClaim;

    private JwtOptions(Builder builder) {
        this.keySet = Optional.ofNullable(builder.keySet);
        this.secret = Optional.ofNullable(builder.secret);
        this.issuer = builder.issuer;
        this.audience = builder.audience;
        this.clockSkew = builder.clockSkew;
        this.roleClaim = builder.roleClaim;
        this.roles = Map.copyOf(builder.roles);
        this.namespacesClaim = Optional.ofNullable(builder.namespacesClaim);
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
        return builder().keySet(keySet).issuer(issuer).audience(audience).build();
    }

    /** Returns options for tokens that are signed with a shared secret. */
    public static JwtOptions ofSecret(String secret, String issuer, String audience) {
        return builder().secret(secret).issuer(issuer).audience(audience).build();
    }

    /** Returns a builder with the defaults. A key set or a secret, the issuer and the audience have none. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Returns the address of the issuer's public keys (JWKS); HTTPS, or HTTP on this machine. Tokens are then signed with RSA
     * or an elliptic curve only. Absent with a secret.
     */
    public Optional<URI> keySet() {
        return keySet;
    }

    /**
     * Returns what issuer and control plane share, at least 32 bytes in UTF-8. Tokens are then signed with HMAC only. Absent
     * with a key set.
     */
    public Optional<String> secret() {
        return secret;
    }

    /** Returns the claim {@code iss}. */
    public String issuer() {
        return issuer;
    }

    /** Returns a value of the claim {@code aud}. */
    public String audience() {
        return audience;
    }

    /** Returns by how much the issuer's clock may differ; default one minute, at most ten. */
    public Duration clockSkew() {
        return clockSkew;
    }

    /**
     * Returns the claim with the names of roles, a text with spaces or a list; a dot leads into an object, as in {@code
     * realm_access.roles}; default {@code codefleet_role}.
     */
    public String roleClaim() {
        return roleClaim;
    }

    /** Returns the role of each of these names; of several the highest counts. Default: each role by its own code. */
    public Map<String, Role> roles() {
        return roles;
    }

    /**
     * Returns the claim with the namespaces that a token is for, a text with spaces or a list, {@code *} for all; default {@code
     * codefleet_namespaces}. Absent: tokens are for every namespace of the audience.
     */
    public Optional<String> namespacesClaim() {
        return namespacesClaim;
    }

    private List<Object> components() {
        return List.of(keySet, secret, issuer, audience, clockSkew, roleClaim, roles, namespacesClaim);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof JwtOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    /** Returns everything but the secret. */
    @Override
    public String toString() {
        return "JwtOptions[keySet=" + keySet + ", issuer=" + issuer + ", audience=" + audience + ", clockSkew="
                + clockSkew + ", roleClaim=" + roleClaim + ", roles=" + roles + ", namespacesClaim=" + namespacesClaim
                + "]";
    }

    /** Builds a {@link JwtOptions}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private @Nullable URI keySet;
        private @Nullable String secret;
        private String issuer = "";
        private String audience = "";
        private Duration clockSkew = Duration.ofMinutes(1);
        private String roleClaim = "codefleet_role";
        private Map<String, Role> roles =
                Arrays.stream(Role.values()).collect(Collectors.toMap(Role::code, Function.identity()));
        private @Nullable String namespacesClaim = "codefleet_namespaces";

        private Builder() {}

        private Builder(JwtOptions from) {
            keySet = from.keySet.orElse(null);
            secret = from.secret.orElse(null);
            issuer = from.issuer;
            audience = from.audience;
            clockSkew = from.clockSkew;
            roleClaim = from.roleClaim;
            roles = from.roles;
            namespacesClaim = from.namespacesClaim.orElse(null);
        }

        public Builder keySet(@Nullable URI value) {
            keySet = value;
            return this;
        }

        public Builder secret(@Nullable String value) {
            secret = value;
            return this;
        }

        public Builder issuer(String value) {
            issuer = value;
            return this;
        }

        public Builder audience(String value) {
            audience = value;
            return this;
        }

        public Builder clockSkew(Duration value) {
            clockSkew = value;
            return this;
        }

        public Builder roleClaim(String value) {
            roleClaim = value;
            return this;
        }

        public Builder roles(Map<String, Role> value) {
            roles = Map.copyOf(value);
            return this;
        }

        public Builder namespacesClaim(@Nullable String value) {
            namespacesClaim = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if a component is missing or malformed; it names the component
         */
        @CheckReturnValue
        public JwtOptions build() {
            return new JwtOptions(this);
        }
    }
}
