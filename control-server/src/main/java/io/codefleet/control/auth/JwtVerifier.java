package io.codefleet.control.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.codefleet.control.auth.CredentialsException.CredentialsFault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts tokens of one issuer. It keeps the issuer's keys for five minutes, reads them again for a key that it does not know, at most
 * twice in half a minute, and uses the last ones for four hours while the issuer does not answer. Its methods may be called
 * from any thread.
 */
public final class JwtVerifier {
    private static final Logger log = LoggerFactory.getLogger(JwtVerifier.class);
    private static final Set<JWSAlgorithm> PUBLIC_KEYS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final Set<JWSAlgorithm> SECRETS = Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MAX_KEY_SET_BYTES = 200_000;
    private static final long KEPT_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final long REFRESH_MILLIS = Duration.ofSeconds(10).toMillis();
    private static final long BETWEEN_READS_MILLIS = Duration.ofSeconds(30).toMillis();
    private static final long OUTAGE_MILLIS = Duration.ofHours(4).toMillis();
    private static final int MAX_TOKEN_LENGTH = 8_000;
    private static final int MAX_WAITING = 500;
    private static final int THREADS = 4;

    private final Set<JWSAlgorithm> algorithms;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final JwtClaims claims;
    private final WorkerExecutor executor;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Creates a verifier; it reads the keys of the issuer when the first token arrives.
     *
     * @param namespace the namespace that tokens must be for
     */
    public JwtVerifier(Vertx vertx, JwtOptions options, String namespace, Clock clock) {
        this.algorithms = options.keySet().isPresent() ? PUBLIC_KEYS : SECRETS;
        this.claims = new JwtClaims(options, namespace, clock);
        this.executor = vertx.createSharedWorkerExecutor("codefleet-jwt", THREADS);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys(options)));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        // The claims have reasons of their own, for which the library has no types.
        processor.setJWTClaimsSetVerifier((unchecked, context) -> {});
    }

    private static JWKSource<SecurityContext> keys(JwtOptions options) {
        return options.keySet()
                .map(JwtVerifier::published)
                .orElseGet(() ->
                        new ImmutableSecret<>(options.secret().orElseThrow().getBytes(StandardCharsets.UTF_8)));
    }

    private static JWKSource<SecurityContext> published(URI address) {
        try {
            return JWKSourceBuilder.<SecurityContext>create(
                            address.toURL(),
                            new UsableKeys(
                                    new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_KEY_SET_BYTES)))
                    .cache(KEPT_MILLIS, REFRESH_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(BETWEEN_READS_MILLIS)
                    .retrying(true)
                    .outageTolerant(OUTAGE_MILLIS)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("the options have checked the address", e);
        }
    }

    /** Returns whether a text has the form of a token: three parts with dots between them. */
    static boolean hasForm(String text) {
        return text.chars().filter(sign -> sign == '.').count() == 2;
    }

    /** Returns the holder of a token; fails with {@link CredentialsException} if it is not accepted. */
    public Future<Principal> verify(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return Future.failedFuture(new CredentialsException(CredentialsFault.REFUSED, "The token is too long."));
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(new CredentialsException(
                    CredentialsFault.KEYS_UNAVAILABLE, "Too many tokens wait to be verified."));
        }
        // The library reads the issuer's keys on the thread that needs them.
        return executor.executeBlocking(() -> holder(token), false).onComplete(done -> waiting.decrementAndGet());
    }

    private Principal holder(String token) {
        try {
            JWT parsed = JWTParser.parse(token);
            if (!(parsed instanceof SignedJWT signed)) {
                throw new CredentialsException(CredentialsFault.REFUSED, "The token is not signed.");
            }
            JWSAlgorithm algorithm = signed.getHeader().getAlgorithm();
            if (!algorithms.contains(algorithm)) {
                throw new CredentialsException(
                        CredentialsFault.REFUSED, "The token is signed with an algorithm that is not accepted here.");
            }
            return claims.holder(processor.process(signed, null));
        } catch (ParseException e) {
            throw new CredentialsException(CredentialsFault.REFUSED, "The token is malformed.");
        } catch (BadJWSException e) {
            throw new CredentialsException(CredentialsFault.REFUSED, "The token's signature is wrong.");
        } catch (BadJOSEException e) {
            throw new CredentialsException(
                    CredentialsFault.UNKNOWN_KEY, "The issuer has no key with which the token is signed.");
        } catch (KeySourceException e) {
            throw unreadable(e);
        } catch (JOSEException e) {
            throw new CredentialsException(CredentialsFault.REFUSED, "The token cannot be verified.");
        }
    }

    private static CredentialsException unreadable(KeySourceException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return new CredentialsException(
                        CredentialsFault.UNKNOWN_KEY,
                        "The issuer has no key with which the token is signed, as far as was looked.");
            }
        }
        log.atWarn().setCause(failure).log("the keys of the issuer of tokens cannot be read");
        return new CredentialsException(
                CredentialsFault.KEYS_UNAVAILABLE, "The keys of the issuer of tokens cannot be read.");
    }

    /** Ends it. */
    public void close() {
        executor.close();
    }
}
