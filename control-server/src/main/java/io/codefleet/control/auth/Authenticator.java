package io.codefleet.control.auth;

import io.codefleet.control.server.ReverseProxy;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who sends a request: the holder of an API key in the header {@code Authorization}, or a browser that has signed in
 * with one. Methods are called on an event loop.
 *
 * <p>A browser's cookie holds the key itself, out of reach of scripts, so that no control plane has to remember sessions, and
 * a revoked key ends them all. As a browser sends its cookies unasked, a request with a cookie that changes something must
 * carry the header {@value #CSRF_HEADER} and, if it has one, an {@code Origin} of this server.
 */
public final class Authenticator {
    /** The header that proves that a script of the dashboard sent the request. */
    public static final String CSRF_HEADER = "X-Codefleet-Request";

    private static final String BEARER = "Bearer ";
    private static final String COOKIE = "codefleet_key";
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final ApiKeys keys;
    private final Optional<JwtVerifier> tokens;
    private final Clock clock;
    private final ReverseProxy proxy;

    /**
     * Creates an authenticator that accepts these keys, and tokens if there is a verifier of them.
     *
     * @param proxy through which browsers reach this server
     */
    public Authenticator(ApiKeys keys, Optional<JwtVerifier> tokens, Clock clock, ReverseProxy proxy) {
        this.keys = keys;
        this.tokens = tokens;
        this.clock = clock;
        this.proxy = proxy;
    }

    /**
     * Returns the caller; nobody without valid credentials. Fails with {@link CredentialsException} for a token that is not
     * accepted.
     */
    public Future<Optional<Principal>> authenticate(HttpServerRequest request) {
        return token(request).map(this::holder).orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<Optional<Principal>> holder(String credentials) {
        return tokens.isPresent() && JwtVerifier.hasForm(credentials)
                ? tokens.get().verify(credentials).map(Optional::of)
                : keys.authenticate(credentials);
    }

    /** Returns whether a caller's credentials are still accepted. */
    public Future<Boolean> active(Principal caller) {
        return caller.keyId().isEmpty()
                ? Future.succeededFuture(caller.expiresAt()
                        .map(end -> clock.instant().isBefore(end))
                        .orElse(false))
                : keys.active(caller.keyId());
    }

    private Optional<String> token(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? Optional.of(header.substring(BEARER.length()).trim())
                    : Optional.empty();
        }
        Cookie cookie = request.getCookie(COOKIE);
        return cookie == null || !sentByDashboard(request) ? Optional.empty() : Optional.of(cookie.getValue());
    }

    /** Returns whether an authenticated caller is a browser that was signed in here, so that signing out ends their access. */
    public static boolean isSession(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) == null && request.getCookie(COOKIE) != null;
    }

    private boolean sentByDashboard(HttpServerRequest request) {
        if (SAFE.contains(request.method()) && !isWebSocket(request)) {
            return true;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean sameOrigin = origin == null || sameHost(origin, request);
        return sameOrigin
                && (isWebSocket(request) ? origin != null : request.headers().contains(CSRF_HEADER));
    }

    private static boolean isWebSocket(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    private boolean sameHost(String origin, HttpServerRequest request) {
        try {
            String host = URI.create(origin).getAuthority();
            return host != null && host.equalsIgnoreCase(proxy.source(request).authority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Signs a browser in: its next requests carry the key or token as a cookie.
     *
     * @return whether the key is valid
     */
    public Future<Boolean> signIn(HttpServerRequest request, String token) {
        return holder(token).map(found -> {
            if (found.isPresent()) {
                request.response().addCookie(cookie(request, token));
            }
            return found.isPresent();
        });
    }

    /** Signs a browser out. */
    public void signOut(HttpServerRequest request) {
        request.response().addCookie(cookie(request, "").setMaxAge(0));
    }

    private Cookie cookie(HttpServerRequest request, String value) {
        return Cookie.cookie(COOKIE, value)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(proxy.source(request).secure())
                .setPath(proxy.prefix().cookiePath());
    }
}
