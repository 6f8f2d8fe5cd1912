package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CancelResult;
import io.codefleet.FleetStats;
import io.codefleet.Placement;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a step costs does not grow with the lanes, the workers and the families that there are; counted in commands. */
class FleetCostTest extends RedisTest {
    private static final int MANY = 1500;

    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void submitAll(Broker broker, int count, IntFunction<Task> task) {
        assertThat(get(broker.submit(IntStream.range(0, count).mapToObj(task).toList())))
                .hasSize(count);
    }

    private static long claimed(Broker broker, int max, int expected) {
        return CommandCounts.during(
                server, () -> assertThat(claim(broker, "w", max)).hasSize(expected));
    }

    // ---- lanes

    @Test
    void aClaimCostsTheSameHoweverManyLanesHaveTasks() {
        Broker broker = connect(server);
        beat(broker, "w");
        claim(broker, "w", 1);
        submitAll(broker, 2, i -> Task.of("x").type("first" + i));
        long withTwo = claimed(broker, 1, 1);
        submitAll(broker, MANY, i -> Task.of("x").type("type" + i));

        assertThat(claimed(broker, 1, 1)).isLessThanOrEqualTo(withTwo + 3);
        assertThat(claimed(broker, 10, 10)).isLessThan(200);
    }

    @Test
    void anEmptyClaimAndStatsCostTheSameHoweverManyLanesWereUsed() {
        Broker broker = connect(server);
        beat(broker, "w");
        claim(broker, "w", 1);
        get(broker.stats());
        long before = claimed(broker, 1, 0);
        long statsBefore = CommandCounts.during(server, () -> get(broker.stats()));
        submitAll(broker, MANY, i -> Task.of("x").type("type" + i));
        while (!claim(broker, "w", 50).isEmpty()) {}

        assertThat(claimed(broker, 1, 0)).isEqualTo(before);
        assertThat(CommandCounts.during(server, () -> get(broker.stats()))).isEqualTo(statsBefore);
    }

    @Test
    void lanesThatWereEmptiedOtherwiseAreSettledInBoundedSteps() {
        Broker broker = connect(server);
        beat(broker, "w");
        submitAll(broker, MANY, i -> Task.of("x").type("type" + i).id("t" + i));
        for (int i = 0; i < MANY; i++) {
            get(broker.cancel("t" + i, "enough"));
        }
        submit(broker, Task.of("x").id("last"));

        List<Long> costs = new ArrayList<>();
        List<String> found = new ArrayList<>();
        while (found.isEmpty()) {
            costs.add(CommandCounts.during(
                    server,
                    () -> claim(broker, "w", 1)
                            .forEach(each -> found.add(each.task().id()))));
        }
        assertThat(costs).allMatch(cost -> cost < 500);
        assertThat(found).containsExactly("last");
    }

    @Test
    void statsListABoundedNumberOfLanes() {
        Broker broker = connect(server);
        submitAll(broker, MANY, i -> Task.of("x").type("type" + i));

        FleetStats stats = get(broker.stats());
        assertThat(stats.queued()).isEqualTo(MANY);
        assertThat(stats.lanes())
                .hasSize(Broker.MAX_REPORTED_LANES)
                .anyMatch(lane -> lane.type().equals("type0"));
        assertThat(CommandCounts.during(server, () -> get(broker.stats()))).isLessThan(6L * Broker.MAX_REPORTED_LANES);
    }

    @Test
    void emptyLanesAreForgottenWhereThereAreMany() {
        Broker broker = connect(server);
        beat(broker, "w");
        for (int round = 0; round < 2; round++) {
            int from = round * MANY;
            submitAll(broker, MANY, i -> Task.of("x").type("type" + (from + i)));
            while (!claim(broker, "w", 50).isEmpty()) {}
        }

        await().until(() -> {
            redis(server, Command.DEL, key("upkeep"));
            get(broker.runMaintenance());
            return redis(server, Command.ZCARD, key("lanes")).toInteger() <= 1000;
        });
        assertThat(redis(server, Command.SCARD, key("pl:*|")).toInteger()).isLessThanOrEqualTo(1000);
    }

    /** As it was stored before lanes with tasks were noted. */
    @Test
    void tasksOfLanesThatWereNotNotedAreFoundWithTheNextHeartbeat() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").id("a"));
        submit(broker, Task.of("x").id("b").type("b").placement(Placement.worker("w")));
        forgetWhatIsNoted();

        beat(broker, "w");
        assertThat(claim(broker, "w", 5)).extracting(each -> each.task().id()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aLaneThatIsNotNotedIsFoundByMaintenance() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").id("a"));
        redis(server, Command.DEL, key("al"), key("pa:*|"));
        assertThat(claim(broker, "w", 5)).isEmpty();

        redis(server, Command.DEL, key("upkeep"));
        get(broker.runMaintenance());
        assertThat(claim(broker, "w", 5)).hasSize(1);
    }

    private void forgetWhatIsNoted() {
        redis(server, Command.DEL, key("al"), key("pa:*|"), key("lx"), key("ws:*|"));
        redis(server, Command.HDEL, key("n"), "al");
    }

    // ---- workers

    @Test
    void statsCostTheSameHoweverManyWorkersThereAre() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x"));
        get(broker.stats());
        long withOne = CommandCounts.during(server, () -> get(broker.stats()));
        IntStream.range(0, 300).forEach(i -> beat(broker, "w" + i));

