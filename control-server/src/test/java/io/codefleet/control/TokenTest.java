package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.control.auth.JwtOptions;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenTest {
    private TokenIssuer issuer;
    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        issuer = new TokenIssuer();
        fixture = start(issuer.options());
    }

    private static ControlFixture start(JwtOptions jwt) throws Exception {
        return ControlFixture.start(ControlOptions.builder()
                .addressRate(new RateLimit(10_000, 10_000))
                .streamCheck(Duration.ofMillis(100))
                .jwt(jwt)
                .build());
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        issuer.close();
    }

    private void accepted(String token, String actor, Role role) throws Exception {
        HttpResponse<String> response = fixture.send("GET", "/api/v1/me", "", token);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(new JsonObject(response.body()).getString("actor")).isEqualTo(actor);
        assertThat(new JsonObject(response.body()).getString("role")).isEqualTo(role.code());
    }

    private void refused(String token, int status, String kind) throws Exception {
        HttpResponse<String> response = fixture.send("GET", "/api/v1/me", "", token);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("type")).isEqualTo("/api/v1/problems/" + kind);
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(response.headers().firstValue("WWW-Authenticate").isPresent())
                .isEqualTo(status == 401);
    }

    private static Date in(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private void refused(JWTClaimsSet.Builder claims, int status, String kind) throws Exception {
        refused(issuer.token(claims), status, kind);
    }

    @Test
    void theHolderOfATokenIsItsSubject() throws Exception {
        accepted(issuer.token(TokenIssuer.claims()), "ann#jwt", Role.OBSERVER);
        accepted(issuer.token(TokenIssuer.claims().subject("idp|a b")), "idp=7ca=20b#jwt", Role.OBSERVER);
    }

    @Test
    void theAuditNamesTheSubject() throws Exception {
        String token = issuer.token(TokenIssuer.claims().claim("codefleet_role", "submitter"));
        fixture.send("POST", "/api/v1/tasks", "{\"prompt\": \"x\"}", token);
        assertThat(get(fixture.fleet.audit(AuditQuery.ALL)).items())
                .extracting(AuditEntry::actor)
                .containsExactly("ann#jwt");
    }

    @Test
    void theKeysAreReadOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            accepted(issuer.token(TokenIssuer.claims()), "ann#jwt", Role.OBSERVER);
        }
        assertThat(issuer.reads).hasValue(1);
    }

    @Test
    void anotherClockIsTheReason() throws Exception {
        refused(TokenIssuer.claims().expirationTime(in(-61)), 401, "token-expired");
        refused(TokenIssuer.claims().notBeforeTime(in(120)), 401, "token-not-yet-valid");
        refused(TokenIssuer.claims().issueTime(in(120)), 401, "token-not-yet-valid");
        accepted(
                issuer.token(TokenIssuer.claims().expirationTime(in(-30)).notBeforeTime(in(30))),
                "ann#jwt",
                Role.OBSERVER);
    }

    @Test
    void aTokenForOthersIsRefused() throws Exception {
        refused(TokenIssuer.claims().audience("billing"), 401, "token-for-another-audience");
        refused(TokenIssuer.claims().issuer("https://other.example"), 401, "token-of-another-issuer");
        refused(
                TokenIssuer.claims().claim("codefleet_namespaces", List.of("a", "b")),
                403,
                "token-for-another-namespace");
        refused(TokenIssuer.claims().claim("codefleet_namespaces", null), 403, "token-for-another-namespace");
        accepted(issuer.token(TokenIssuer.claims().claim("codefleet_namespaces", "a *")), "ann#jwt", Role.OBSERVER);
    }

    @Test
    void aTokenWithoutRoleEndOrSubjectIsRefused() throws Exception {
        refused(TokenIssuer.claims().claim("codefleet_role", "owner"), 403, "token-without-role");
        refused(TokenIssuer.claims().claim("codefleet_role", 3), 403, "token-without-role");
        refused(TokenIssuer.claims().expirationTime(null), 401, "token-refused");
        refused(TokenIssuer.claims().subject(null), 401, "token-refused");
        refused(TokenIssuer.claims().subject("x".repeat(200)), 401, "token-refused");
    }

    @Test
    void aTokenThatNobodySignedIsRefused() throws Exception {
        refused(new PlainJWT(TokenIssuer.claims().build()).serialize(), 401, "token-refused");
        String token = issuer.token(TokenIssuer.claims());
        refused(token.substring(0, token.lastIndexOf('.') + 1), 401, "token-refused");
        refused("a.b.c", 401, "token-refused");
    }

    /** As if the public key were a shared secret. */
    @Test
    void aTokenThatIsSignedWithThePublicKeyAsASecretIsRefused() throws Exception {
        byte[] publicKey = issuer.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        refused(TokenIssuer.signed(publicKey, TokenIssuer.claims()), 401, "token-refused");
        refused(
                TokenIssuer.signed(issuer.key.toRSAPublicKey().getEncoded(), TokenIssuer.claims()),
                401,
                "token-refused");
    }

    @Test
    void aTokenOfAnotherKeyIsRefused() throws Exception {
        refused(TokenIssuer.signed(TokenIssuer.newKey("other"), TokenIssuer.claims()), 401, "token-key-unknown");
        refused(TokenIssuer.signed(TokenIssuer.newKey("first"), TokenIssuer.claims()), 401, "token-refused");
    }

    @Test
    void manyUnknownKeysDoNotMakeManyReads() throws Exception {
        String unknown = TokenIssuer.signed(TokenIssuer.newKey("other"), TokenIssuer.claims());
        for (int i = 0; i < 20; i++) {
            refused(unknown, 401, "token-key-unknown");
        }
        assertThat(issuer.reads.get()).isLessThan(4);
    }

    @Test
    void aChangedKeyIsFound() throws Exception {
        accepted(issuer.token(TokenIssuer.claims()), "ann#jwt", Role.OBSERVER);
        issuer.key = TokenIssuer.newKey("second");
        accepted(issuer.token(TokenIssuer.claims()), "ann#jwt", Role.OBSERVER);
    }

    @Test
    void anIssuerThatDoesNotAnswerIsNoFaultOfTheCaller() throws Exception {
        issuer.breakDown();
        refused(issuer.token(TokenIssuer.claims()), 503, "token-keys-unavailable");
        assertThat(fixture.send("GET", "/api/v1/me", "", fixture.key(Role.OBSERVER))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theRoleIsThatOfTheHighestName() throws Exception {
        fixture.close();
        fixture = start(issuer.options().toBuilder()
                .roleClaim("realm_access.roles")
                .roles(Map.of("fleet-users", Role.SUBMITTER, "fleet-ops", Role.OPERATOR, "machines", Role.WORKER))
                .namespacesClaim(null)
                .build());
        JWTClaimsSet.Builder claims = TokenIssuer.claims().claim("codefleet_namespaces", null);
        Map<String, Object> roles = Map.of("roles", List.of("machines", "fleet-users", "fleet-ops", "else"));
        accepted(issuer.token(claims.claim("realm_access", roles)), "ann#jwt", Role.OPERATOR);
        accepted(
                issuer.token(claims.claim("realm_access", Map.of("roles", List.of("machines")))),
                "ann#jwt",
                Role.WORKER);
        refused(claims.claim("realm_access", "fleet-ops"), 403, "token-without-role");
    }

    @Test
    void aSharedSecretIsAnotherWay() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        fixture.close();
        fixture = start(JwtOptions.ofSecret(secret, TokenIssuer.NAME, TokenIssuer.AUDIENCE));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        accepted(TokenIssuer.signed(bytes, TokenIssuer.claims()), "ann#jwt", Role.OBSERVER);
        bytes[0]++;
        refused(TokenIssuer.signed(bytes, TokenIssuer.claims()), 401, "token-refused");
        refused(issuer.token(TokenIssuer.claims()), 401, "token-refused");
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        String token = issuer.token(TokenIssuer.claims().expirationTime(in(-57)));
        HttpResponse<InputStream> response = fixture.http.send(
                fixture.request("GET", "/api/v1/events", "", token).build(), HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(lines.lines().collect(Collectors.joining("\n"))).endsWith("data: {\"reason\":\"key-ended\"}\n");
    }
}
