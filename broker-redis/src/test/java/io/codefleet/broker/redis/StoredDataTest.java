package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Checkpoint;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in Redis: by whom it can have been written, and how it is laid out. */
class StoredDataTest extends RedisTest {
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void complete(Broker broker, Assignment assignment, String text) {
        get(broker.report(
                List.of(new AttemptReport.Completed(assignment.lease(), TaskResult.text(text))), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "[]", "{\"id\":\"t\"}", "{\"id\":\"t\",\"prompt\":7}"})
    void aTaskThatCannotBeReadFailsAndTheOthersGoOn(String body) {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("t"));
        submit(broker, Task.of("x").id("sound"));
        redis(server, Command.HSET, key("t:t"), "b", body);
        beat(broker, "w");

        assertThat(claim(broker, "w", 2))
                .extracting(claimed -> claimed.task().id())
                .containsExactly("sound");
        await().until(() -> received.outcomes.size() == 1);
        Outcome.Failed failed = (Outcome.Failed) received.outcomes.get(0);
        assertThat(failed.error().kind()).isEqualTo(ErrorKind.MALFORMED);
        assertThat(failed.error().message()).contains("task t cannot be read");
    }

    @Test
    void fieldsOfANewerVersionAreIgnored() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("t"));
        redis(
                server,
                Command.HSET,
                key("t:t"),
                "b",
                "{\"v\":1,\"id\":\"t\",\"prompt\":\"y\",\"mood\":{\"good\":true}}",
                "mood",
                "good");
        beat(broker, "w");

        assertThat(claim(broker, "w", 1).get(0).task().prompt()).isEqualTo("y");
    }

    @Test
    void anUnreadableOutcomeIsReportedAsAFailure() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("t"));
        beat(broker, "w");
        complete(broker, claim(broker, "w", 1).get(0), "fine");
        redis(server, Command.HSET, key("t:t"), "o", "{\"text\":");

        Outcome outcome = get(broker.follow(List.of("t"))).ended().get(0);
        assertThat(((Outcome.Failed) outcome).error().kind()).isEqualTo(ErrorKind.MALFORMED);
    }

    @Test
    void aLargeResultIsOnlyAnnouncedAndStillArrives() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("t"));
        beat(broker, "w");
        String text = "ü".repeat(100_000);
        complete(broker, claim(broker, "w", 1).get(0), text);

        await().until(() -> received.outcomes.size() == 1);
        assertThat(received.outcomes.get(0).resultOrThrow().text()).isEqualTo(text);
    }

    @Test
    void ticksGoOnWhereTheClockOfRedisFellBack() {
        Broker broker = connect(server);
        long inAnHour =
                TimeUnit.MILLISECONDS.toMicros(Instant.now().plusSeconds(3600).toEpochMilli());
        redis(server, Command.SET, key("tick"), inAnHour);
        beat(broker, "w");
        List.of("c", "b", "a").forEach(id -> submit(broker, Task.of("x").id(id)));

        List<Assignment> claimed = claim(broker, "w", 3);
        assertThat(claimed).extracting(each -> each.task().id()).containsExactly("c", "b", "a");
        assertThat(claimed).extracting(each -> each.lease().token()).isSorted().allMatch(token -> token > inAnHour);
    }

    @Test
    void ticksAreExactUpToTheEdgeOfADouble() {
        Broker broker = connect(server);
        long edge = 1L << 53;
        redis(server, Command.SET, key("tick"), edge - 20);
        beat(broker, "w");
        for (int i = 0; i < 5; i++) {
            submit(broker, Task.of("x").id("t" + i).priority(i % 2 == 0 ? 0 : Task.MAX_PRIORITY));
        }

        assertThat(claim(broker, "w", 5))
                .extracting(each -> each.task().id())
                .containsExactly("t1", "t3", "t0", "t2", "t4");
    }

    @Test
    void allKeysOfANamespaceShareOneSlot() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("t").parent("p").requires("java"));
        beat(broker, "w");
        submit(broker, Task.of("x").id("u"));
        complete(broker, claim(broker, "w", 2).get(0), "done");
        get(broker.pause());
        get(broker.runMaintenance());

        String everywhere = redis(server, Command.KEYS, "*" + namespace + "*").toString();
        Response keys = redis(server, Command.KEYS, "*" + namespace + "*");
        assertThat(keys.size()).as(everywhere).isGreaterThan(8);
        assertThat(keys)
                .extracting(Response::toString)
                .allMatch(key -> key.startsWith("codefleet:{" + namespace + "}:"));
    }

    @Test
    void noPromptOrResultOutlivesItsTask() {
        Broker broker = connect(options(server.uri()).limits(StorageLimits.DEFAULT.retention(Duration.ofMillis(1))));
        submit(broker, Task.of("x").id("t").parent("p"));
        beat(broker, "w");
        complete(broker, claim(broker, "w", 1).get(0), "done");

        await().until(() -> {
            get(broker.runMaintenance());
            return get(broker.find(List.of("t"))).isEmpty();
        });
        assertThat(redis(server, Command.KEYS, key("t:*")).size()).isZero();
        assertThat(redis(server, Command.KEYS, key("ch:*")).size()).isZero();
        assertThat(redis(server, Command.ZCARD, key("all")).toInteger()).isZero();
        assertThat(redis(server, Command.ZCARD, key("due")).toInteger()).isZero();
    }

    @Test
    void aCheckpointIsGoneWithTheOutcome() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("t"));
        beat(broker, "w");
        Assignment assignment = claim(broker, "w", 1).get(0);
        get(broker.checkpoint(assignment.lease(), Checkpoint.of(Map.of("secret", "s"))));
        assertThat(redis(server, Command.KEYS, key("cp:*")).size()).isOne();

        complete(broker, assignment, "done");
        assertThat(redis(server, Command.KEYS, key("cp:*")).size()).isZero();
    }

    @Test
    void aPlaceThatADamagedTaskLeftBehindIsGivenAgain() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("damaged").concurrency("key", 1));
        submit(broker, Task.of("x").id("next").concurrency("key", 1));
        beat(broker, "w");
        redis(server, Command.DEL, key("t:damaged"));
        assertThat(claim(broker, "w", 2)).isEmpty();
        redis(server, Command.ZADD, key("ck"), 0, "key");

        await().until(() -> {
            get(broker.runMaintenance());
            return claim(broker, "w", 2).size() == 1;
        });
    }

    /** Those of the first version have no number; what cannot be read is left out and taken off all the same. */
    @Test
    void signalsOfEveryKindAreReadAndTakenOff() {
        Broker broker = connect(server);
        beat(broker, "w");
        String first = "c {\"v\":1,\"name\":\"pause\",\"arguments\":{}}";
        redis(server, Command.RPUSH, key("sig:w"), first, "", "12", "7 z ?", "x t", "999999999999999999999 " + first);
        redis(server, Command.RPUSH, key("in:w"), "s");

        assertThat(get(broker.receive("w", Duration.ofSeconds(5)))).hasSize(2);
        await().untilAsserted(() -> assertThat(
                        redis(server, Command.LLEN, key("sig:w")).toInteger())
                .isZero());
    }

    @Test
    void keysOfConcurrencyAreGoneWithTheirTasks() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("a").concurrency("key", 1));
        submit(broker, Task.of("x").id("b").concurrency("key", 1));
        beat(broker, "w");
        complete(broker, claim(broker, "w", 1).get(0), "done");
        complete(broker, claim(broker, "w", 1).get(0), "done");

        assertThat(redis(server, Command.KEYS, key("c[ckw]*")).size()).isZero();
    }
}
