package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.AuditQuery;
import io.codefleet.ConnectionState;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.EventQuery;
import io.codefleet.Task;
import io.codefleet.TaskQuery;
import io.codefleet.WorkerCommand;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        user(password, RedisAcl.rules(namespace));
    }

    private void user(String password, String rules) {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", namespace, "reset", "on", ">" + password));
        command.addAll(List.of(rules.split(" ")));
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
    void aMissingAclPermissionIsReported() {
        user("secret");
        Broker broker = connect(options(uri("secret")));
        RedisConsole.ask(server.port(), "ACL", "SETUSER", namespace, "-zadd");
        assertThatThrownBy(() -> get(broker.submit(List.of(Task.of("x")))))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("the user lacks a right");
    }

    @Test
    void aUserOfOneNamespaceCannotSubscribeToAnother() {
        user("secret");
        String answer = RedisConsole.text(
                server.port(), "ACL", "DRYRUN", namespace, "SUBSCRIBE", Namespace.prefix("other") + "c:x");
        assertThat(answer).contains("has no permissions");
    }

    /** Acts like a client that someone writes on their own, with the password of one namespace. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVALSHA {sha} 1 {other}",
                "GET {other}tick",
                "HGETALL {other}t:t",
                "BLPOP {other}in:w 1",
                "XREAD STREAMS {other}ev 0",
                "LTRIM {other}sig:w 1 -1",
                "PUBLISH {other}c:x forged",
                "SUBSCRIBE {other}p:t",
                "PSUBSCRIBE *"
            })
    void noCommandReachesAnotherNamespace(String command) {
        user("secret");
        submit(connect(options(server.uri()).namespace("other")), Task.of("x").id("t"));
        List<String> words = new ArrayList<>(List.of("ACL", "DRYRUN", namespace));
        for (String word : command.split(" ", -1)) {
            words.add(word.replace("{other}", Namespace.prefix("other")).replace("{sha}", "0".repeat(40)));
        }

        assertThat(RedisConsole.text(server.port(), words.toArray(String[]::new)))
                .as(command)
                .contains("has no permissions");
    }

    @Test
    void aCustomScriptCannotReachAnotherNamespace() {
        user("secret");
        connect(options(server.uri()).namespace("other"));
        String sha = RedisConsole.text(
                server.port(), "SCRIPT", "LOAD", "return redis.call('SET', 'codefleet:{other}:tick', '1')");
        Redis client = Redis.createClient(vertx, uri("secret"));

        assertThatThrownBy(() -> get(client.send(Request.cmd(Command.EVALSHA, sha, 1, Namespace.prefix(namespace)))))
                .hasMessageContaining("can't access at least one of the keys");
        client.close();
    }

    @Test
    void anObserverSeesAllOfItsNamespaceAndChangesNothing() {
        Broker owner = connect(options(server.uri()));
        submit(owner, Task.of("x").id("t"));
        beat(owner, "w");
        Assignment first = claim(owner, "w", 1).get(0);
        Document transcript = new Document(new DocumentOwner("t", 1).kind(), "transcript.00", 0, "x");
        get(owner.documents().put(transcript));
        get(owner.report(List.of(new AttemptReport.Released(first.lease())), Optional.empty()));
        user("secret", RedisAcl.observerRules(namespace));
        Broker observer = connect(options(uri("secret")));

        assertThat(get(observer.list(TaskQuery.ALL)).items()).hasSize(1);
        assertThat(get(observer.find(List.of("t"))).get(0).history()).hasSize(1);
        assertThat(get(observer.workers())).hasSize(1);
        assertThat(get(observer.stats()).queued()).isEqualTo(1);
        assertThat(get(observer.audit(AuditQuery.ALL)).items()).hasSize(1);
        assertThat(get(observer.documents().list(transcript.kind()))).hasSize(1);
        assertThat(get(observer.events(Optional.of(EventQuery.OLDEST), 10, Duration.ZERO))
                        .events())
                .hasSize(4);
        List<Supplier<Future<?>>> changes = List.of(
                () -> observer.submit(List.of(Task.of("y"))),
                () -> observer.cancel("t", "why not"),
                () -> observer.command(Optional.of("w"), WorkerCommand.of(WorkerCommand.DRAIN)),
                observer::pause,
                () -> observer.documents().put(new Document(transcript.kind(), transcript.name(), 1, "changed")),
                () -> observer.unregister("w"));
        for (Supplier<Future<?>> change : changes) {
            assertThatThrownBy(() -> get(change.get().mapEmpty()))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("the user lacks a right");
        }
        assertThat(claim(owner, "w", 2)).hasSize(1);
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
        assertThat(Files.readString(Path.of("../docs/guides/redis.md")))
                .as("docs/guides/redis.md must hold this line")
                .contains("ACL SETUSER codefleet on >secret " + RedisAcl.rules("default"))
                .contains("ACL SETUSER codefleet on >secret " + RedisAcl.SENTINEL_RULES);
        assertThat(Files.readString(Path.of("../docs/guides/security.md")))
                .as("docs/guides/security.md must hold this line")
                .contains("ACL SETUSER observer on >secret " + RedisAcl.observerRules("default"));
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
        await().until(() -> received.states.contains(ConnectionState.RECONNECTING));
        await().untilAsserted(() -> assertThat(received.states).last().isEqualTo(ConnectionState.CONNECTED));
    }

    @Test
    void aClientThatLosesAccessGetsTheReason() throws IOException {
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
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "passwordFile " + folder.resolve("nothing") + ", which cannot be read: it does not exist");
    }
}
