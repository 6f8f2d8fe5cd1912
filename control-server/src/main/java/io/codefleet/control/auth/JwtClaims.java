package io.codefleet.control.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import io.codefleet.control.auth.CredentialsException.CredentialsFault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Claims of a token with a valid signature about its holder. */
final class JwtClaims {
    /** Ends the actor of the holder of a token; that of a key ends with the id of the key. */
    static final String ACTOR_END = "#jwt";

    private static final String OTHER_SIGNS = "._~@/+,-";
    private static final int MAX_SUBJECT = 150;
    private static final String ALL = "*";

    private final JwtOptions options;
    private final String namespace;
    private final Clock clock;

    JwtClaims(JwtOptions options, String namespace, Clock clock) {
        this.options = options;
        this.namespace = namespace;
        this.clock = clock;
    }

    /** Returns the holder; throws {@link CredentialsException} if the token is not for this control plane now. */
    Principal holder(JWTClaimsSet claims) {
        Instant end = checkTimes(claims);
        if (!options.issuer().equals(claims.getIssuer())) {
            throw new CredentialsException(
                    CredentialsFault.WRONG_ISSUER,
                    "The token's issuer is not " + options.issuer() + ", from which tokens are accepted.");
        }
        if (!claims.getAudience().contains(options.audience())) {
            throw new CredentialsException(
                    CredentialsFault.WRONG_AUDIENCE, "The token's audience is not " + options.audience() + ".");
        }
        String actor = actor(claims.getSubject());
        Role role = role(claims);
        checkNamespace(claims);
        return new Principal(actor, role, "", actor, Optional.of(end));
    }

    private Instant checkTimes(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Instant end = time(claims.getExpirationTime())
                .orElseThrow(() -> new CredentialsException(CredentialsFault.REFUSED, "The token has no end (exp)."))
                .plus(options.clockSkew());
        if (!now.isBefore(end)) {
            throw new CredentialsException(
                    CredentialsFault.EXPIRED,
                    "The token ended at " + claims.getExpirationTime().toInstant() + "; this server's clock is at "
                            + now + ".");
        }
        Instant latest = now.plus(options.clockSkew());
        for (Date begin : Arrays.asList(claims.getNotBeforeTime(), claims.getIssueTime())) {
            if (time(begin).filter(latest::isBefore).isPresent()) {
                throw new CredentialsException(
                        CredentialsFault.NOT_YET_VALID,
                        "The token begins at " + begin.toInstant() + "; this server's clock is at " + now + ".");
            }
        }
        return end;
    }

    private static Optional<Instant> time(@Nullable Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }

    /**
     * Returns the actor for a subject. Characters that the audit's actors cannot have are written as = and two digits
     * for each byte, so that different subjects never have the same actor.
     */
    private static String actor(@Nullable String subject) {
        StringBuilder actor = new StringBuilder();
        for (byte sign : Objects.requireNonNullElse(subject, "").getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (sign >= 'a' && sign <= 'z')
                    || (sign >= 'A' && sign <= 'Z')
                    || (sign >= '0' && sign <= '9')
                    || (actor.length() > 0 && OTHER_SIGNS.indexOf(sign) >= 0);
            actor.append(
                    plain
                            ? String.valueOf((char) sign)
                            : String.format("%s=%02x", actor.length() == 0 ? "0" : "", sign));
        }
        if (actor.length() == 0 || actor.length() > MAX_SUBJECT) {
            throw new CredentialsException(
                    CredentialsFault.REFUSED,
                    "The token's subject (sub) is missing, or longer than the audit can name.");
        }
        return actor + ACTOR_END;
    }

    private Role role(JWTClaimsSet claims) {
        List<Role> roles = texts(claim(claims, options.roleClaim())).stream()
                .map(options.roles()::get)
                .filter(Objects::nonNull)
                .toList();
        return roles.stream()
                .filter(role -> role != Role.WORKER)
                .max(Comparator.naturalOrder())
                .or(() -> roles.stream().findFirst())
                .orElseThrow(() -> new CredentialsException(
                        CredentialsFault.NO_ROLE,
                        "The token's claim " + options.roleClaim() + " has none of the names that give a role."));
    }

    private void checkNamespace(JWTClaimsSet claims) {
        if (options.namespacesClaim().isEmpty()) {
            return;
        }
        String name = options.namespacesClaim().get();
        List<String> namespaces = texts(claim(claims, name));
        if (!namespaces.contains(namespace) && !namespaces.contains(ALL)) {
            throw new CredentialsException(
                    CredentialsFault.OTHER_NAMESPACE,
                    "The token's claim " + name + " does not name the namespace " + namespace + ".");
        }
    }

    private static @Nullable Object claim(JWTClaimsSet claims, String path) {
        if (claims.getClaims().containsKey(path)) {
            return claims.getClaim(path);
        }
        @Nullable Object value = claims.getClaims();
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value;
    }

    private static List<String> texts(@Nullable Object claim) {
        if (claim instanceof Collection<?> list) {
            return list.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }
        return claim instanceof String text ? List.of(text.split(" ", -1)) : List.of();
    }
}
