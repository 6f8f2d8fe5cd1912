package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.ErrorKind;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.redis.test.TcpProxy;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks with large bodies, which clients read themselves. */
class LargeBodiesTest extends RedisTest {
    private static final String PROMPT = "large ".repeat(2_000);
    private static final Duration LEASE = Duration.ofMinutes(5);

    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Task large(String id) {
        return Task.of(PROMPT).id(id);
    }

    private Broker broker() {
        Broker broker = connect(server);
        beat(broker, "w");
        // loads the script
        claim(broker, "nobody", 1);
        return broker;
    }

    private static long reads() {
        return CommandCounts.of(server).calls("hget");
    }

    /** Claims a task, and returns how often a field was read by itself. */
    private static long readsOfClaim(Broker broker, Task expected) {
        long before = reads();
        assertThat(claim(broker, "w", 1)).extracting(Assignment::task).containsExactly(expected);
        return reads() - before;
    }

    private static List<Assignment> claimAfterLostAnswer(Broker broker) {
        return get(broker.claim(new ClaimRequest("w", 5, LEASE, Optional.of(Set.of()))));
    }

    @Test
    void onlyALargeBodyIsReadByItself() {
        Broker broker = broker();
        Task small = Task.of("x".repeat(1_000)).id("small");
        submit(broker, small);
        long ofSmall = readsOfClaim(broker, small);
        submit(broker, large("large"));

        assertThat(readsOfClaim(broker, large("large"))).isEqualTo(ofSmall + 1);
    }

