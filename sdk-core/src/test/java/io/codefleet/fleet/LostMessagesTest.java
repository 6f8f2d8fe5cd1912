package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.AttemptInfo;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is lost on the way only delays: nothing is lost, nothing runs twice. */
class LostMessagesTest extends FleetTest {
    private final CodefleetClient faulty = connect("faulty");
    private final List<Integer> runs = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeFaulty() {
        FaultyBrokerProvider.reset();
        get(faulty.close());
    }

    private Future<TaskResult> counted(Attempt attempt) {
        runs.add(attempt.number());
        return Future.succeededFuture(TaskResult.text("done"));
    }

    @Test
    void aLaterConnectFailureIsReported() {
        FaultyBrokerProvider.loseCalls("connect", 1);

        assertThatThrownBy(() -> connect("faulty")).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void aSubmitWhoseAnswerWasLostIsSentAgainAsTheSameTask() {
        FaultyBrokerProvider.loseAnswers("submit", 1);
        Task task = Task.of("x");
        assertThatThrownBy(() -> get(faulty.submitTask(task)))
                .isInstanceOfSatisfying(
                        BrokerUnavailableException.class,
                        e -> assertThat(e.retryable()).isTrue());
        TaskHandle handle = get(faulty.submitTask(task));
        worker(fleet, WorkerOptions.create(), this::counted);
        get(handle.outcome());
        assertThat(runs).containsExactly(1);
        assertThat(get(fleet.stats()).submitted()).isEqualTo(1);
    }

    @Test
    void aLostNotificationIsMadeGoodByPolling() {
        FaultyBrokerProvider.loseNotifications("onOutcome");
        worker(fleet, WorkerOptions.create(), this::counted);
        Outcome outcome = get(faulty.submitTask(Task.of("x")).compose(TaskHandle::outcome));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aReportIsSentUntilItIsAnswered() {
        FaultyBrokerProvider.loseCalls("report", 2);
        worker(faulty, WorkerOptions.create(), this::counted);
        Outcome outcome = run(Task.of("x"));
        assertThat(outcome.attempts()).isEqualTo(1);
        assertThat(runs).containsExactly(1);
    }

    @Test
    void aReportWhoseAnswerWasLostCountsOnce() {
        FaultyBrokerProvider.loseAnswers("report", 1);
        var worker = worker(faulty, WorkerOptions.create(), this::counted);
        assertThat(run(Task.of("x")).attempts()).isEqualTo(1);
        assertThat(run(Task.of("y")).attempts()).isEqualTo(1);
        assertThat(runs).containsExactly(1, 1);
        get(worker.close());
        assertThat(get(fleet.stats()).completed()).isEqualTo(2);
    }

    @Test
    void aTaskClaimedInALostAnswerIsHandedOutAgainAsTheSameAttempt() {
        get(fleet.submitTask(Task.of("x").id("t")));
        FaultyBrokerProvider.loseAnswers("claim", 1);
        worker(faulty, WorkerOptions.create(), this::counted);
        Outcome outcome = get(fleet.handle("t").outcome());
        assertThat(outcome.attempts()).isEqualTo(1);
        assertThat(runs).containsExactly(1);
    }

    @Test
    void aLostWakeUpIsMadeGoodByTheNextHeartbeat() {
        FaultyBrokerProvider.loseCalls("receive", Integer.MAX_VALUE);
        worker(faulty, quick(), this::counted);
        await().until(() -> !get(fleet.workers()).isEmpty());
        assertThat(run(Task.of("x"))).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void anAttemptThatStopsAsTheBrokerIsOutOfReachIsHandedBack() {
        FaultyBrokerProvider.loseAnswers("renew", Integer.MAX_VALUE);
        WorkerOptions options = WorkerOptions.create().lease(Duration.ofSeconds(2));
        worker(
                faulty,
                options,
                attempt -> attempt.number() > 1
                        ? counted(attempt)
                        : attempt.stopRequested().map(reason -> {
                            throw new IllegalStateException("stopped: " + reason);
                        }));
        run(Task.of("x").id("t"));
        TaskInfo info = get(fleet.task("t")).orElseThrow();
        assertThat(info.summary().failures()).isZero();
        assertThat(info.history())
                .extracting(one -> one.end().orElseThrow())
                .containsExactly(AttemptInfo.End.RELEASED, AttemptInfo.End.COMPLETED);
    }

    /** Loses renewals for longer than a lease, until the attempt is stopped. */
    private TaskInfo endOfUnrenewed(Future<TaskResult> end) {
        FaultyBrokerProvider.loseAnswers("renew", Integer.MAX_VALUE);
        worker(faulty, WorkerOptions.create().lease(Duration.ofSeconds(2)), attempt -> {
            if (attempt.number() > 1) {
                return counted(attempt);
            }
            return attempt.stopRequested().compose(reason -> {
                assertThat(reason).isEqualTo(Attempt.StopReason.LEASE_LOST);
                FaultyBrokerProvider.reset();
                return end;
            });
        });
        run(Task.of("x").id("t"));
        return get(fleet.task("t")).orElseThrow();
    }

    @Test
    void aResultThatComesWhileTheBrokerIsOutOfReachIsReportedIfTheLeaseIsStillHeld() {
        TaskInfo info = endOfUnrenewed(Future.succeededFuture(TaskResult.text("paid")));

        assertThat(info.outcome().orElseThrow().resultOrThrow().text()).isEqualTo("paid");
        assertThat(info.history())
                .extracting(one -> one.end().orElseThrow())
                .containsExactly(AttemptInfo.End.COMPLETED);
        assertThat(runs).isEmpty();
    }

    @Test
    void whatAnAttemptConsumedThatStoppedAsTheBrokerWasOutOfReachIsCounted() {
        Usage spent = Usage.builder().inputTokens(10).outputTokens(1).build();

        TaskInfo info = endOfUnrenewed(
                Future.failedFuture(AttemptException.transientFault("stopped").usage(spent)));

        assertThat(info.outcome().orElseThrow().usage()).isEqualTo(spent);
        assertThat(info.summary().failures()).isZero();
    }
}
