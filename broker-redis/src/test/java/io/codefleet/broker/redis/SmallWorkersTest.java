package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Claims and reports of many workers with one slot, which share a client. */
class SmallWorkersTest extends RedisTest {
    private static final int WORKERS = 40;
    private static final Duration LEASE = Duration.ofMinutes(5);

    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ClaimRequest one(int worker) {
        return ClaimRequest.of("w" + worker, 1, LEASE);
    }

    private static AttemptReport completed(Assignment assignment) {
        return new AttemptReport.Completed(assignment.lease(), TaskResult.text("done"));
    }

    private static <T> List<T> all(List<Future<T>> futures) {
        get(Future.join(futures));
        return futures.stream().map(Future::result).toList();
    }

    private static List<String> ids(List<List<Assignment>> assignments) {
        return assignments.stream()
                .flatMap(List::stream)
                .map(each -> each.lease().taskId())
                .toList();
    }

    private Broker fleet(int tasks) {
        Broker broker = connect(server);
        IntStream.range(0, WORKERS).forEach(i -> beat(broker, "w" + i));
        IntStream.range(0, tasks).forEach(i -> submit(broker, Task.of("x").id("t" + i)));
        return broker;
    }

    /** Makes a call for each worker in one turn of the event loop of the broker, so that the calls go together. */
    private <T> List<Future<T>> together(IntFunction<Future<T>> call) {
        Promise<List<Future<T>>> made = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(v ->
                        made.complete(IntStream.range(0, WORKERS).mapToObj(call).toList()));
        return get(made.future());
    }

    private List<Future<List<Assignment>>> claimAll(Broker broker) {
        return together(i -> broker.claim(one(i)));
    }

    private static long scripts() {
        return CommandCounts.of(server).calls("evalsha");
    }