    /** The reads of a claim after a delay, of one after a lost answer, and of one after a failed attempt. */
    private List<Long> readsOfFurtherClaims(Broker broker, Task task) {
        submit(broker, task);
        redis(server, Command.ZADD, key("due"), 1, task.id());
        get(broker.runMaintenance());
        long afterDelay = readsOfClaim(broker, task);
        claimAfterLostAnswer(broker);
        long before = reads();
        Assignment again = claimAfterLostAnswer(broker).get(0);
        long afterLoss = reads() - before;
        assertThat(again.task()).isEqualTo(task);
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, "broken");
        AttemptReport failed = new AttemptReport.Failed(again.lease(), error, Optional.of(Duration.ZERO));
        get(broker.report(List.of(failed), Optional.empty()));
        long afterFailure = readsOfClaim(broker, task);
        get(broker.report(
                claimAfterLostAnswer(broker).stream()
                        .<AttemptReport>map(each -> new AttemptReport.Completed(each.lease(), TaskResult.EMPTY))
                        .toList(),
                Optional.empty()));
        return List.of(afterDelay, afterLoss, afterFailure);
    }

    @Test
    void aLargeBodyIsReadByItselfAfterADelayALostAnswerAndAFailedAttempt() {
        Broker broker = broker();
        Task small = Task.of("x").id("small").delay(Duration.ofHours(1)).maxAttempts(5);
        readsOfFurtherClaims(broker, small.id("first"));
        List<Long> ofSmall = readsOfFurtherClaims(broker, small);
        Task large = large("large").delay(Duration.ofHours(1)).maxAttempts(5);

        assertThat(readsOfFurtherClaims(broker, large))
                .isEqualTo(ofSmall.stream().map(reads -> reads + 1).toList());
    }

    @Test
    void largeAndSmallTasksAreClaimedInTheirOrder() {
        Broker broker = broker();
        List<Task> tasks = List.of(
                large("a"),
                Task.of("x").id("b"),
                large("c").placement(Placement.worker("w")),
                large("d").concurrency("key", 1),
                large("e").type("other"),
                Task.of("x").id("f"));
        get(broker.submit(tasks));

        assertThat(claim(broker, "w", 10)).extracting(Assignment::task).containsExactlyElementsOf(tasks);
    }

    /** Its body has no length, and its score no fraction. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLargeTaskOfAnOlderVersionIsRead(boolean isLost) {
        Broker broker = broker();
        submit(broker, large("t"));
        double score = redis(server, Command.ZSCORE, key("q:general|"), "t").toDouble();
        redis(server, Command.ZADD, key("q:general|"), Math.floor(score), "t");
        redis(server, Command.HDEL, key("t:t"), "bl");

        List<Assignment> claimed = claim(broker, "w", 1);
        List<Assignment> given = isLost ? claimAfterLostAnswer(broker) : claimed;
        assertThat(given).extracting(Assignment::task).containsExactly(large("t"));
    }

    /** As an older version puts a task into its lane again. */
    @Test
    void aScoreWithoutAFractionDoesNotMatter() {
        Broker broker = broker();
        submit(broker, large("t"));
        redis(server, Command.ZADD, key("q:general|"), 1, "t");

        assertThat(claim(broker, "w", 1)).extracting(Assignment::task).containsExactly(large("t"));
    }

    // ---- between a claim and the read

    /**
     * Makes a call that claims tasks, and does something between the script and the reads of the bodies. Redis knows the script
     * already.
     */
    private <T> Future<T> interrupted(Function<Broker, Future<T>> call, Runnable action) {
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", server.port())) {
            Broker broker = connect(options("redis://127.0.0.1:" + proxy.port()));
            proxy.hold(TcpProxy.Direction.TO_CLIENT);
            Future<T> answer = call.apply(broker);
            await().until(() ->
                    redis(server, Command.HGET, key("t:large"), "s").toString().equals("r"));
            action.run();
            proxy.pass();
            get(answer.otherwiseEmpty());
            get(broker.close());
            return answer;
        }
    }

    private static Future<List<Assignment>> claimTwo(Broker broker) {
        return broker.claim(ClaimRequest.of("w", 2, LEASE));
    }

    @Test
    void aTaskThatIsDeletedBeforeItsBodyIsReadIsNotAssigned() {
        Broker direct = broker();
        submit(direct, large("large"));
        submit(direct, Task.of("x").id("small"));

        Future<List<Assignment>> claimed =
                interrupted(LargeBodiesTest::claimTwo, () -> redis(server, Command.DEL, key("t:large")));
        assertThat(get(claimed)).extracting(each -> each.task().id()).containsExactly("small");
        assertThat(claimAfterLostAnswer(direct))
                .extracting(each -> each.task().id())
                .containsExactly("small");
    }

    @Test
    void aClaimFailsWhoseBodyCannotBeReadAndItsTasksAreHandedOutAgain() {
        Broker direct = broker();
        submit(direct, large("large"));
        submit(direct, Task.of("x").id("small"));

        Future<List<Assignment>> claimed = interrupted(LargeBodiesTest::claimTwo, this::replaceByAnotherType);
        assertThat(failureOf(claimed)).isInstanceOf(BrokerRefusedException.class);
        restore();
        assertThat(claimAfterLostAnswer(direct))
                .extracting(Assignment::task)
                .containsExactlyInAnyOrder(large("large"), Task.of("x").id("small"));
    }

    @Test
    void aReportWhoseClaimCannotBeReadIsAcceptedWhenItIsSentAgain() {
        Broker direct = broker();
        submit(direct, Task.of("x").id("first"));
        get(direct.report(
                List.of(new AttemptReport.Released(claim(direct, "w", 1).get(0).lease())), Optional.empty()));
        Lease first = claim(direct, "w", 1).get(0).lease();
        List<AttemptReport> reports = List.of(new AttemptReport.Completed(first, TaskResult.text("done")));
        submit(direct, large("large"));

        Future<ReportReply> reported = interrupted(
                broker -> broker.report(reports, Optional.of(ClaimRequest.of("w", 1, LEASE))),
                this::replaceByAnotherType);
        assertThat(failureOf(reported)).isInstanceOf(BrokerRefusedException.class);
        restore();
        ReportReply again =
                get(direct.report(reports, Optional.of(new ClaimRequest("w", 1, LEASE, Optional.of(Set.of())))));
        assertThat(again.accepted()).containsExactly(true);
        assertThat(again.claimed()).extracting(Assignment::task).containsExactly(large("large"));
    }

    private void replaceByAnotherType() {
        redis(server, Command.RENAME, key("t:large"), key("aside"));
        redis(server, Command.SET, key("t:large"), "wrong");
    }

    private void restore() {
        redis(server, Command.RENAME, key("aside"), key("t:large"));
    }
}
