package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.SharedKeyStore;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys for several namespaces of one broker. */
class KeysCommandTest {
    @TempDir
    private Path folder;

    private String broker() {
        return "file:" + folder.resolve("broker");
    }

    private CommandRun keys(String... arguments) {
        List<String> all = new ArrayList<>(List.of("keys"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--broker", broker()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private Optional<Principal> holder(String namespace, String token) {
        try (FleetSession session =
                FleetSession.open(CodefleetOptions.of(broker()).namespace(namespace))) {
            ApiKeys keys = new ApiKeys(new SharedKeyStore(session.fleet()), namespace, Clock.systemUTC());
            return FleetSession.await(keys.authenticate(token));
        }
    }

    @Test
    void aKeyIsAcceptedInItsNamespacesUntilItIsRevokedInOne() {
        CommandRun created =
                keys("create", "ann", "--role", "observer", "--namespace", "team-a", "--also-in", "team-b,team-c");
        assertThat(created.exitCode()).as(created.err()).isZero();
        String token = created.out().strip();
        String id = token.split("_", -1)[1];
        for (String namespace : List.of("team-a", "team-b", "team-c")) {
            assertThat(holder(namespace, token))
                    .hasValueSatisfying(holder -> assertThat(holder.actor()).isEqualTo("ann#" + id));
            assertThat(keys("list", "--namespace", namespace).out()).contains("team-a team-b team-c");
        }
        assertThat(holder("team-d", token)).isEmpty();

        assertThat(keys("revoke", id, "--namespace", "team-b").exitCode()).isZero();
        for (String namespace : List.of("team-a", "team-b", "team-c")) {
            assertThat(holder(namespace, token)).isEmpty();
        }
    }

    @Test
    void aKeyEndsInItsOwnNamespaceThoughAnotherIsAway() throws Exception {
        String token = keys("create", "ann", "--role", "observer", "--namespace", "team-a", "--also-in", "team-b")
                .out()
                .strip();
        String id = token.split("_", -1)[1];
        Path other = folder.resolve("broker/namespace-team-b");
        Files.move(other, folder.resolve("away"));
        Files.createFile(other);

        CommandRun revoked = keys("revoke", id, "--namespace", "team-a");

        assertThat(revoked.exitCode()).isEqualTo(2);
        assertThat(revoked.err()).contains("is revoked in team-a", "still accepted in team-b");
        assertThat(holder("team-a", token)).isEmpty();
    }

    @Test
    void theAuditOfEachNamespaceSaysWhoCreatedAndRevokedAKeyAndNeverItsSecret() {
        String token = keys(
                        "create",
                        "ann",
                        "--role",
                        "observer",
                        "--namespace",
                        "team-a",
                        "--also-in",
                        "team-b",
                        "--as",
                        "root")
                .out()
                .strip();
        String id = token.split("_", -1)[1];
        keys("revoke", id, "--namespace", "team-a", "--as", "root");

        for (String namespace : List.of("team-a", "team-b")) {
            String audit = CommandRun.of("audit", "--of", id, "--json", "--namespace", namespace, "--broker", broker())
                    .out();
            List<JsonObject> entries = new JsonObject(audit)
                    .getJsonArray("entries").stream()
                            .map(JsonObject.class::cast)
                            .toList();
            assertThat(entries)
                    .extracting(entry -> entry.getString("action"))
                    .containsExactly("KEY_REVOKED", "KEY_CREATED");
            assertThat(entries).allSatisfy(entry -> {
                assertThat(entry.getString("actor")).isEqualTo("root");
                assertThat(entry.getString("detail")).isEqualTo("owner=ann;role=observer;namespaces=team-a,team-b");
            });
            assertThat(audit).doesNotContain(token.split("_", -1)[2]);
        }
    }

    @Test
    void aNameThatNoNamespaceHasIsRefusedBeforeAnythingIsStored() {
        CommandRun refused = keys("create", "ann", "--role", "observer", "--namespace", "team-a", "--also-in", "a:b");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("namespace").contains("a:b");
        assertThat(keys("list", "--namespace", "team-a").out()).doesNotContain("ann");
    }
}
