package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AuditQuery;
import io.codefleet.Checkpoint;
import io.codefleet.ErrorKind;
import io.codefleet.EventQuery;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.Lease;
import io.codefleet.error.CodefleetException;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that damaged data fails one task or one call with a clear error, and that the rest is not affected. */
class DamagedDataTest extends RedisTest {
    private static final List<String> FIELDS = List.of(
            "s", "b", "bl", "fp", "sh", "pa", "su", "fo", "n", "e", "k", "w", "sa", "kr", "du", "cr", "pr", "fa", "o",
            "cp");
    private static final List<String> DAMAGED = List.of("queued", "delayed", "running", "failed", "done", "child");
    private static final List<String> SOUND = List.of("sound1", "sound2", "sound3");

    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    private static Buffer damage(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return switch (random.nextInt(8)) {
            case 0 -> Buffer.buffer();
            case 1 -> Buffer.buffer("[".repeat(5_000) + "]".repeat(5_000));
            case 2 -> Buffer.buffer("{\"v\":1,\"id\":{\"a\":".repeat(2_000));
            case 3 -> Buffer.buffer(new byte[] {'"', (byte) 0xc3, (byte) 0x28, (byte) 0xff, 0, '"'});
            case 4 -> Buffer.buffer("99999999999999999999999999");
            case 5 -> Buffer.buffer("-1");
            case 6 -> Buffer.buffer("a|b|c|1|1|1|1|1|1|1|1");
            default -> Buffer.buffer(bytes);
        };
    }

    private void damage(Redis redis, String id, Random random) {
        String key = key("t:" + id);
        switch (random.nextInt(6)) {
            case 0 -> {
                send(redis, Request.cmd(Command.DEL, key));
                send(redis, Request.cmd(Command.SET).arg(key).arg(damage(random)));
            }
            case 1 -> {
                send(redis, Request.cmd(Command.DEL, key("h:" + id)));
                send(redis, Request.cmd(Command.SET).arg(key("h:" + id)).arg(damage(random)));
            }
            case 2 -> send(redis, Request.cmd(Command.RPUSH).arg(key("h:" + id)).arg(damage(random)));
            case 3 -> send(redis, Request.cmd(Command.HDEL, key, FIELDS.get(random.nextInt(FIELDS.size()))));
            default -> {
                for (int i = 0; i <= random.nextInt(3); i++) {
                    send(
                            redis,
                            Request.cmd(Command.HSET)
                                    .arg(key)
                                    .arg(FIELDS.get(random.nextInt(FIELDS.size())))
                                    .arg(damage(random)));
                }
            }
        }
    }

    private static void send(Redis redis, Request request) {
        get(redis.send(request).otherwiseEmpty());
    }

