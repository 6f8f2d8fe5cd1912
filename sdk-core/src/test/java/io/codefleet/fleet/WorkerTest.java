package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.AttemptInfo;
import io.codefleet.Backoff;
import io.codefleet.CancelResult;
import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.Worker;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.error.ClosedException;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a worker does with what it claims. */
class WorkerTest extends FleetTest {
    private static final RetryPolicy AT_ONCE = RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ZERO));

    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

    private Future<TaskResult> hang(Attempt attempt) {
        attempts.add(attempt);
        return attempt.stopRequested().map(reason -> {
            throw new IllegalStateException("stopped: " + reason);
        });
    }

    private static TaskResult failFirst(int times, Attempt attempt, RuntimeException failure) {
        if (attempt.number() <= times) {
            throw failure;
        }
        return TaskResult.text("attempt " + attempt.number());
    }

    @Test
    void aPassingFaultIsTriedAgain() {
        worker(
                fleet,
                WorkerOptions.create(),
                attempt -> Future.succeededFuture(failFirst(2, attempt, AttemptException.transientFault("flicker"))));
        Outcome outcome = run(Task.of("x").id("t").retry(AT_ONCE));
        assertThat(outcome.resultOrThrow().text()).isEqualTo("attempt 3");
        assertThat(get(fleet.task("t")).orElseThrow().history())
                .extracting(one -> one.end().orElseThrow())
                .containsExactly(AttemptInfo.End.FAILED, AttemptInfo.End.FAILED, AttemptInfo.End.COMPLETED);
    }

    @Test
    void aPermanentErrorIsNotTriedAgain() {
        worker(fleet, WorkerOptions.create(), attempt -> {
            throw AttemptException.permanent("no such model");
        });
        assertThat(run(Task.of("x"))).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.attempts()).isEqualTo(1);
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.PERMANENT);
            assertThat(failed.error().message()).isEqualTo("no such model");
        });
    }

    @Test
    void anUnexpectedExceptionUsesUpTheAttempts() {
        worker(fleet, WorkerOptions.create().id("w"), attempt -> {
            throw new IllegalStateException("oops");
        });
        Outcome outcome = run(Task.of("x").retry(AT_ONCE).maxAttempts(2));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.attempts()).isEqualTo(2);
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
            assertThat(failed.error().message()).contains("oops");
            assertThat(failed.error().workerId()).contains("w");
            assertThat(failed.error().attempt()).isEqualTo(2);
        });
    }

    @Test
    void aTaskWithoutARetryPolicyIsTriedAgainAsItsWorkerSays() {
        worker(fleet, WorkerOptions.create().retry(AT_ONCE.maxAttempts(5)), attempt -> {
            throw new IllegalStateException("oops");
        });
        assertThat(run(Task.of("x")).attempts()).isEqualTo(5);
    }

    @Test
    void theRetryPolicyOfATaskGoesBeforeThatOfItsWorker() {
        worker(fleet, WorkerOptions.create().retry(AT_ONCE.maxAttempts(5)), attempt -> {
            throw new IllegalStateException("oops");
        });
        assertThat(run(Task.of("x").retry(AT_ONCE.maxAttempts(2))).attempts()).isEqualTo(2);
    }

    @Test
    void anErrorThatARetryPolicyLeavesOutIsTheEnd() {
        worker(fleet, WorkerOptions.create(), attempt -> {
            throw attempt.number() == 1
                    ? AttemptException.rateLimited("slow down", Duration.ZERO)
                    : AttemptException.transientFault("flicker");
        });
        Outcome outcome = run(Task.of("x").retry(AT_ONCE.retryOn(ErrorKind.RATE_LIMITED)));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.attempts()).isEqualTo(2);
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
        });
    }

    @Test
    void aRateLimitIsWaitedFor() {
        worker(
                fleet,
                WorkerOptions.create(),
                attempt -> Future.succeededFuture(
                        failFirst(1, attempt, AttemptException.rateLimited("slow down", Duration.ofMillis(300)))));
        long start = System.nanoTime();
        assertThat(run(Task.of("x").retry(AT_ONCE)).resultOrThrow().text()).isEqualTo("attempt 2");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void aRunningTaskIsStoppedByACancel() {
        worker(fleet, WorkerOptions.create(), this::hang);
        TaskHandle handle = get(fleet.submitTask(Task.of("x")));
        await().until(() -> attempts.size() == 1);
        assertThat(get(handle.cancel("enough"))).isEqualTo(CancelResult.REQUESTED);
        assertThat(get(handle.outcome()))
                .isInstanceOfSatisfying(
                        Outcome.Cancelled.class,
                        cancelled -> assertThat(cancelled.reason()).isEqualTo("enough"));
        assertThat(get(attempts.get(0).stopRequested())).isEqualTo(Attempt.StopReason.CANCELLED);
    }

    @Test
    void aHandlerThatIgnoresACancelDoesNotKeepTheOutcome() {
        Promise<TaskResult> deaf = Promise.promise();
        Worker worker = worker(fleet, quick(), attempt -> {
            attempts.add(attempt);
            return deaf.future();
        });
        TaskHandle handle = get(fleet.submitTask(Task.of("x")));
        await().until(() -> attempts.size() == 1);
        get(handle.cancel("enough"));
        assertThat(get(handle.outcome())).isInstanceOf(Outcome.Cancelled.class);
        assertThat(worker.running()).as("its slot is taken until it ends").isEqualTo(1);
        deaf.complete(TaskResult.EMPTY);
        await().until(() -> worker.running() == 0);
        assertThat(get(handle.outcome())).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void anAttemptTimeoutStopsTheAttemptAndCountsAsAFailure() {
        worker(fleet, WorkerOptions.create(), this::hang);
        TaskLimits limits = TaskLimits.DEFAULT.attemptTimeout(Duration.ofMillis(100));
        Outcome outcome = run(Task.of("x").retry(AT_ONCE).maxAttempts(2).limits(limits));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.error().kind()).isEqualTo(ErrorKind.ATTEMPT_TIMEOUT);
            assertThat(failed.attempts()).isEqualTo(2);
        });
        assertThat(get(attempts.get(0).stopRequested())).isEqualTo(Attempt.StopReason.TIMED_OUT);
    }

    @Test
    void whatAStoppedAttemptConsumedIsKnown() {
        Usage spent = Usage.builder()
                .inputTokens(10)
                .outputTokens(1)
                .cost(new BigDecimal("0.03"))
                .build();
        worker(
                fleet,
                WorkerOptions.create(),
                attempt -> attempt.stopRequested()
                        .compose(reason -> Future.failedFuture(
                                AttemptException.transientFault("stopped").usage(spent))));
        TaskLimits limits = TaskLimits.DEFAULT.attemptTimeout(Duration.ofMillis(50));
        Outcome timedOut = run(Task.of("x").retry(AT_ONCE).maxAttempts(2).limits(limits));
        assertThat(timedOut.usage()).isEqualTo(spent.plus(spent));

        TaskHandle handle = get(fleet.submitTask(Task.of("y")));
        await().until(() -> get(handle.status()).status() == TaskStatus.RUNNING);
        get(handle.cancel("enough"));
        assertThat(get(handle.outcome()).usage()).isEqualTo(spent);
    }

    @Test
    void aWorkerRunsAsManyAtOnceAsItsConcurrency() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Worker worker = worker(fleet, WorkerOptions.create().concurrency(3), attempt -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Promise<TaskResult> promise = Promise.promise();
            attempts.add(attempt);
            return promise.future();
        });
        get(fleet.submitTasks(
                IntStream.range(0, 10).mapToObj(i -> Task.of("p" + i)).toList()));
        await().until(() -> attempts.size() == 3);
        assertThat(worker.state()).isEqualTo(WorkerState.BUSY);
        worker.setConcurrency(5);
        await().until(() -> attempts.size() == 5);
        assertThat(most).hasValue(5);
        get(worker.drain(Duration.ZERO));
    }

    @Test
    void aPausedWorkerTakesNothingNew() {
        Worker worker = worker(fleet, WorkerOptions.create(), ECHO);
        worker.pause();
        TaskHandle handle = get(fleet.submitTask(Task.of("x")));
        assertThat(worker.state()).isEqualTo(WorkerState.PAUSED);
        assertThat(get(fleet.stats()).queued()).isEqualTo(1);
        worker.resume();
        assertThat(get(handle.result()).text()).isEqualTo("x");
    }

    @Test
    void aWorkerThatLeavesFinishesWhatItRuns() {
        Promise<TaskResult> end = Promise.promise();
        Worker worker = worker(fleet, WorkerOptions.create(), attempt -> {
            attempts.add(attempt);
            return end.future();
        });
        TaskHandle handle = get(fleet.submitTask(Task.of("x")));
        await().until(() -> attempts.size() == 1);
        Future<Void> drained = worker.drain(Duration.ofSeconds(10));
        await().until(() -> worker.state() == WorkerState.DRAINING);
        end.complete(TaskResult.text("in time"));
        get(drained);
        assertThat(get(handle.outcome()).attempts()).isEqualTo(1);
        assertThat(get(handle.result()).text()).isEqualTo("in time");
        assertThat(get(fleet.workers())).isEmpty();
    }

    @Test
    void anEarlierEndBringsADrainForwardAndALaterOneDoesNot() {
        Worker worker = worker(fleet, quick(), this::hang);
        get(fleet.submitTask(Task.of("x").id("t")));
        await().until(() -> attempts.size() == 1);
        Future<Void> drained = worker.drain(Duration.ofHours(1));
        get(fleet.command(worker.id(), WorkerCommand.drain(Duration.ZERO)));

        Future<Void> again = worker.drain(Duration.ofHours(2));

        get(drained);
        get(again);
        assertThat(get(attempts.get(0).stopRequested())).isEqualTo(Attempt.StopReason.HANDED_BACK);
    }

    @Test
    void aWorkerThatLeavesHandsBackWhatItCannotFinish() {
        Worker first = worker(fleet, quick(), this::hang);
        TaskHandle handle = get(fleet.submitTask(Task.of("x").id("t")));
        await().until(() -> attempts.size() == 1);
        get(first.close());
        assertThat(get(attempts.get(0).stopRequested())).isEqualTo(Attempt.StopReason.HANDED_BACK);
        worker(fleet, WorkerOptions.create(), ECHO);
        assertThat(get(handle.result()).text()).isEqualTo("x");
        TaskInfo info = get(fleet.task("t")).orElseThrow();
        assertThat(info.summary().failures()).isZero();
        assertThat(info.history())
                .extracting(one -> one.end().orElseThrow())
                .containsExactly(AttemptInfo.End.RELEASED, AttemptInfo.End.COMPLETED);
    }

    @Test
    void theTaskOfAVanishedWorkerIsRunByAnother() {
        CodefleetClient doomed = connect("faulty");
        worker(doomed, quick(), this::hang);
        TaskHandle handle = get(fleet.submitTask(Task.of("x").retry(AT_ONCE)));
        await().until(() -> attempts.size() == 1);
        FaultyBrokerProvider.loseCalls("renew", Integer.MAX_VALUE);
        FaultyBrokerProvider.loseCalls("claim", Integer.MAX_VALUE);
        FaultyBrokerProvider.loseCalls("report", Integer.MAX_VALUE);
        worker(fleet, WorkerOptions.create(), ECHO);
        assertThat(get(handle.result()).text()).isEqualTo("x");
        assertThat(get(handle.outcome()).attempts()).isEqualTo(2);
        assertThat(get(attempts.get(0).stopRequested())).isEqualTo(Attempt.StopReason.LEASE_LOST);
        FaultyBrokerProvider.reset();
        get(doomed.close());
    }

    @Test
    void aWorkerWithoutAHandlerDoesNotStart() {
        assertThatThrownBy(() -> get(fleet.worker(WorkerOptions.create()).start()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("handle(type, handler)");
        Worker worker = fleet.worker(WorkerOptions.create()).handle("a", ECHO);
        assertThatThrownBy(() -> worker.handle("a", ECHO)).isInstanceOf(InvalidInputException.class);
        get(worker.start());
        assertThatThrownBy(() -> worker.handle("b", ECHO)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWorkerThatIsClosedWhileItStartsLeavesNothing() {
        CodefleetClient slow = connect("faulty");
        Promise<Void> first = Promise.promise();
        FaultyBrokerProvider.hold("heartbeat", first);
        Worker worker = slow.worker(quick()).handleAny(ECHO);
        Future<Worker> started = worker.start();
        await().until(() -> FaultyBrokerProvider.isHeld("heartbeat"));
        get(worker.close());

        first.complete();

        assertThatThrownBy(() -> get(started)).isInstanceOf(ClosedException.class);
        assertThat(get(fleet.workers())).isEmpty();
        assertThatThrownBy(() -> get(worker.start())).isInstanceOf(ClosedException.class);
        get(slow.close());
    }

    @Test
    void aTypeGoesToItsOwnHandler() {
        get(fleet.worker(WorkerOptions.create())
                .handle("shout", attempt -> Future.succeededFuture(TaskResult.text("SHOUT")))
                .handleAny(ECHO)
                .start());
        assertThat(run(Task.of("x").type("shout")).resultOrThrow().text()).isEqualTo("SHOUT");
        assertThat(run(Task.of("x").type("other")).resultOrThrow().text()).isEqualTo("x");
    }
}
