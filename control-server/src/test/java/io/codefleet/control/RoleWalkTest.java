package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.Operations.Described;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls each operation of the contract as each kind of caller. */
class RoleWalkTest {
    private TokenIssuer issuer;
    private ControlFixture fixture;
    private List<Described> operations;

    @BeforeEach
    void start() throws Exception {
        issuer = new TokenIssuer();
        fixture = ControlFixture.start(ControlOptions.builder()
                .addressRate(new RateLimit(10_000, 10_000))
                .keyRate(new RateLimit(10_000, 10_000))
                .jwt(issuer.options())
                .build());
        operations = Operations.of(fixture.contract());
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        issuer.close();
    }

    @Test
    void eachOperationHasARoleOfItsOwn() {
        Set<String> known = Arrays.stream(Role.values()).map(Role::code).collect(Collectors.toSet());
        assertThat(operations).hasSizeGreaterThan(25);
        for (Described operation : operations) {
            assertThat(operation.role())
                    .as("x-codefleet-role of %s", operation)
                    .satisfiesAnyOf(
                            role -> assertThat(known).contains(role),
                            role -> assertThat(role).isIn("none", "any"));
            assertThat(operation.json().containsKey("security"))
                    .as("%s says 'security: []' exactly if it needs no role", operation)
                    .isEqualTo(operation.role().equals("none"));
        }
    }

    @Test
    void aCallerWithoutAValidKeyIsRefusedAsUnauthenticated() throws Exception {
        for (Map.Entry<String, String> credential : invalidCredentials().entrySet()) {
            for (Described operation : operations) {
                int status = call(operation, credential.getValue());
                assertThat(status == 401)
                        .as("%s with %s answered %s", operation, credential.getKey(), status)
                        .isEqualTo(!operation.role().equals("none"));
            }
        }
    }

    private Map<String, String> invalidCredentials() throws Exception {
        ApiKeys.IssuedKey revoked = issue(Optional.empty());
        get(fixture.control.keys().revoke(revoked.key().id()));
        String valid = issue(Optional.empty()).token();
        Map<String, String> credentials = new TreeMap<>();
        credentials.put("no key", "");
        credentials.put("a malformed key", "Bearer cf_nonsense");
        credentials.put("an empty key", "Bearer ");
        credentials.put("a key by another scheme", "Basic " + valid);
        credentials.put("a key without its last letter", "Bearer " + valid.substring(0, valid.length() - 1));
        credentials.put("a key with another secret", "Bearer " + valid.substring(0, 16) + "A".repeat(43));
        credentials.put("a key with more behind it", "Bearer " + valid + " " + valid);
        credentials.put(
                "an expired key",
                "Bearer " + issue(Optional.of(Instant.now().minusSeconds(1))).token());
        credentials.put(
                "an expired token",
                "Bearer "
                        + issuer.token(TokenIssuer.claims()
                                .claim("codefleet_role", "admin")
                                .expirationTime(Date.from(Instant.EPOCH))));
        credentials.put(
                "a token of another key",
                "Bearer "
                        + TokenIssuer.signed(
                                TokenIssuer.newKey("first"),
                                TokenIssuer.claims().claim("codefleet_role", "admin")));
        credentials.put("a revoked key", "Bearer " + revoked.token());
        return credentials;
    }

    private ApiKeys.IssuedKey issue(Optional<Instant> end) throws Exception {
        return get(fixture.control.keys().issue("ann", Role.ADMIN, end));
    }

    @Test
    void eachRoleMayDoWhatTheContractSaysAndNothingElse() throws Exception {
        for (Role role : Role.values()) {
            walk(role, fixture.key(role));
            walk(role, issuer.token(TokenIssuer.claims().claim("codefleet_role", role.code())));
        }
    }

    private void walk(Role role, String credentials) throws Exception {
        for (Described operation : operations) {
            int status = call(operation, "Bearer " + credentials);
            boolean allowed =
                    Set.of("none", "any").contains(operation.role()) || role.includes(Role.of(operation.role()));
            assertThat(status == 403)
                    .as("%s as %s answered %s", operation, role, status)
                    .isEqualTo(!allowed);
            assertThat(status).as("%s as %s", operation, role).isNotEqualTo(401);
        }
    }

    @Test
    void aMachineMayOnlyDoWhatMachinesDoAndNobodyElseMay() {
        for (Role role : Role.values()) {
            assertThat(Role.WORKER.includes(role)).as("a worker as %s", role).isEqualTo(role == Role.WORKER);
            assertThat(role.includes(Role.WORKER)).as("%s as a worker", role).isEqualTo(role == Role.WORKER);
        }
    }

    /** The value of each parameter is valid, that of the body is not, so that nothing is changed that ends the walk. */
    private int call(Described operation, String authorization) throws Exception {
        String path = operation.path();
        for (JsonObject parameter : operation.parameters()) {
            if (parameter.getString("in").equals("path")) {
                JsonObject schema = parameter.getJsonObject("schema");
                String value =
                        schema.containsKey("enum") ? schema.getJsonArray("enum").getString(0) : "nothing";
                path = path.replace("{" + parameter.getString("name") + "}", value);
            }
        }
        boolean body = operation.json().containsKey("requestBody");
        HttpRequest.Builder request = fixture.request(operation.method(), path, body ? "{}" : "");
        if (body) {
            request.header("Content-Type", "application/json");
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return fixture.status(request);
    }
}
