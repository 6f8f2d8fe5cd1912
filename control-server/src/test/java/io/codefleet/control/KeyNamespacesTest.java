package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.Document;
import io.codefleet.control.auth.ApiKey;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.control.auth.SharedKeyStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An administrator of several namespaces creates and revokes keys for them, and nobody reaches a namespace that is not theirs. */
class KeyNamespacesTest {
    private ControlFixture fixture;
    private CodefleetClient other;
    private ApiKeys otherKeys;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        other = get(Codefleet.connect(
                fixture.vertx, fixture.fleet.options().namespace("team-b").actor("test")));
        otherKeys = new ApiKeys(new SharedKeyStore(other), "team-b", Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        get(other.close());
        fixture.close();
    }

    private ApiKeys.IssuedKey administratorOfBoth() throws Exception {
        ApiKeys.IssuedKey ann =
                get(fixture.control.keys().issue("ann", Role.ADMIN, Optional.empty(), List.of("team-b")));
        get(otherKeys.adopt(ann.key()));
        return ann;
    }

    private HttpResponse<String> create(String key, String namespaces) throws Exception {
        return fixture.send(
                "POST",
                "/api/v1/keys",
                "{\"owner\": \"build-7\", \"role\": \"submitter\", \"alsoIn\": " + namespaces + "}",
                key);
    }

    private JsonObject revoke(String key, String id) throws Exception {
        HttpResponse<String> response = fixture.send("DELETE", "/api/v1/keys/" + id, "", key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    @Test
    void aKeyIsAcceptedInAllOfItsNamespacesUntilItIsRevoked() throws Exception {
        ApiKeys.IssuedKey ann = administratorOfBoth();
        HttpResponse<String> response = create(ann.token(), "[\"team-b\"]");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        JsonObject created = new JsonObject(response.body());
        assertThat(created.getJsonArray("namespaces")).isEqualTo(new JsonArray(List.of("default", "team-b")));
        assertThat(get(otherKeys.authenticate(created.getString("key")))).isPresent();
        assertThat(get(fixture.control.keys().authenticate(created.getString("key"))))
                .isPresent();

        assertThat(revoke(ann.token(), created.getString("id")).getJsonArray("stillAcceptedIn"))
                .isEmpty();
        assertThat(get(otherKeys.authenticate(created.getString("key")))).isEmpty();
        assertThat(get(fixture.control.keys().authenticate(created.getString("key"))))
                .isEmpty();
        assertThat(get(other.audit(AuditQuery.ALL.subject(created.getString("id"))))
                        .items())
                .hasSize(2)
                .extracting(AuditEntry::actor)
                .containsOnly("ann#" + ann.key().id());
    }

    @Test
    void anAdministratorOfOneNamespaceCreatesNoKeyForAnother() throws Exception {
        assertRefused(fixture.key(Role.ADMIN));
    }

    @Test
    void aKeyThatWasRevokedInANamespaceCreatesNoKeyForIt() throws Exception {
        ApiKeys.IssuedKey ann = administratorOfBoth();
        get(otherKeys.revoke(ann.key().id()));
        assertRefused(ann.token());
    }

    @Test
    void aRecordOfTheSameIdWithAnotherSecretProvesNothing() throws Exception {
        ApiKeys.IssuedKey ann =
                get(fixture.control.keys().issue("ann", Role.ADMIN, Optional.empty(), List.of("team-b")));
        ApiKeys.IssuedKey ben = get(otherKeys.issue("ben", Role.ADMIN, Optional.empty()));
        String id = ann.key().id();
        get(other.documents()
                .put(new Document(
                        "api-key",
                        id,
                        0,
                        get(other.documents().list("api-key")).stream()
                                .filter(document ->
                                        document.name().equals(ben.key().id()))
                                .findFirst()
                                .orElseThrow()
                                .content())));
        assertThat(get(otherKeys.accepted(id))).isPresent();
        assertRefused(ann.token());
    }

    @Test
    void anOperatorThereIsNotAnAdministratorThere() throws Exception {
        ApiKeys.IssuedKey ann = administratorOfBoth();
        get(other.documents().delete("api-key", ann.key().id()));
        ApiKey key = ann.key();
        get(otherKeys.adopt(new ApiKey(
                key.id(),
                key.secretHash(),
                Role.OPERATOR,
                key.owner(),
                key.namespaces(),
                key.createdAt(),
                key.expiresAt(),
                Optional.empty(),
                0)));
        assertRefused(ann.token());
    }

    private void assertRefused(String key) throws Exception {
        int before = get(fixture.control.keys().list()).size();
        int there = get(otherKeys.list()).size();
        HttpResponse<String> response = create(key, "[\"team-b\"]");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
        assertThat(new JsonObject(response.body())
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("pointer"))
                .isEqualTo("/alsoIn");
        assertThat(get(fixture.control.keys().list())).hasSize(before);
        assertThat(get(otherKeys.list())).hasSize(there);
    }

    @Test
    void theAnswerNamesTheNamespacesInWhichARevokedKeyIsStillAccepted() throws Exception {
        ApiKeys.IssuedKey shared = administratorOfBoth();
        assertThat(revoke(fixture.key(Role.ADMIN), shared.key().id()).getJsonArray("stillAcceptedIn"))
                .isEqualTo(new JsonArray(List.of("team-b")));
        assertThat(get(fixture.control.keys().authenticate(shared.token()))).isEmpty();
        assertThat(get(otherKeys.authenticate(shared.token()))).isPresent();
    }

    @Test
    void aMalformedNamespaceIsNamedByItsPointer() throws Exception {
        HttpResponse<String> response = create(fixture.key(Role.ADMIN), "[\"a:b\"]");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("/alsoIn");
    }
}