        assertThat(CommandCounts.during(server, () -> get(broker.stats()))).isEqualTo(withOne);
        FleetStats stats = get(broker.stats());
        assertThat(stats.lanes().get(0).servingWorkers()).isEqualTo(301);
        IntStream.range(0, 300).forEach(i -> get(broker.unregister("w" + i)));
        assertThat(get(broker.stats()).lanes().get(0).servingWorkers()).isEqualTo(1);
    }

    @Test
    void workersAreReadInSteps() {
        Broker broker = connect(server);
        IntStream.range(0, 250).forEach(i -> beat(broker, "w" + i));
        get(broker.workers());
        long scripts = CommandCounts.of(server).calls("evalsha");

        assertThat(get(broker.workers())).hasSize(250);
        assertThat(CommandCounts.of(server).calls("evalsha") - scripts).isEqualTo(4);
    }

    @Test
    void placementBySuccessRateWritesTurnsOnce() {
        Broker broker = connect(server);
        int workers = 200;
        IntStream.range(0, workers).forEach(i -> beat(broker, "w" + i));
        submitAll(broker, 50, i -> Task.of("x").placement(Placement.bySuccessRate()));
        CommandCounts before = CommandCounts.of(server);
        submitAll(broker, 50, i -> Task.of("x").placement(Placement.bySuccessRate()));
        CommandCounts after = CommandCounts.of(server);

        assertThat(after.calls("hset") - before.calls("hset")).isLessThan(110);
        assertThat(after.calls("hget") - before.calls("hget")).isLessThan(110);
    }

    // ---- families

    @Test
    void aCancelReadsALargeFamilyInPages() {
        Broker broker = connect(options(server.uri()).limits(StorageLimits.DEFAULT.maxAuditEntries(10)));
        submitAll(broker, 3000, i -> Task.of("x").parent("run").id("run/" + i));
        submitAll(broker, 40, i -> Task.of("x").parent("run/7").id("run/7/" + i));
        CommandCounts before = CommandCounts.of(server);

        assertThat(get(broker.cancel("run", "enough"))).isEqualTo(CancelResult.REQUESTED);
        CommandCounts after = CommandCounts.of(server);
        assertThat(get(broker.stats()).cancelled()).isEqualTo(3040);
        assertThat(get(broker.stats()).queued()).isZero();
        assertThat(after.calls("smembers") - before.calls("smembers")).isLessThan(200);
    }

    // ---- replies

    @Test
    void aReplyIsBoundInBytesAndNothingIsMissing() {
        Broker broker = connect(server);
        String large = "x".repeat(3_000_000);
        submitAll(broker, 5, i -> Task.of(large).id("t" + i));
        get(broker.find(List.of("t0")));
        long scripts = CommandCounts.of(server).calls("evalsha");

        assertThat(get(broker.find(List.of("t0", "t1", "unknown", "t2", "t3", "t4"))))
                .extracting(task -> task.summary().id())
                .containsExactly("t0", "t1", "t2", "t3", "t4");
        assertThat(CommandCounts.of(server).calls("evalsha") - scripts).isEqualTo(3);
    }

    @Test
    void whatAClaimGivesIsBoundInBytesAndTheWorkerIsWokenForTheRest() {
        Broker broker = connect(server);
        beat(broker, "w");
        String large = "x".repeat(3_000_000);
        submitAll(broker, 15, i -> Task.of(large).id("t" + i));

        List<String> given = new ArrayList<>(ids(claim(broker, "w", 15)));
        assertThat(given).hasSize(10);
        assertThat(get(broker.receive("w", Duration.ofSeconds(5)))).contains(WorkerSignal.WorkAvailable.INSTANCE);
        given.addAll(ids(claim(broker, "w", 15)));
        assertThat(given)
                .containsExactlyElementsOf(
                        IntStream.range(0, 15).mapToObj(i -> "t" + i).toList());
    }

    @Test
    void whatAClaimGivesOfManyLanesIsBoundInBytes() {
        Broker broker = connect(server);
        beat(broker, "w");
        String large = "x".repeat(3_000_000);
        submitAll(broker, 5, i -> Task.of(large).id("t" + i).type("type" + i));

        assertThat(ids(claim(broker, "w", 5))).containsExactly("t0", "t1");
        assertThat(ids(claim(broker, "w", 5))).containsExactly("t2", "t3");
        assertThat(ids(claim(broker, "w", 5))).containsExactly("t4");
    }

    private static List<String> ids(List<Assignment> assignments) {
        return assignments.stream().map(each -> each.task().id()).toList();
    }

    @Test
    void outcomesThatAreAskedForAreBoundInBytesToo() {
        Broker broker = connect(server);
        beat(broker, "w");
        String large = "x".repeat(3_000_000);
        submitAll(broker, 4, i -> Task.of("x").id("t" + i));
        claim(broker, "w", 3)
                .forEach(given -> get(broker.report(
                        List.of(new AttemptReport.Completed(given.lease(), TaskResult.text(large))),
                        Optional.empty())));
        get(broker.follow(List.of("t3")));
        long scripts = CommandCounts.of(server).calls("evalsha");

        FollowReply reply = get(broker.follow(List.of("t0", "t1", "unknown", "t2", "t3")));
        assertThat(reply.ended()).hasSize(3);
        assertThat(reply.unknown()).containsExactly("unknown");
        assertThat(CommandCounts.of(server).calls("evalsha") - scripts).isEqualTo(2);
    }
}
