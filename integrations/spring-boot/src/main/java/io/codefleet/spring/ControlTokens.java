package io.codefleet.spring;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.codefleet.control.auth.JwtOptions;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;

/**
 * Issues the tokens with which an application calls its own control plane for its users. They are signed with a secret that only
 * this process has and that ends with it.
 */
final class ControlTokens {
    /** How long a token lasts: by then a stream of a user who has lost their role has ended. */
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final String ISSUER = "codefleet-spring";
    private static final int SECRET_BYTES = 32;

    private final String secret;
    private final Clock clock;

    ControlTokens(Clock clock) {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        this.secret = HexFormat.of().formatHex(random);
        this.clock = clock;
    }

    /** Returns what makes a control plane accept these tokens. */
    JwtOptions options() {
        return JwtOptions.builder()
                .secret(secret)
                .issuer(ISSUER)
                .audience(ISSUER)
                .clockSkew(Duration.ZERO)
                .namespacesClaim(null)
                .build();
    }

    /** Returns a token of a user. */
    String issue(ControlUser user) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(ISSUER)
                .subject(user.name())
                .expirationTime(Date.from(clock.instant().plus(LIFE)))
                .claim("codefleet_role", user.role().code())
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (JOSEException e) {
            throw new IllegalStateException("the secret is long enough for this algorithm", e);
        }
        return token.serialize();
    }
}
