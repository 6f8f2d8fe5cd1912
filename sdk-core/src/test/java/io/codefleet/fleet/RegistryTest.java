package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.CodefleetClient;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the fleet knows of its workers. */
class RegistryTest extends FleetTest {
    private static WorkerOptions beating() {
        return WorkerOptions.create().id("w").heartbeat(Duration.ofMillis(50));
    }

    private WorkerInfo shown() {
        return get(fleet.workers()).stream().findFirst().orElseThrow();
    }

    private void shownAs(WorkerState state) {
        await().until(() -> shown().state() == state);
    }

    @Test
    void aWorkerIsShownOnlineBusyPausedAndDraining() {
        Promise<TaskResult> end = Promise.promise();
        Worker worker = worker(fleet, beating(), attempt -> end.future());
        shownAs(WorkerState.ONLINE);
        get(fleet.submitTask(Task.of("x")));
        shownAs(WorkerState.BUSY);
        assertThat(shown().running()).isEqualTo(1);
        worker.pause();
        shownAs(WorkerState.PAUSED);
        worker.resume();
        shownAs(WorkerState.BUSY);
        Future<Void> left = worker.drain(Duration.ofSeconds(10));
        shownAs(WorkerState.DRAINING);

        end.complete(TaskResult.EMPTY);
        get(left);
        assertThat(get(fleet.workers())).isEmpty();
    }

    @Test
    void aWorkerWithoutHeartbeatsIsShownOfflineAndComesBack() {
        CodefleetClient cutOff = connect("faulty");
        worker(cutOff, beating(), ECHO);
        shownAs(WorkerState.ONLINE);
        FaultyBrokerProvider.loseCalls("heartbeat", Integer.MAX_VALUE);
        shownAs(WorkerState.OFFLINE);
        assertThat(get(fleet.stats()).workers()).isZero();

        FaultyBrokerProvider.reset();
        shownAs(WorkerState.ONLINE);
        get(cutOff.close());
    }

    @Test
    void aWorkerReportsItsSuccessRate() {
        worker(fleet, beating(), attempt -> {
            if (attempt.task().type().equals("bad")) {
                throw AttemptException.permanent("no");
            }
            return Future.succeededFuture(TaskResult.EMPTY);
        });
        for (int i = 0; i < 3; i++) {
            run(Task.of("x").retry(RetryPolicy.NONE));
        }
        run(Task.of("x").type("bad"));

        await().until(() ->
                shown().performance().completed() == 3 && shown().performance().failed() == 1);
        WorkerPerformance performance = shown().performance();
        assertThat(performance.successRate()).isEqualTo(0.75);
        assertThat(performance.lost()).isZero();
        assertThat(performance.busyTime()).isPositive();
        assertThat(performance.averageTime()).isEqualTo(performance.busyTime().dividedBy(4));
    }

    @Test
    void whatIsHandedBackOrCancelledDoesNotCount() {
        Worker worker = worker(
                fleet, beating(), attempt -> attempt.stopRequested().compose(reason -> Future.failedFuture("stopped")));
        String id = get(fleet.submitTask(Task.of("x"))).id();
        await().until(() -> worker.running() == 1);
        get(fleet.handle(id).cancel("enough"));
        await().until(() -> worker.running() == 0 && shown().running() == 0);

        assertThat(shown().performance()).isEqualTo(WorkerPerformance.NONE);
    }
}
