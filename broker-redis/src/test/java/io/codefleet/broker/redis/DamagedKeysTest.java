package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.ErrorKind;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a key of a foreign type concerns what needs that key, and that what a call has begun is not left halfway. */
class DamagedKeysTest extends RedisTest {
    private static final List<String> SOUND = List.of("sound1", "sound2", "sound3");
    private static final Allowance SPENT = Allowance.of("team").total(Budget.tokens(1));

    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> ids(List<Assignment> assignments) {
        return assignments.stream().map(each -> each.lease().taskId()).toList();
    }

    /** What a submit writes to once it has stored the task. */
    @ParameterizedTest
    @ValueSource(strings = {"lanes", "lp:sound|", "w:*|", "in:w", "cw:shared"})
    void aSubmitThatFailsBehindItsFirstWriteCanBeMadeAgain(String name) {
        Broker broker = connect(server);
        beat(broker, "w");
        assertThat(claim(broker, "w", 1)).isEmpty();
        redis(server, Command.DEL, key(name));
        redis(server, name.startsWith("in") ? Command.SADD : Command.RPUSH, key(name), "wrong");
        Task task = Task.of("x").type("sound").id("a");
        Task half = name.startsWith("cw") ? task.concurrency("shared", 1) : task;

        assertThatThrownBy(() -> get(broker.submit(List.of(half)))).hasMessageContaining("WRONGTYPE");
        assertThat(get(broker.stats()).submitted()).isZero();
        assertThat(get(broker.find(List.of("a")))).isEmpty();
        redis(server, Command.DEL, key(name));
        submit(broker, half);

        assertThat(get(broker.stats()).queued()).isEqualTo(1);
        assertThat(get(broker.list(TaskQuery.ALL)).items()).hasSize(1);
        assertThat(ids(claim(broker, "w", 1))).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cc:bad", "cw:bad"})
    void aDamagedConcurrencyKeyDoesNotKeepThePermitsOfOthers(String name) {
        Broker broker = connect(server);
        beat(broker, "w");
        List<String> keys = List.of("one", "two", "three", "bad", "four", "five", "six");
        keys.forEach(each -> submit(broker, Task.of("x").id(each).concurrency(each, 1)));
        keys.forEach(each -> submit(broker, Task.of("x").id("next-" + each).concurrency(each, 1)));
        List<AttemptReport> reports = new ArrayList<>();
        claim(broker, "w", 20)
                .forEach(each -> reports.add(new AttemptReport.Completed(each.lease(), TaskResult.text("fine"))));
        redis(server, Command.DEL, key(name));
        redis(server, Command.SET, key(name), "wrong");

        DamagedDataTest.survives(() -> broker.report(reports, Optional.empty()));
        assertThat(ids(claim(broker, "w", 20)))
                .contains("next-one", "next-two", "next-three", "next-four", "next-five", "next-six");
        redis(server, Command.DEL, key(name));
        redis(server, Command.ZADD, key("cw:bad"), 1, "next-bad");
        redis(server, Command.ZADD, key("ck"), 0, "bad");
        redis(server, Command.DEL, key("upkeep"));
        get(broker.runMaintenance());
        assertThat(ids(claim(broker, "w", 20))).containsExactly("next-bad");
    }

    /** An allowance that is used up, and a concurrency key that is damaged: a claim cannot set the task aside. */
    private void submitTaskThatCannotBeStarted(Broker broker) {
        submit(broker, Task.of("x").id("spent").concurrency("k", 1).allowance(SPENT));
        redis(server, Command.HSET, key("sp:team"), "t", 5);
        redis(server, Command.SET, key("cw:k"), "wrong");
    }

    @Test
    void aTaskThatCannotBeStartedDoesNotKeepOthersAndStaysInItsLane() {
        Broker broker = connect(server);
        beat(broker, "w");
        submitTaskThatCannotBeStarted(broker);
        SOUND.forEach(id -> submit(broker, Task.of("x").id(id)));

        assertThat(ids(claim(broker, "w", 10))).containsExactlyElementsOf(SOUND);
        assertThatThrownBy(() -> claim(broker, "w", 10)).hasMessageContaining("WRONGTYPE");
        redis(server, Command.DEL, key("cw:k"));

        assertThat(claim(broker, "w", 10)).isEmpty();
        assertThat(get(broker.find(List.of("spent"))).get(0).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aTaskThatCannotBeStartedStaysInItsLaneThoughMoreThanOneKeyIsDamaged() {
        Broker broker = connect(server);
        beat(broker, "w");
        submitTaskThatCannotBeStarted(broker);
        redis(server, Command.DEL, key("al"));
        redis(server, Command.SET, key("al"), "wrong");

        assertThatThrownBy(() -> claim(broker, "w", 10)).hasMessageContaining("WRONGTYPE");
        assertThat(redis(server, Command.ZRANGE, key("q:general|"), 0, -1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"w:*|", "ev", "due"})
    void aWorkerGetsTheTasksThatItWasGivenThoughAKeyIsDamaged(String name) {
        Broker broker = connect(server);
        beat(broker, "w");
        SOUND.forEach(id -> submit(broker, Task.of("x").id(id)));
        redis(server, Command.DEL, key(name));
        redis(server, Command.SET, key(name), "wrong");

        assertThat(ids(claim(broker, "w", 10))).containsExactlyElementsOf(SOUND);
    }

    @Test
    void maintenanceContinuesBehindATaskThatCannotBeQueuedAndTriesItAgainSoon() {
        Broker broker = connect(server);
        beat(broker, "w");
        Task delayed = Task.of("x").delay(Duration.ofHours(1));
        submit(broker, delayed.id("first").concurrency("k", 1));
        SOUND.forEach(id -> submit(broker, delayed.id(id)));
        redis(server, Command.SET, key("cw:k"), "wrong");
        redis(server, Command.ZADD, key("due"), 1, "first", 2, "sound1", 2, "sound2", 2, "sound3");

        DamagedDataTest.survives(broker::runMaintenance);
        assertThat(ids(claim(broker, "w", 10))).containsExactlyElementsOf(SOUND);
        assertThat(isTriedAgainSoon("first")).isTrue();
        redis(server, Command.DEL, key("cw:k"));
        redis(server, Command.ZADD, key("due"), 1, "first");
        get(broker.runMaintenance());

        assertThat(ids(claim(broker, "w", 10))).containsExactly("first");
    }

    private void makeDue(String... ids) {
        for (int i = 0; i < ids.length; i++) {
            redis(server, Command.ZADD, key("due"), i + 1, ids[i]);
        }
    }

    private boolean isTriedAgainSoon(String id) {
        double soon = Instant.now().plusSeconds(60).toEpochMilli() * 1000.0;
        return redis(server, Command.ZSCORE, key("due"), id).toDouble() < soon;
    }

    @Test
    void aSpreadTaskThatDidNotComeIntoTheLaneOfItsWorkerIsQueuedAgain() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").id("a").delay(Duration.ofHours(1)).placement(Placement.roundRobin()));
        redis(server, Command.SET, key("q:@w"), "wrong");
        makeDue("a");

        DamagedDataTest.survives(broker::runMaintenance);
        assertThat(redis(server, Command.HEXISTS, key("t:a"), "pl").toBoolean()).isFalse();
        assertThat(redis(server, Command.EXISTS, key("lx")).toBoolean()).isFalse();
        redis(server, Command.DEL, key("q:@w"));
        makeDue("a");
        get(broker.runMaintenance());

        assertThat(ids(claim(broker, "w", 1))).containsExactly("a");
    }

    @Test
    void aSpreadTaskThatIsInTheLaneOfItsWorkerStaysThereThoughNobodyCouldBeWoken() {
        Broker broker = connect(server);
        beat(broker, "w");
        assertThat(claim(broker, "w", 1)).isEmpty();
        submit(broker, Task.of("x").id("a").delay(Duration.ofHours(1)).placement(Placement.roundRobin()));
        redis(server, Command.SADD, key("in:w"), "wrong");
        makeDue("a");

        DamagedDataTest.survives(broker::runMaintenance);
        assertThat(ids(claim(broker, "w", 1))).containsExactly("a");
        assertThat(redis(server, Command.EXISTS, key("lx")).toBoolean()).isFalse();
    }

    /** The second attempt waits for a place of its key, and the first one's worker is of no concern to it. */
    @Test
    void theWorkerOfAnEarlierAttemptIsForgottenWhenATaskIsQueued() {
        Broker broker = connect(server);
        beat(broker, "w");
        Task task = Task.of("x").id("a").placement(Placement.roundRobin()).concurrency("k", 1);
        submit(broker, task);
        Assignment first = claim(broker, "w", 1).get(0);
        redis(server, Command.SET, key("cw:k"), "wrong");
        DamagedDataTest.survives(() -> broker.report(
                List.of(new AttemptReport.Failed(
                        first.lease(), TaskError.of(ErrorKind.TRANSIENT, "no"), Optional.of(Duration.ZERO))),
                Optional.empty()));
        redis(server, Command.DEL, key("cw:k"));
        makeDue("a");
        get(broker.runMaintenance());

        assertThat(ids(claim(broker, "w", 1))).containsExactly("a");
        assertThat(redis(server, Command.EXISTS, key("lx")).toBoolean()).isFalse();
    }

    @Test
    void aSpreadTaskWhoseLaneIsGoneIsQueuedAgainAndDoesNotKeepMaintenanceBusy() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").id("a").placement(Placement.roundRobin()));
        redis(server, Command.DEL, key("q:@w"));
        makeDue("a");

        get(broker.runMaintenance());
        assertThat(redis(server, Command.ZSCORE, key("due"), "a").toDouble()).isGreaterThan(1);
        assertThat(ids(claim(broker, "w", 1))).containsExactly("a");
        assertThat(redis(server, Command.EXISTS, key("lx")).toBoolean()).isFalse();
    }

    @Test
    void aTaskThatCouldNotBeGivenToOthersAsItsWorkerLeftIsTriedAgainSoon() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").id("a").placement(Placement.roundRobin()));
        redis(server, Command.SET, key("q:general|"), "wrong");

        DamagedDataTest.survives(() -> broker.unregister("w"));
        assertThat(isTriedAgainSoon("a")).isTrue();
        redis(server, Command.DEL, key("q:general|"));
        beat(broker, "v");
        makeDue("a");
        get(broker.runMaintenance());

        assertThat(ids(claim(broker, "v", 1))).containsExactly("a");
        assertThat(redis(server, Command.EXISTS, key("lx")).toBoolean()).isFalse();
    }

    @Test
    void aLaneThatCouldNotBeConnectedIsTriedByEachTaskOfACall() {
        Broker broker = connect(server);
        beat(broker, "w");
        Task delayed = Task.of("x").type("sound").delay(Duration.ofHours(1));
        SOUND.forEach(id -> submit(broker, delayed.id(id)));
        redis(server, Command.DEL, key("pl:*|"));
        redis(server, Command.SET, key("pl:*|"), "wrong");
        makeDue("sound3", "sound1", "sound2");

        DamagedDataTest.survives(broker::runMaintenance);
        redis(server, Command.DEL, key("pl:*|"));
        makeDue(SOUND.stream().filter(this::isTriedAgainSoon).toArray(String[]::new));
        get(broker.runMaintenance());

        assertThat(ids(claim(broker, "w", 10))).containsExactlyElementsOf(SOUND);
    }

    @Test
    void aLaneThatIsConnectedIsFoundThoughItHasTasksAlready() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").type("sound").id("a"));
        redis(server, Command.ZREM, key("lanes"), "sound|");
        redis(server, Command.DEL, key("pa:*|"), key("al"), key("lp:sound|"), key("pl:*|"));

        submit(broker, Task.of("x").type("sound").id("b"));
        assertThat(ids(claim(broker, "w", 10))).containsExactly("a", "b");
    }

