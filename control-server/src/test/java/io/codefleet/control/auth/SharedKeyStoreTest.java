package io.codefleet.control.auth;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedKeyStoreTest {
    private static final String KIND = "api-key";

    private final CodefleetClient fleet = get(Codefleet.connect(CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final ApiKeys keys = new ApiKeys(new SharedKeyStore(fleet), "default", Clock.systemUTC());

    @AfterEach
    void close() {
        get(fleet.close());
    }

    private ApiKeys.IssuedKey issue() {
        return get(keys.issue("ann", Role.ADMIN, Optional.empty()));
    }

    /** Stores a key as another program might have damaged it. */
    private void damage(ApiKeys.IssuedKey key, JsonObject change) {
        Document stored = get(fleet.documents().list(KIND)).stream()
                .filter(document -> document.name().equals(key.key().id()))
                .findFirst()
                .orElseThrow();
        String content = new JsonObject(stored.content()).mergeIn(change).encode();
        assertThat(get(fleet.documents().put(new Document(KIND, stored.name(), stored.version(), content))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\": null}",
                "{\"role\": \"king\"}",
                "{\"role\": 1}",
                "{\"hash\": null}",
                "{\"namespaces\": null}",
                "{\"v\": \"one\"}",
                "{\"namespaces\": [null, \"default\"]}"
            })
    void aDamagedRecordAdmitsNobodyAndIsRevokedAndOthersWork(String change) {
        ApiKeys.IssuedKey damaged = issue();
        ApiKeys.IssuedKey other = issue();
        damage(damaged, new JsonObject(change));

        assertThat(get(keys.authenticate(damaged.token()))).isEmpty();
        assertThat(get(keys.authenticate(other.token()))).isPresent();
        assertThat(get(keys.revoke(damaged.key().id()))).isTrue();
        assertThat(get(fleet.documents().list(KIND)))
                .extracting(Document::name)
                .containsExactly(other.key().id());
    }

    /** A newer version may restrict a key by a field that this one does not know. */
    @Test
    void aKeyOfANewerVersionAdmitsNobody() {
        ApiKeys.IssuedKey newer = issue();
        ApiKeys.IssuedKey other = issue();
        String id = newer.key().id();
        damage(newer, new JsonObject().put("v", 2).put("onlyFrom", "10.0.0.0/8"));

        assertThatThrownBy(() -> get(keys.authenticate(newer.token())))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessage("API key " + id + " was written in version 2 of its form, and this process reads up to"
                        + " version 1; update this process");
        assertThat(get(keys.active(id))).isFalse();
        assertThat(get(keys.authenticate(other.token()))).isPresent();
        assertThat(get(keys.list()))
                .extracting(ApiKey::id)
                .containsExactly(other.key().id());

        assertThat(get(keys.revoke(id))).isTrue();
        assertThat(get(keys.authenticate(newer.token()))).isEmpty();
    }

    @Test
    void aKeyWithoutAVersionIsOfTheFirst() {
        ApiKeys.IssuedKey key = issue();
        damage(key, new JsonObject().putNull("v"));
        assertThat(get(keys.authenticate(key.token()))).isPresent();
    }
}
