package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.AttemptInfo;
import io.codefleet.Backoff;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerPerformance;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker that stands still for longer than its lease, as a process does that is paused: its event loop is held. */
class PausedWorkerTest extends FleetTest {
    private static final Task TASK =
            Task.of("x").id("t").retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ZERO)));

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final CodefleetClient paused = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + name)));
    private final List<Context> contexts = new CopyOnWriteArrayList<>();
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void closePaused() {
        goOn.countDown();
        get(paused.close());
        get(vertx.close());
    }

    private TaskHandler running(Future<TaskResult> result) {
        return attempt -> {
            contexts.add(Vertx.currentContext());
            attempts.add(attempt);
            return result;
        };
    }

    /** Holds the worker while it runs the task, until another one has completed the task. */
    private TaskHandle takenOverMeanwhile() {
        TaskHandle handle = get(fleet.submitTask(TASK));
        await().until(() -> attempts.size() == 1);
        contexts.get(0).runOnContext(v -> holdStill());
        worker(fleet, WorkerOptions.create().id("other"), ECHO);
        assertThat(get(handle.outcome()).attempts()).isEqualTo(2);
        return handle;
    }

    private void holdStill() {
        try {
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private WorkerPerformance performance() {
        return get(fleet.workers()).stream()
                .filter(worker -> worker.id().equals("paused"))
                .map(WorkerInfo::performance)
                .findFirst()
                .orElse(WorkerPerformance.NONE);
    }

    private void assertOneLost() {
        await().until(() -> performance().lost() == 1);
        assertThat(performance().completed()).isZero();
        assertThat(performance().failed()).isZero();
    }

    @Test
    void itsLateReportIsRefusedAndTheOutcomeStands() {
        Promise<TaskResult> result = Promise.promise();
        worker(paused, quick().id("paused"), running(result.future()));
        TaskHandle handle = takenOverMeanwhile();
        Outcome outcome = get(handle.outcome());

        result.complete(TaskResult.text("too late"));
        goOn.countDown();
        assertOneLost();
        assertThat(get(handle.outcome())).isEqualTo(outcome);
        assertThat(outcome.resultOrThrow().text()).isEqualTo("x");
        assertThat(get(fleet.task("t")).orElseThrow().history())
                .extracting(each -> each.end().orElseThrow())
                .containsExactly(AttemptInfo.End.LOST, AttemptInfo.End.COMPLETED);
    }

    @Test
    void itsAttemptIsStoppedAndItsSlotIsFreeAgain() {
        Promise<TaskResult> never = Promise.promise();
        Worker worker = worker(paused, quick().id("paused"), attempt -> {
            if (!attempt.task().id().equals("t")) {
                return Future.succeededFuture(TaskResult.text(attempt.workerId()));
            }
            attempt.stopRequested().onSuccess(reason -> never.tryFail("stopped"));
            return running(never.future()).handle(attempt);
        });
        takenOverMeanwhile();

        goOn.countDown();
        assertThat(get(attempts.get(0).stopRequested())).isEqualTo(Attempt.StopReason.LEASE_LOST);
        assertOneLost();
        await().until(() -> worker.running() == 0);
    }
}
