package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the claims of workers cost whose last answer was lost, as all are after an outage, counted by Redis. */
class ClaimHerdTest extends RedisTest {
    private static final int OTHERS = 20;
    private static final int TASKS_OF_EACH = 50;

    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Assignment> claimAfterLostAnswer(Broker broker, String worker, String... held) {
        return get(broker.claim(new ClaimRequest(worker, 10, Duration.ofMinutes(5), Optional.of(Set.of(held)))));
    }

    private static Set<String> ids(List<Assignment> assignments) {
        return assignments.stream().map(each -> each.lease().taskId()).collect(Collectors.toSet());
    }

    private static void submit(Broker broker, String prefix, int count) {
        get(broker.submit(IntStream.range(0, count)
                .mapToObj(i -> Task.of("x").id(prefix + i))
                .toList()));
    }

    private static void runElsewhere(Broker broker) {
        for (int i = 0; i < OTHERS; i++) {
            String worker = "other" + i;
            beat(broker, worker);
            submit(broker, worker + "-", TASKS_OF_EACH);
            assertThat(claim(broker, worker, TASKS_OF_EACH)).hasSize(TASKS_OF_EACH);
        }
    }

    @Test
    void aClaimCostsWhatTheWorkerHoldsHoweverMuchTheFleetRuns() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, "own", 3);
        Set<String> own = ids(claim(broker, "w", 3));
        claimAfterLostAnswer(broker, "w", own.toArray(String[]::new));
        long alone = CommandCounts.during(
                server, () -> assertThat(ids(claimAfterLostAnswer(broker, "w"))).isEqualTo(own));

        runElsewhere(broker);
        claim(broker, "w", 1);
        long inAFleet = CommandCounts.during(
                server, () -> assertThat(ids(claimAfterLostAnswer(broker, "w"))).isEqualTo(own));

        assertThat(inAFleet).isEqualTo(alone).isLessThan(30);
    }

    @Test
    void aWorkerThatHoldsNothingAsksForNothing() {
        Broker broker = connect(server);
        beat(broker, "w");
        claimAfterLostAnswer(broker, "w");
        runElsewhere(broker);
        claim(broker, "w", 1);

        assertThat(CommandCounts.during(server, () -> claimAfterLostAnswer(broker, "w")))
                .isLessThan(15);
    }

    @Test
    void anEndedTaskIsNoLongerHeld() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, "t", 3);
        List<Assignment> given = claim(broker, "w", 3);
        get(broker.report(
                List.of(
                        new AttemptReport.Completed(given.get(0).lease(), TaskResult.text("done")),
                        new AttemptReport.Released(given.get(1).lease())),
                Optional.empty()));
        get(broker.cancel("t2", "enough"));
        get(broker.report(List.of(new AttemptReport.Cancelled(given.get(2).lease(), "enough")), Optional.empty()));

        assertThat(redis(server, Command.EXISTS, key("le:w")).toInteger()).isZero();
        assertThat(ids(claimAfterLostAnswer(broker, "w"))).containsExactly("t1");
    }

    @Test
    void aTaskThatIsReleasedAndClaimedInOneStepIsHeld() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, "t", 1);
        Assignment given = claim(broker, "w", 1).get(0);
        get(broker.report(
                List.of(new AttemptReport.Released(given.lease())),
                Optional.of(ClaimRequest.of("w", 1, Duration.ofMinutes(5)))));

        assertThat(ids(claimAfterLostAnswer(broker, "w"))).containsExactly("t0");
    }

    /** As it was stored before leases were noted by worker. */
    @Test
    void leasesThatWereNotNotedAreFound() {
        Broker broker = connect(server);
        beat(broker, "w");
        beat(broker, "v");
        submit(broker, "t", 4);
        Set<String> own = ids(claim(broker, "w", 3));
        claim(broker, "v", 1);
        redis(server, Command.DEL, key("le:w"), key("le:v"));
        redis(server, Command.HDEL, key("n"), "le");

        assertThat(ids(claimAfterLostAnswer(broker, "w"))).isEqualTo(own);
        assertThat(claimAfterLostAnswer(broker, "v")).hasSize(1);
    }

    @Test
    void aMemberThatIsHeldByNobodyIsDropped() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, "t", 1);
        redis(server, Command.SADD, key("le:w"), "t0", "unknown");

        assertThat(ids(claimAfterLostAnswer(broker, "w"))).containsExactly("t0");
        assertThat(redis(server, Command.SCARD, key("le:w")).toInteger()).isOne();
    }
}
