package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.ConnectionState;
import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.redis.test.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Redis and the way to it can do to a client. */
class RedisFaultsTest extends RedisTest {
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable().withPersistence());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void complete(Broker broker, Assignment assignment) {
        AttemptReport report = new AttemptReport.Completed(assignment.lease(), TaskResult.text("done"));
        assertThat(get(broker.report(List.of(report), Optional.empty())).accepted())
                .containsExactly(true);
    }

    @Test
    void aWrongPasswordIsRefusedAndNotRepeated() {
        try (RedisTestServer locked = RedisTestServer.start(RedisTestOptions.DEFAULTS.withPassword("right-one"))) {
            assertThatThrownBy(() -> connect(options(locked.uri().replace("right-one", "wrong-one"))))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("wrong user or password")
                    .hasMessageContaining("127.0.0.1:" + locked.port())
                    .hasMessageNotContainingAny("right-one", "wrong-one");
        }
    }

    @Test
    void aMissingPasswordIsRefused() {
        try (RedisTestServer locked = RedisTestServer.start(RedisTestOptions.DEFAULTS.withPassword("right-one"))) {
            assertThatThrownBy(() -> connect(options("redis://127.0.0.1:" + locked.port())))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("it wants a password");
            Broker broker = connect(locked);
            submit(broker, Task.of("x").id("t"));
        }
    }

    @Test
    void aRedisThatRefusesConnectionsIsReportedAndRetried() {
        try (RedisTestServer small = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable())) {
            Redis held = Redis.createClient(vertx, small.uri());
            RedisConnection console = get(held.connect());
            get(console.send(Request.cmd(Command.CONFIG, "SET", "maxclients", 1)));

            assertThatThrownBy(() -> connect(small))
                    .isInstanceOfSatisfying(
                            BrokerUnavailableException.class,
                            full -> assertThat(full.retryable()).isTrue())
                    .hasMessageContaining("maxclients")
                    .hasMessageContaining("three for each worker")
                    .hasMessageNotContaining("6.2");
            get(console.send(Request.cmd(Command.CONFIG, "SET", "maxclients", 100)));
            submit(connect(small), Task.of("x").id("t"));
            held.close();
        }
    }

    @Test
    void scriptsAreLoadedWhenTheyAreNeededAndOnceForManyCalls() {
        Broker broker = connect(server);
        redis(server, Command.SCRIPT, "FLUSH");
        long loads = CommandCounts.of(server).calls("script|load");
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            calls.add(broker.submit(List.of(Task.of("x"))));
        }
        get(Future.all(calls));

        assertThat(CommandCounts.of(server).calls("script|load") - loads).isOne();
        assertThat(get(broker.stats()).queued()).isEqualTo(30);
        connect(server);
        long before = CommandCounts.of(server).calls("script|load");
        submit(connect(server), Task.of("x").id("t"));
        assertThat(CommandCounts.of(server).calls("script|load")).isEqualTo(before);
    }

    @Test
    void whereNothingListensTheBrokerIsUnavailable() {
        assertThatThrownBy(() -> connect(options("redis://127.0.0.1:1")))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("redis://127.0.0.1:1 cannot be reached");
    }

    @Test
    void scriptsThatWereForgottenAreLoadedAgain() {
        Broker broker = connect(server);
        redis(server, Command.SCRIPT, "FLUSH");

        submit(broker, Task.of("x").id("t"));
        beat(broker, "w");
        complete(broker, claim(broker, "w", 1).get(0));
        assertThat(get(broker.find(List.of("t"))).get(0).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aClientResumesAfterItsConnectionsWereKilled() {
        Broker broker = connect(server);
        beat(broker, "w");
        Future<List<WorkerSignal>> woken = broker.receive("w", Duration.ofSeconds(1));
        redis(server, Command.CLIENT, "KILL", "TYPE", "normal");
        redis(server, Command.CLIENT, "KILL", "TYPE", "pubsub");

        submit(broker, Task.of("x").id("t"));
        complete(broker, claim(broker, "w", 1).get(0));
        await().until(() -> received.states.contains(ConnectionState.RECONNECTING));
        assertThat(received.states).last().isEqualTo(ConnectionState.CONNECTED);
        await().until(woken::isComplete);

        await().untilAsserted(() -> {
            Task next = Task.of("next");
            submit(broker, next);
            complete(broker, claim(broker, "w", 1).get(0));
            await().atMost(Duration.ofMillis(300))
                    .until(() -> received.outcomes.stream()
                            .anyMatch(outcome -> outcome.taskId().equals(next.id())));
        });
    }

    @Test
    void aFrozenServerTimesOutACallAndServesAgainWhenItResumes() {
        Broker broker = connect(options(server.uri()).commandTimeout(Duration.ofMillis(500)));
        server.pause();
        try {
            assertThatThrownBy(() -> get(broker.stats()))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .matches(failure -> ((BrokerUnavailableException) failure).retryable());
        } finally {
            server.resume();
        }
        await().ignoreExceptions()
                .untilAsserted(() -> submit(broker, Task.of("x").id("t")));
    }

    @Test
    void whatWasAcknowledgedIsThereAfterACrash() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("t"));
        server.kill();
        Future<Void> waits = broker.pause();
        server.restart();

        get(waits);
        get(broker.resume());
        beat(broker, "w");
        assertThat(claim(broker, "w", 5))
                .extracting(claimed -> claimed.lease().taskId())
                .containsExactly("t");
    }

    /** A repeated call would find its own document, and report it as that of another. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDocumentWhoseAnswerIsLostIsNotReportedAsChangedByAnother(boolean deletes) {
        Broker direct = connect(server);
        get(direct.documents().put(new Document("kind", "kept", 0, "first")));
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", server.port())) {
            Documents documents =
                    connect(options("redis://127.0.0.1:" + proxy.port())).documents();
            get(documents.list("kind"));
            proxy.swallow(TcpProxy.Direction.TO_CLIENT);
            Future<Boolean> changed = deletes
                    ? documents.delete("kind", "kept")
                    : documents.put(new Document("kind", "kept", 1, "second"));
            await().until(() -> get(direct.documents().list("kind")).stream()
                    .noneMatch(document -> document.content().equals("first")));
            proxy.pass();
            proxy.cut();

            assertThat(failureOf(changed)).isInstanceOf(BrokerUnavailableException.class);
        }
    }

    @Test
    void aCallAfterVertxWasClosedReportsThatTheConnectionIsClosed() {
        Vertx own = Vertx.vertx();
        Broker broker = get(new RedisBrokerProvider().connect(own, options(server.uri()), received));
        beat(broker, "w");
        get(own.close());

        assertThat(failureOf(broker.claim(ClaimRequest.of("w", 1, Duration.ofMinutes(1)))))
                .isInstanceOf(ClosedException.class);
        assertThat(failureOf(broker.stats())).isInstanceOf(ClosedException.class);
        assertThat(failureOf(broker.watchLogs())).isInstanceOf(ClosedException.class);
        assertThat(failureOf(broker.documents().list("kind"))).isInstanceOf(ClosedException.class);
        get(broker.close());
    }

    @Test
    void withItsMemoryFullNothingIsHalfDone() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("t"));
        beat(broker, "w");
        redis(server, Command.CONFIG, "SET", "maxmemory", "1");
        try {
            assertThatThrownBy(() -> submit(broker, Task.of("x").id("more")))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("maxmemory");
            assertThatThrownBy(() -> claim(broker, "w", 1)).isInstanceOf(BrokerUnavailableException.class);
        } finally {
            redis(server, Command.CONFIG, "SET", "maxmemory", "0");
        }
        assertThat(get(broker.find(List.of("more")))).isEmpty();
        assertThat(claim(broker, "w", 5))
                .extracting(claimed -> claimed.lease().taskId())
                .containsExactly("t");
    }
}