    @Test
    void aClaimThatCanStartNothingLooksAtABoundedNumberOfTasks() {
        Broker broker = connect(server);
        beat(broker, "w");
        submitTasksThatCannotBeStarted(broker, 300);
        long before = CommandCounts.of(server).calls("zpopmin");

        assertThatThrownBy(() -> claim(broker, "w", 10)).hasMessageContaining("WRONGTYPE");
        assertThat(CommandCounts.of(server).calls("zpopmin") - before).isLessThanOrEqualTo(10);
        assertThat(redis(server, Command.ZCARD, key("q:general|")).toInteger()).isEqualTo(300);
    }

    private void submitTasksThatCannotBeStarted(Broker broker, int count) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(Task.of("x").id("spent" + i).concurrency("k", 1000).allowance(SPENT));
        }
        get(broker.submit(tasks));
        redis(server, Command.HSET, key("sp:team"), "t", 5);
        redis(server, Command.SET, key("cw:k"), "wrong");
    }

    /** The type of the tasks behind those that cannot be started: that of their lane, or of another that the worker serves. */
    @ParameterizedTest
    @ValueSource(strings = {"general", "sound"})
    void tasksBehindManyThatCannotBeStartedAreFoundWithinABoundedNumberOfClaims(String type) {
        Broker broker = connect(server);
        beat(broker, "w");
        submitTasksThatCannotBeStarted(broker, 1_000);
        SOUND.forEach(id -> submit(broker, Task.of("x").type(type).id(id)));
        List<String> found = new ArrayList<>();
        for (int claims = 0; claims < 11; claims++) {
            found.addAll(idsOrNone(broker));
        }

        assertThat(found).containsExactlyElementsOf(SOUND);
        assertThat(redis(server, Command.ZCARD, key("q:general|")).toInteger()).isEqualTo(1_000);
    }

    private static List<String> idsOrNone(Broker broker) {
        try {
            return ids(claim(broker, "w", 10));
        } catch (RuntimeException fault) {
            assertThat(fault).hasMessageContaining("WRONGTYPE");
            return List.of();
        }
    }

    @Test
    void aWorkerIsWokenWhenAClaimTookOnlyEntriesWhoseTasksAreGone() {
        Broker broker = connect(server);
        beat(broker, "w");
        SOUND.forEach(id -> submit(broker, Task.of("x").id(id)));
        submit(broker, Task.of("x").id("last"));
        SOUND.forEach(id -> redis(server, Command.DEL, key("t:" + id)));

        assertThat(claim(broker, "w", 3)).isEmpty();
        assertThat(redis(server, Command.LLEN, key("in:w")).toInteger()).isEqualTo(1);
        assertThat(ids(claim(broker, "w", 3))).containsExactly("last");
    }
}