    @Test
    void claimsAndReportsOfManyWorkersTakeFewCalls() {
        Broker broker = fleet(3 * WORKERS);
        long before = scripts();
        List<List<Assignment>> first = all(claimAll(broker));
        long claimed = scripts();

        assertThat(claimed - before).isLessThan(WORKERS / 4);
        assertThat(first).allMatch(given -> given.size() == 1);
        assertThat(ids(first)).doesNotHaveDuplicates();
        assertThat(first)
                .extracting(given -> given.get(0).lease().workerId())
                .containsExactlyElementsOf(
                        IntStream.range(0, WORKERS).mapToObj(i -> "w" + i).toList());
        List<ReportReply> replies =
                all(together(i -> broker.report(List.of(completed(first.get(i).get(0))), Optional.of(one(i)))));
        assertThat(scripts() - claimed).isLessThan(WORKERS / 4);
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.accepted()).containsExactly(true);
            assertThat(reply.claimed()).hasSize(1);
        });
        List<String> second = ids(replies.stream().map(ReportReply::claimed).toList());
        assertThat(second).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ids(first));
        assertThat(get(broker.stats()).completed()).isEqualTo(WORKERS);
    }

    @Test
    void theTokensOfClaimsThatGoTogetherIncrease() {
        Broker broker = fleet(WORKERS);
        List<List<Assignment>> claimed = all(claimAll(broker));

        assertThat(claimed.stream().map(given -> given.get(0).lease().token()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void theTasksGoToTheWorkersInTheOrderOfTheirClaims() {
        Broker broker = fleet(WORKERS + 5);
        submit(broker, Task.of("x").id("urgent").priority(9));

        List<String> expected = new ArrayList<>(List.of("urgent"));
        IntStream.range(0, WORKERS - 1).forEach(i -> expected.add("t" + i));
        assertThat(ids(all(claimAll(broker)))).containsExactlyElementsOf(expected);
    }

    @Test
    void aWorkerTakesFromItsOwnLaneWhereOthersClaimWithIt() {
        Broker broker = fleet(5);
        submit(broker, Task.of("x").id("own").placement(Placement.worker("w30")).priority(1));
        submit(
                broker,
                Task.of("x").id("later").placement(Placement.worker("w2")).priority(0));
        List<List<Assignment>> claimed = all(claimAll(broker));

        assertThat(ids(claimed)).containsExactly("t0", "t1", "t2", "t3", "t4", "own");
        assertThat(ids(claimed.subList(30, 31))).containsExactly("own");
        assertThat(ids(all(List.of(broker.claim(one(2)))))).containsExactly("later");
    }

    @Test
    void theWorkerThatClaimedFirstIsWokenFirst() {
        Broker broker = fleet(0);
        List<Future<List<Assignment>>> claims = new ArrayList<>();
        for (int i = WORKERS - 1; i >= 0; i--) {
            claims.add(broker.claim(one(i)));
        }
        assertThat(ids(all(claims))).isEmpty();
        for (int i = WORKERS - 1; i > WORKERS - 4; i--) {
            submit(broker, Task.of("x"));
            assertThat(redis(server, Command.LLEN, key("in:w" + i)).toInteger()).isOne();
        }
        assertThat(redis(server, Command.ZCARD, key("w:*|")).toInteger()).isEqualTo(WORKERS - 3);
    }

    private static void giveEachSecondAnotherProfile(Broker broker) {
        for (int i = 0; i < WORKERS; i += 2) {
            WorkerInfo info = WorkerInfo.builder("w" + i, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                    .types(new TreeSet<>(Set.of(WorkerInfo.ANY_TYPE)))
                    .capabilities(new TreeSet<>(Set.of("gpu")))
                    .concurrency(1)
                    .build();
            get(broker.heartbeat(info, Duration.ofMinutes(5)));
        }
    }

    @Test
    void workersOfSeveralProfilesClaimTogether() {
        Broker broker = fleet(3);
        IntStream.range(0, 3)
                .forEach(i -> submit(broker, Task.of("x").id("gpu" + i).requires("gpu")));
        giveEachSecondAnotherProfile(broker);
        List<List<Assignment>> claimed = all(claimAll(broker));

        assertThat(ids(claimed)).containsExactly("t0", "t1", "t2", "gpu0", "gpu1", "gpu2");
        assertThat(claimed.subList(0, 9)).extracting(List::size).containsExactly(1, 1, 1, 0, 1, 0, 1, 0, 1);
    }

    /** Workers of two profiles that claim in turn cannot claim in one pass, and each pass finds the tasks that cannot be started. */
    @Test
    void aCallThatCanStartNothingLooksAtABoundedNumberOfTasks() {
        Broker broker = fleet(0);
        giveEachSecondAnotherProfile(broker);
        Allowance spent = Allowance.of("team").total(Budget.tokens(1));
        get(broker.submit(IntStream.range(0, 300)
                .mapToObj(i -> Task.of("x").id("t" + i).concurrency("k", 1000).allowance(spent))
                .toList()));
        redis(server, Command.HSET, key("sp:team"), "t", 5);
        redis(server, Command.SET, key("cw:k"), "wrong");
        long before = CommandCounts.of(server).calls("zpopmin");
        get(Future.join(claimAll(broker)).otherwiseEmpty());

        assertThat(CommandCounts.of(server).calls("zpopmin") - before).isLessThan(100 * WORKERS / 2);
        assertThat(redis(server, Command.ZCARD, key("q:general|")).toInteger()).isEqualTo(300);
    }

    @Test
    void aDamagedWorkerConcernsNoOtherThatClaimsWithIt() {
        Broker broker = fleet(WORKERS);
        redis(server, Command.DEL, key("wk:w7"));
        redis(server, Command.SET, key("wk:w7"), "wrong");
        List<Future<List<Assignment>>> claims = claimAll(broker);
        get(Future.join(claims).otherwiseEmpty());

        assertThat(claims.get(7).cause())
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("WRONGTYPE");
        assertThat(claims.stream().filter(Future::succeeded).map(Future::result))
                .hasSize(WORKERS - 1)
                .allMatch(given -> given.size() == 1);
    }

    @Test
    void reportsWhosePermitsCannotBeGrantedConcernNoOtherThatGoesWithThem() {
        Broker broker = fleet(20);
        submit(broker, Task.of("x").id("bad").concurrency("k", 1));
        IntStream.range(0, 2 * WORKERS).forEach(i -> submit(broker, Task.of("x").id("s" + i)));
        List<List<Assignment>> claimed = all(claimAll(broker));
        assertThat(ids(claimed).get(20)).isEqualTo("bad");
        submit(broker, Task.of("x").id("next").concurrency("k", 1));
        redis(server, Command.DEL, key("cw:k"));
        redis(server, Command.SET, key("cw:k"), "wrong");
        List<Future<ReportReply>> reports = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            reports.add(broker.report(List.of(completed(claimed.get(i).get(0))), Optional.of(one(i))));
        }
        get(Future.join(reports).otherwiseEmpty());
        reports.remove(20);
        List<ReportReply> replies = all(reports);

        assertThat(replies).allSatisfy(reply -> assertThat(reply.accepted()).containsExactly(true));
        assertThat(ids(replies.stream().map(ReportReply::claimed).toList()))
                .hasSize(WORKERS - 1)
                .doesNotHaveDuplicates();
    }

    @Test
    void aLateReportAndAnUnknownWorkerConcernNoOther() {
        Broker broker = fleet(3 * WORKERS);
        List<List<Assignment>> claimed = all(claimAll(broker));
        AttemptReport late = completed(claimed.get(3).get(0));
        get(broker.report(List.of(late), Optional.empty()));
        get(broker.unregister("w5"));
        List<Future<ReportReply>> reports = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            Lease lease = claimed.get(i).get(0).lease();
            long token = i == 4 ? lease.token() + 1_000_000 : lease.token();
            reports.add(broker.report(
                    List.of(new AttemptReport.Completed(
                            new Lease(lease.taskId(), lease.attempt(), token, lease.workerId()), TaskResult.text("x"))),
                    Optional.of(one(i))));
        }
        List<ReportReply> replies = all(reports);

        for (int i = 0; i < WORKERS; i++) {
            // the report of w3 is sent again, that of w4 has the token of no lease, w5 has left
            assertThat(replies.get(i).accepted()).containsExactly(i != 4);
            assertThat(replies.get(i).claimed()).hasSize(i == 5 ? 0 : 1);
        }
        assertThat(get(broker.stats()).completed()).isEqualTo(WORKERS - 1);
    }

    @Test
    void aWorkerOfWhichOnlyOneClaimIsMetWaits() {
        Broker broker = fleet(3);
        List<List<Assignment>> claimed =
                all(List.of(broker.claim(one(0)), broker.claim(ClaimRequest.of("w0", 5, LEASE)), broker.claim(one(1))));

        assertThat(claimed).extracting(List::size).containsExactly(1, 2, 0);
        submit(broker, Task.of("x"));
        assertThat(redis(server, Command.LLEN, key("in:w0")).toInteger()).isOne();
    }

    @Test
    void workersWhoseReportsAreNotTakenKeepTheirs() {
        Broker broker = fleet(2 * WORKERS);
        List<List<Assignment>> claimed = all(claimAll(broker));
        redis(server, Command.DEL, key("wk:w7"));
        redis(server, Command.SET, key("wk:w7"), "wrong");
        List<Future<ReportReply>> reports = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            reports.add(broker.report(List.of(completed(claimed.get(i).get(0))), Optional.of(one(i))));
        }
        get(Future.join(reports).otherwiseEmpty());

        assertThat(reports.get(7).cause()).isInstanceOf(BrokerRefusedException.class);
        assertThat(reports.stream().filter(Future::succeeded).map(Future::result))
                .hasSize(WORKERS - 1)
                .allSatisfy(reply -> {
                    assertThat(reply.accepted()).containsExactly(true);
                    assertThat(reply.claimed()).hasSize(1);
                });
        assertThat(get(broker.report(List.of(completed(claimed.get(7).get(0))), Optional.empty()))
                        .accepted())
                .containsExactly(true);
        assertThat(get(broker.stats()).completed()).isEqualTo(WORKERS);
    }

    @Test
    void allClaimsAreAnsweredWhenTheConnectionIsClosed() {
        Broker broker = fleet(0);
        List<Future<List<Assignment>>> claims = new ArrayList<>();
        IntStream.range(0, 10).forEach(i -> claims.addAll(claimAll(broker)));
        get(broker.close());

        assertThat(claims).allMatch(Future::isComplete);
    }

    @Test
    void repeatedReportsGiveNoSecondOutcome() {
        Broker broker = fleet(WORKERS);
        List<List<Assignment>> claimed = all(claimAll(broker));
        for (int round = 0; round < 2; round++) {
            List<ReportReply> replies = all(claimed.stream()
                    .map(given -> broker.report(List.of(completed(given.get(0))), Optional.empty()))
                    .toList());
            assertThat(replies).allSatisfy(reply -> assertThat(reply.accepted()).containsExactly(true));
        }
        assertThat(get(broker.stats()).completed()).isEqualTo(WORKERS);
        assertThat(get(broker.stats()).running()).isZero();
    }

    /** The answer is lost on purpose: nobody reads it. */
    @Test
    void tasksOfAClaimWhoseAnswerWasLostAreHandedOutAgainToEachWorker() {
        Broker broker = fleet(WORKERS);
        List<String> lost = ids(all(claimAll(broker)));
        List<Future<List<Assignment>>> again = IntStream.range(0, WORKERS)
                .mapToObj(i -> broker.claim(new ClaimRequest("w" + i, 1, LEASE, Optional.of(Set.of()))))
                .toList();

        assertThat(ids(all(again))).containsExactlyElementsOf(lost);
    }
}
