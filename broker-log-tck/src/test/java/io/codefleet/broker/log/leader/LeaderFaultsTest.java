package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.memory.MemoryLogSystem;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a leader does when its log refuses, fails or does not answer, and when another process takes its place. */
@Timeout(90)
class LeaderFaultsTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final MemoryLogHarness harness = new MemoryLogHarness(LogLimits.DEFAULT);
    private final MemoryLogSystem system = harness.system("faults");
    private final List<Broker> brokers = new ArrayList<>();
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        brokers.forEach(broker -> get(broker.close()));
        get(vertx.close());
    }

    private Broker connect() {
        return connect(harness.options("faults"));
    }

    private Broker connect(CodefleetOptions options) {
        BrokerListener listener = new BrokerListener() {
            @Override
            public void onOutcome(Outcome outcome) {
                outcomes.add(outcome);
            }

            @Override
            public void onProgress(Progress progress) {}

            @Override
            public void onConnectionState(ConnectionState state) {}
        };
        Broker broker = get(harness.connect(vertx, options, listener));
        brokers.add(broker);
        return broker;
    }

    private static Task task(String id) {
        return Task.of("do " + id).id(id);
    }

    private static void submit(Broker broker, String id) {
        assertThat(get(broker.submit(List.of(task(id))))).containsExactly(SubmitReply.Accepted.INSTANCE);
    }

    private static List<String> ids(Broker broker, String... asked) {
        return get(broker.find(List.of(asked))).stream()
                .map(TaskInfo::task)
                .map(Task::id)
                .toList();
    }

    private static void register(Broker broker, String workerId) {
        WorkerInfo worker = WorkerInfo.builder(workerId, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(List.of("*"))
                .concurrency(4)
                .build();
        get(broker.heartbeat(worker, Duration.ofMinutes(5)));
    }

    private static List<Assignment> claim(Broker broker, int max) {
        return get(broker.claim(ClaimRequest.of("w", max, LEASE)));
    }

    @Test
    void aLoneProcessConnectsThoughItsElectionTakesLongerThanTheCommandTimeout() {
        system.electionsTake(Duration.ofSeconds(3));
        submit(connect(harness.options("faults").commandTimeout(Duration.ofMillis(1500))), "a");
    }

    @Test
    void aLoneProcessConnectsThoughItsTakeOverTakesLongerThanTheCommandTimeout() {
        system.appendsTake(Duration.ofSeconds(3));
        Broker broker = connect(harness.options("faults").commandTimeout(Duration.ofMillis(1500)));
        system.appendsTake(Duration.ZERO);
        submit(broker, "a");
    }

    @Test
    void aCallWhoseAppendLostItsAnswerIsMadeOnce() {
        Broker broker = connect();
        system.failNextAppend(AppendException.Kind.UNKNOWN);
        submit(broker, "a");
        assertThat(get(broker.stats()).submitted()).isEqualTo(1);
        get(broker.close());
        assertThat(ids(connect(), "a")).containsExactly("a");
    }

    @Test
    void aCallWhoseRecordIsStoredLateIsMadeOnce() {
        Broker broker = connect();
        submit(broker, "a");
        submit(broker, "b");
        register(broker, "w");
        system.delayNextAppend();
        assertThat(claim(broker, 1)).hasSize(1);
        assertThat(get(broker.stats()).running()).isEqualTo(1);
    }

    @Test
    void aCallIsAnsweredAfterAFailedAppendWhenTheLogWorksAgain() {
        Broker broker = connect();
        submit(broker, "a");
        system.failNextAppend(AppendException.Kind.FAILED);
        submit(broker, "b");
        assertThat(get(broker.stats()).submitted()).isEqualTo(2);
        assertThat(ids(broker, "a", "b")).containsExactly("a", "b");
    }

    @Test
    void aLogThatStaysFullFailsTheCallAndSaysWhy() {
        Broker broker = connect(harness.options("faults").commandTimeout(Duration.ofMillis(1500)));
        submit(broker, "a");
        for (int i = 0; i < 100; i++) {
            system.failNextAppend(AppendException.Kind.FAILED);
        }
        assertThat(failureOf(broker.submit(List.of(task("b")))))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("was made to fail");
    }

    @Test
    void aDeposedLeaderThrowsItsStateAwayAndItsCallsGoToTheNext() {
        Broker first = connect();
        Broker second = connect();
        submit(first, "a");
        system.depose();
        submit(second, "b");
        submit(first, "c");
        assertThat(ids(second, "a", "b", "c")).containsExactly("a", "b", "c");
        assertThat(get(first.stats()).submitted()).isEqualTo(3);
    }

    private Future<Broker> connecting() {
        Future<Broker> broker = harness.connect(vertx, harness.options("faults"), new IgnoringListener());
        broker.onSuccess(brokers::add);
        return broker;
    }

    @Test
    void aProcessThatLosesTheRightWhileItBeginsToServeClosesItsChannel() {
        Promise<Void> served = Promise.promise();
        system.delayNextServe(served.future());
        Future<Broker> first = connecting();
        await().until(system::isServeBegun);
        get(system.loseRight());
        served.complete();
        submit(get(first), "a");
        assertThat(system.channels()).isEqualTo(1);
    }

    @Test
    void aProcessThatLosesTheRightWhileItTakesOverServesNobody() {
        system.appendsTake(Duration.ofSeconds(1));
        Future<Broker> first = connecting();
        await().until(system::isLed);
        get(system.loseRight());
        get(first);
        assertThat(system.appends()).as("terms that were begun").isEqualTo(2);
        assertThat(system.channels()).isEqualTo(1);
    }

    @Test
    void aTakeOverThatTookLongerThanTheLeaderIsSurelyTheOnlyOneAppendsBeforeItAnswers() {
        system.exclusiveFor(Duration.ofMillis(600));
        system.appendsTake(Duration.ofMillis(700));
        Broker broker = connect();
        system.appendsTake(Duration.ZERO);
        int before = system.appends();
        get(broker.stats());
        assertThat(system.appends()).isGreaterThan(before);
    }

    @Test
    void anOutcomeReachesAClientThatFollowsWhenTheLeaderChanges() {
        Broker leader = connect();
        Broker follower = connect();
        Broker worker = connect();
        submit(follower, "a");
        register(worker, "w");
        Assignment assignment = claim(worker, 1).get(0);
        get(leader.close());
        register(worker, "w");
        AttemptReport report = new AttemptReport.Completed(assignment.lease(), TaskResult.text("done"));
        assertThat(get(worker.report(List.of(report), Optional.empty())).accepted())
                .containsExactly(true);
        await().untilAsserted(
                        () -> assertThat(outcomes).extracting(Outcome::taskId).containsExactly("a"));
    }

    @Test
    void whatWasNotStoredIsNotPublished() {
        Broker broker = connect(harness.options("faults").commandTimeout(Duration.ofMillis(1500)));
        register(broker, "w");
        submit(broker, "a");
        Assignment assignment = claim(broker, 1).get(0);
        for (int i = 0; i < 4; i++) {
            system.failNextAppend(AppendException.Kind.FAILED);
        }
        AttemptReport report = new AttemptReport.Completed(assignment.lease(), TaskResult.text("done"));
        assertThat(failureOf(broker.report(List.of(report), Optional.empty())))
                .isInstanceOf(BrokerUnavailableException.class);
        assertThat(outcomes).isEmpty();
        await().until(() -> broker.stats()
                .map(stats -> stats.running() == 1)
                .otherwise(false)
                .toCompletionStage()
                .toCompletableFuture()
                .get());
        assertThat(get(broker.report(List.of(report), Optional.empty())).accepted())
                .containsExactly(true);
        await().untilAsserted(() -> assertThat(outcomes).hasSize(1));
    }

    @Test
    void aPausedLeaderDoesNotAnswerFromItsOldState() {
        Broker broker = connect();
        submit(broker, "a");
        system.exclusiveFor(Duration.ZERO);
        get(broker.close());
        Broker careful = connect();
        int before = system.appends();
        assertThat(ids(careful, "a")).containsExactly("a");
        assertThat(system.appends()).isGreaterThan(before);
        system.failNextAppend(AppendException.Kind.REFUSED);
        assertThat(ids(careful, "a")).containsExactly("a");
    }

    @Test
    void aWaitThatIsShorterThanAnAppendGetsWhatIsThere() {
        system.exclusiveFor(Duration.ZERO);
        system.appendsTake(Duration.ofMillis(30));
        Broker broker = connect();
        register(broker, "w");
        String cursor = get(broker.events(Optional.empty(), 1, Duration.ZERO)).cursor();
        submit(broker, "a");
        claim(broker, 1);
        get(broker.cancel("a", "no longer needed"));
        assertThat(get(broker.events(Optional.of(cursor), 10, Duration.ZERO)).events())
                .hasSize(3);
        assertThat(get(broker.receive("w", Duration.ZERO)))
                .anyMatch(signal -> signal instanceof WorkerSignal.CancelRequested);
    }

    @Test
    void aWaitForNothingEndsWithItsTime() {
        system.exclusiveFor(Duration.ZERO);
        Broker broker = connect();
        register(broker, "w");
        String cursor = get(broker.events(Optional.empty(), 1, Duration.ZERO)).cursor();
        assertThat(get(broker.events(Optional.of(cursor), 10, Duration.ZERO)).events())
                .isEmpty();
        assertThat(get(broker.receive("w", Duration.ZERO))).isEmpty();
    }

    @Test
    void aReadAppendsNothingWhileNoOtherCanLead() {
        Broker broker = connect();
        submit(broker, "a");
        int before = system.appends();
        get(broker.stats());
        get(broker.find(List.of("a")));
        get(broker.runMaintenance());
        get(broker.runMaintenance());
        assertThat(system.appends()).isEqualTo(before);
    }

    @Test
    void aContentLargerThanARecordIsStoredInPieces() {
        String large = "x".repeat(3 * LogRecord.MAX_BYTES);
        Broker broker = connect();
        assertThat(get(broker.submit(List.of(Task.of(large).id("large"))))).hasSize(1);
        get(broker.close());
        assertThat(get(connect().find(List.of("large"))).get(0).task().prompt()).isEqualTo(large);
    }

    @Test
    void piecesWithoutTheirEndHaveNoEffect() {
        Broker broker = connect();
        submit(broker, "a");
        get(broker.close());
        BrokerLog log = system.open(vertx);
        long last = get(log.read(0, 1 << 20)).stream()
                .mapToLong(stored -> stored.position())
                .max()
                .orElseThrow();
        LogRecord begin = new LogRecord(9, 0, 1, LogRecord.Kind.TERM, Buffer.buffer());
        LogRecord piece = new LogRecord(9, 1, 1, LogRecord.Kind.PIECE, Buffer.buffer("half of a change"));
        get(log.append(get(log.append(last, begin)).position(), piece));
        get(log.close());
        Broker next = connect();
        submit(next, "b");
        assertThat(ids(next, "a", "b")).containsExactly("a", "b");
    }

    @Test
    void aGapInTheLogEndsTheConnectWithATypedError() {
        BrokerLog log = system.open(vertx);
        long first = get(log.append(0, new LogRecord(1, 0, 1, LogRecord.Kind.TERM, Buffer.buffer())))
                .position();
        get(log.append(first, new LogRecord(1, 2, 1, LogRecord.Kind.CHANGE, Buffer.buffer())));
        get(log.close());
        assertThat(failureOf(harness.connect(vertx, harness.options("faults"), new IgnoringListener())))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("missing");
    }
}
