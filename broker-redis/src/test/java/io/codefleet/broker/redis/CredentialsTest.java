package io.codefleet.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.ConnectionState;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users with few rights, and passwords that change. The conformance kit shows that the rights are enough. */
class CredentialsTest extends RedisTest {
    private static RedisTestServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private void user(String password) {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", namespace, "reset", "on", ">" + password));
        command.addAll(List.of(RedisAcl.rules(namespace).split(" ")));
        RedisConsole.ask(server.port(), command.toArray(String[]::new));
    }

    private String uri(String password) {
        return "redis://" + namespace + ":" + password + "@127.0.0.1:" + server.port();
    }

    private String uriWithFile(Path file) {
        return "redis://" + namespace + "@127.0.0.1:" + server.port() + "?passwordFile=" + file;
    }

    @Test
    void aUserOfOneNamespaceIsKeptOutOfAllOthers() {
        user("secret");
        assertThatThrownBy(() -> connect(options(uri("secret")).namespace("other")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("the user lacks a right");
    }

    @Test
    void aRightThatAScriptLacksIsTold() {
        user("secret");
        Broker broker = connect(options(uri("secret")));
        RedisConsole.ask(server.port(), "ACL", "SETUSER", namespace, "-zadd");
        assertThatThrownBy(() -> get(broker.submit(List.of(Task.of("x")))))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("the user lacks a right");
    }

    @Test
    void aUserOfOneNamespaceCannotHearAnother() {
        user("secret");
        String answer = RedisConsole.text(
                server.port(), "ACL", "DRYRUN", namespace, "SUBSCRIBE", Namespace.prefix("other") + "c:x");
        assertThat(answer).contains("has no permissions");
    }

    @Test
    void theRightsDoNotReachTheServer() {
        user("secret");
        for (String command : List.of("CONFIG GET *", "FLUSHALL", "KEYS *", "EVAL x 0", "ACL WHOAMI", "SHUTDOWN")) {
            List<String> words = new ArrayList<>(List.of("ACL", "DRYRUN", namespace));
            words.addAll(List.of(command.split(" ")));
            assertThat(RedisConsole.text(server.port(), words.toArray(String[]::new)))
                    .as(command)
                    .contains("has no permissions");
        }
    }

    @Test
    void theDocumentedRightsAreThoseThatAreTested() throws IOException {
        assertThat(Files.readString(Path.of("../docs/redis.md")))
                .as("docs/redis.md must hold this line")
                .contains("ACL SETUSER codefleet on >secret " + RedisAcl.rules("default"))
                .contains("ACL SETUSER codefleet on >secret " + RedisAcl.SENTINEL_RULES);
    }

    @Test
    void aPasswordCanBeChangedWhileAClientRuns() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "first\n");
        user("first");
        Broker broker = connect(options(uriWithFile(file)));
        user("second");
        Files.writeString(file, "second\n");
        RedisConsole.ask(server.port(), "CLIENT", "KILL", "TYPE", "normal");

        submit(broker, Task.of("x"));
        await().until(() -> heard.states.contains(ConnectionState.RECONNECTING));
        await().untilAsserted(() -> assertThat(heard.states).last().isEqualTo(ConnectionState.CONNECTED));
    }

    @Test
    void aClientThatIsKeptOutLaterIsToldWhy() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "first\n");
        user("first");
        Broker broker = connect(options(uriWithFile(file)).commandTimeout(Duration.ofSeconds(1)));
        user("second");
        RedisConsole.ask(server.port(), "CLIENT", "KILL", "TYPE", "normal");

        await().untilAsserted(() -> assertThatThrownBy(() -> get(broker.stats()))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("WRONGPASS"));
    }

    @Test
    void aPasswordFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> connect(options(uriWithFile(folder.resolve("nothing")))))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining(folder.resolve("nothing").toString());
    }
}