    /** One task in each state, and three more that stay sound. */
    private List<Lease> fill(Broker broker) {
        beat(broker, "w");
        submit(broker, Task.of("x").id("failed").type("a"));
        submit(broker, Task.of("x").id("done").type("a"));
        submit(broker, Task.of("x").id("running").type("a"));
        List<Lease> leases =
                claim(broker, "w", 3).stream().map(Assignment::lease).toList();
        get(broker.checkpoint(leases.get(0), Checkpoint.of(Map.of("at", 1))));
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, "broken");
        get(broker.report(
                List.of(
                        new AttemptReport.Failed(leases.get(0), error, Optional.empty()),
                        new AttemptReport.Completed(leases.get(1), TaskResult.text("fine"))),
                Optional.empty()));
        get(broker.progress(leases.get(2), new Progress("running", 1, Instant.EPOCH, "text", "half", Map.of())));
        submit(broker, Task.of("large".repeat(2_000)).id("queued"));
        submit(broker, Task.of("x").id("delayed").delay(Duration.ofHours(1)));
        submit(broker, Task.of("x").id("child").parent("running"));
        SOUND.forEach(id -> submit(broker, Task.of("sound").id(id).type("b")));
        return leases;
    }

    /** Either an answer or an error of ours. */
    static void survives(Supplier<Future<?>> call) {
        try {
            get(call.get());
        } catch (CodefleetException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damageInOneTaskDoesNotAffectOthers(long seed) {
        Broker broker = connect(server);
        List<Lease> leases = fill(broker);
        Redis redis = Redis.createClient(vertx, server.uri());
        Random random = new Random(seed);
        DAMAGED.forEach(id -> damage(redis, id, random));
        redis.close();
        List<String> all = new ArrayList<>(DAMAGED);
        all.addAll(SOUND);

        List<Supplier<Future<?>>> calls = List.of(
                () -> broker.find(all),
                () -> broker.list(TaskQuery.ALL),
                () -> broker.follow(all),
                broker::stats,
                () -> broker.events(Optional.of(EventQuery.OLDEST), 100, Duration.ZERO),
                () -> broker.audit(AuditQuery.ALL),
                () -> broker.renew(leases, Duration.ofMinutes(1)),
                () -> broker.submit(
                        List.of(Task.of("x").id("queued"), Task.of("y").id("delayed"))),
                () -> broker.report(
                        List.of(new AttemptReport.Released(leases.get(2)), new AttemptReport.Released(leases.get(0))),
                        Optional.empty()),
                () -> broker.checkpoint(leases.get(2), Checkpoint.of(Map.of("at", 2))),
                () -> broker.progress(
                        leases.get(2), new Progress("running", 1, Instant.EPOCH, "text", "more", Map.of())),
                broker::runMaintenance,
                () -> broker.cancel("child", "enough"),
                () -> broker.cancel("running", "enough"),
                broker::runMaintenance);
        calls.forEach(DamagedDataTest::survives);

        List<Assignment> claimed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            claimed.addAll(claim(broker, "w", 10));
        }
        List<Assignment> sound = claimed.stream()
                .filter(assignment -> SOUND.contains(assignment.lease().taskId()))
                .toList();
        assertThat(sound).extracting(assignment -> assignment.lease().taskId()).containsExactlyElementsOf(SOUND);
        sound.forEach(assignment -> get(broker.report(
                List.of(new AttemptReport.Completed(assignment.lease(), TaskResult.text("fine"))), Optional.empty())));
        assertThat(get(broker.find(SOUND)))
                .allSatisfy(task -> assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED));
        survives(() -> broker.purge(TaskQuery.ALL, 100));
        assertThat(get(broker.find(all)))
                .extracting(task -> task.summary().id())
                .doesNotContainAnyElementsOf(SOUND);
    }

    /** Somebody has put something else where the namespace keeps its books. */
    @ParameterizedTest
    @ValueSource(strings = {"all", "due", "lanes", "profiles", "workers", "n", "ev", "au", "q:b|", "wk:w", "tick"})
    void aKeyOfTheWrongTypeIsReportedAndNothingIsLostOnceItIsRemoved(String name) {
        Broker broker = connect(server);
        fill(broker);
        String key = key(name);
        redis(server, Command.RENAME, key, key("aside"));
        redis(server, name.equals("tick") ? Command.LPUSH : Command.SET, key, "wrong");

        List<Supplier<Future<?>>> calls = List.of(
                broker::stats,
                () -> broker.list(TaskQuery.ALL),
                () -> broker.submit(List.of(Task.of("more").type("b").id("more"))),
                broker::runMaintenance,
                () -> broker.receive("w", Duration.ofMillis(1)),
                () -> broker.cancel("queued", "enough"));
        calls.forEach(DamagedDataTest::survives);
        redis(server, Command.DEL, key);
        redis(server, Command.RENAME, key("aside"), key);

        beat(broker, "w");
        assertThat(claim(broker, "w", 20))
                .extracting(assignment -> assignment.lease().taskId())
                .containsAll(SOUND);
    }

    @Test
    void aCallThatFailsHalfwayLosesNothingOfWhatItHasDone() {
        Broker broker = connect(server);
        beat(broker, "w");
        redis(server, Command.SET, key("q:damaged|"), "wrong");
        List<Task> tasks = List.of(
                Task.of("x").type("sound").id("first"),
                Task.of("x").type("damaged").id("second"));

        assertThatThrownBy(() -> get(broker.submit(tasks)))
                .isInstanceOf(CodefleetException.class)
                .hasMessageContaining("a key of this namespace is of a foreign type")
                .hasMessageContaining("WRONGTYPE");
        assertThat(claim(broker, "w", 20))
                .extracting(assignment -> assignment.lease().taskId())
                .containsExactly("first");
        redis(server, Command.DEL, key("q:damaged|"));
        get(broker.submit(tasks));

        assertThat(claim(broker, "w", 20))
                .extracting(assignment -> assignment.lease().taskId())
                .containsExactly("second");
    }

    @Test
    void aReportSentAgainWhileAKeyIsDamagedIsCountedOnce() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").id("limited").concurrency("shared", 1));
        Lease lease = claim(broker, "w", 1).get(0).lease();
        redis(server, Command.DEL, key("cc:shared"));
        redis(server, Command.SET, key("cc:shared"), "wrong");

        for (int i = 0; i < 3; i++) {
            survives(() -> broker.report(
                    List.of(new AttemptReport.Completed(lease, TaskResult.text("fine"))), Optional.empty()));
            survives(broker::runMaintenance);
        }

        assertThat(get(broker.find(List.of("limited"))))
                .singleElement()
                .satisfies(task -> assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED));
        FleetStats stats = get(broker.stats());
        assertThat(stats.running()).isZero();
        assertThat(stats.completed()).isEqualTo(1);
        assertThat(stats.queued()).isZero();
    }

    @Test
    void aSubmitIsCountedAndAuditedThoughItsEventCannotBeWritten() {
        Broker broker = connect(server);
        redis(server, Command.SET, key("ev"), "wrong");

        survives(() -> broker.submit(List.of(Task.of("x").id("a"))));
        redis(server, Command.DEL, key("ev"));

        assertThat(get(broker.stats()).queued()).isEqualTo(1);
        assertThat(get(broker.audit(AuditQuery.ALL)).items()).hasSize(1);
    }

    @Test
    void aKeyOfTheWrongTypeIsAnErrorThatNamesIt() {
        Broker broker = connect(server);
        fill(broker);
        redis(server, Command.DEL, key("workers"));
        redis(server, Command.SET, key("workers"), "wrong");

        assertThatThrownBy(() -> get(broker.stats()))
                .isInstanceOf(CodefleetException.class)
                .hasMessageContaining("WRONGTYPE");
    }

    @Test
    void anOutcomeOfRandomBytesFailsTheWaitingClient() {
        Broker broker = connect(server);
        fill(broker);
        redis(server, Command.HSET, key("t:done"), "o", "\u0000\u0001");

        Outcome outcome = get(broker.follow(List.of("done"))).ended().get(0);

        assertThat(((Outcome.Failed) outcome).error().kind()).isEqualTo(ErrorKind.MALFORMED);
    }
}
