package io.codefleet.launcher.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code control}: how a control plane of this file is run. Workers do not read it.
 *
 * @param host the address to listen on
 * @param port the port; 0: a free one
 * @param pathPrefix the path below which it is served
 * @param trustedProxies the addresses and networks of reverse proxies
 * @param tls the certificate
 * @param jwt the tokens that are accepted
 * @param limits how much a caller may ask
 * @param alerts the rules and receivers of alerts, in the form of a file of alerts
 */
public record ControlPart(
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String pathPrefix,
        @Nullable List<String> trustedProxies,
        TlsPart tls,
        JwtPart jwt,
        RequestLimitsPart limits,
        @Nullable Map<String, Object> alerts) {

    /**
     * The section {@code control.tls}.
     *
     * @param certificate a PEM file, with the chain
     * @param key a PEM file, PKCS#8
     */
    public record TlsPart(
            @Nullable Path certificate, @Nullable Path key) {}

    /**
     * The section {@code control.jwt}.
     *
     * @param keySet the address of the issuer's public keys
     * @param secretFile a file with the shared secret; instead of the key set
     * @param issuer the claim {@code iss}
     * @param audience a value of the claim {@code aud}
     * @param roleClaim the claim that gives roles
     * @param roles the role of each name in that claim
     * @param namespacesClaim the claim that names namespaces; empty: none is asked for
     * @param clockSkew by how much the issuer's clock may differ
     */
    public record JwtPart(
            @Nullable URI keySet,
            @Nullable Path secretFile,
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable String roleClaim,
            @Nullable Map<String, String> roles,
            @Nullable String namespacesClaim,
            @Nullable Duration clockSkew) {
        private static final JwtPart NONE = new JwtPart(null, null, null, null, null, null, null, null);

        boolean absent() {
            return equals(NONE);
        }
    }

    /**
     * The section {@code control.limits}.
     *
     * @param perSecond how many requests a second one key may send
     * @param burst how many at once after a pause
     * @param anonymousPerSecond how many requests a second one address may send without a key
     * @param anonymousBurst how many at once after a pause
     * @param maxConnections how many connections are open at most
     * @param idleTimeout after which time without traffic a connection is closed
     * @param bodyTimeout in what time a body must arrive
     * @param shutdownGrace how long requests under way may take when it stops
     */
    public record RequestLimitsPart(
            @Nullable Integer perSecond,
            @Nullable Integer burst,
            @Nullable Integer anonymousPerSecond,
            @Nullable Integer anonymousBurst,
            @Nullable Integer maxConnections,
            @Nullable Duration idleTimeout,
            @Nullable Duration bodyTimeout,
            @Nullable Duration shutdownGrace) {}
}
