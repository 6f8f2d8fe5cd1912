package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CancelResult;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.WorkerSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cancels: at once for a task that waits, by its worker for one that runs, and for all that is part of it. */
public abstract class CancelTck extends BrokerTck {
    private static final String REASON = "no longer needed";

    @Test
    void aQueuedTaskIsCancelledAtOnce() {
        client().submit(task("t"));

        assertThat(client().cancel("t")).isEqualTo(CancelResult.CANCELLED);
        assertCancelled("t", 0);
        assertThat(worker("w").claim(1)).isEmpty();
    }

    private void assertCancelled(String id, int attempts) {
        assertCancelled(id, attempts, Optional.empty());
    }

    private void assertCancelledWith(String ancestorId, String id) {
        assertCancelled(id, 0, Optional.of(ancestorId));
    }

    private void assertCancelled(String id, int attempts, Optional<String> ancestorId) {
        assertThat(client().status(id)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(client().outcome(id)).isInstanceOfSatisfying(Outcome.Cancelled.class, cancelled -> {
            assertThat(cancelled.reason()).isEqualTo(REASON);
            assertThat(cancelled.ancestorId()).isEqualTo(ancestorId);
            assertThat(cancelled.attempts()).isEqualTo(attempts);
        });
    }

    @Test
    void aDelayedTaskIsCancelledAtOnce() {
        client().submit(task("t").delay(ticks(1)));

        assertThat(client().cancel("t")).isEqualTo(CancelResult.CANCELLED);
        after(ticks(2), () -> assertCancelled("t", 0));
        assertThat(client().stats().delayed()).isZero();
    }

    @Test
    void aTaskThatWaitsForARetryIsCancelledAtOnce() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(50));

        assertThat(client().cancel("t")).isEqualTo(CancelResult.CANCELLED);
        assertCancelled("t", 1);
    }

    @Test
    void theSubmitterReceivesTheCancelledOutcome() {
        client().submit(task("t"));
        connect().cancel("t");

        assertThat(receivedOutcome(client(), "t")).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void anUnknownTaskIsNotFound() {
        assertThat(client().cancel("unknown")).isEqualTo(CancelResult.NOT_FOUND);
    }

    @Test
    void anEndedTaskStaysAsItIs() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());

        assertThat(client().cancel("t")).isEqualTo(CancelResult.ALREADY_ENDED);
        assertThat(client().status("t")).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void theWorkerOfARunningTaskIsSignalled() {
        TckWorker worker = worker("w");
        runAndCancel(worker);

        assertThat(worker.receiveAll()).contains(new WorkerSignal.CancelRequested("t", REASON));
    }

    private Assignment runAndCancel(TckWorker worker) {
        client().submit(task("t"));
        Assignment assignment = worker.claimOne();
        assertThat(client().cancel("t")).isEqualTo(CancelResult.REQUESTED);
        return assignment;
    }

    @Test
    void aRunningTaskRunsOnUntilItsWorkerReports() {
        TckWorker worker = worker("w");
        Assignment assignment = runAndCancel(worker);

        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
        assertThat(client().find("t").summary().cancelRequested()).isTrue();
        assertThat(worker.cancelled(assignment, REASON)).isTrue();
        assertCancelled("t", 1);
        assertThat(client().find("t").summary().cancelRequested()).isFalse();
    }

    @Test
    void aRenewalReportsTheCancelAndKeepsTheLease() {
        TckWorker worker = worker("w").lease(ticks(5));
        Assignment assignment = runAndCancel(worker);

        for (int i = 0; i < 2; i++) {
            advance(ticks(3));
            assertThat(worker.renew(assignment)).isEqualTo(Renewal.CANCEL_REQUESTED);
            runMaintenance();
        }
        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void aResultThatCameBeforeTheWorkerStoppedStands() {
        TckWorker worker = worker("w");
        Assignment assignment = runAndCancel(worker);

        assertThat(worker.complete(assignment, "was done already")).isTrue();
        assertThat(client().outcome("t").resultOrThrow().text()).isEqualTo("was done already");
    }

    @Test
    void aFailureAfterACancelIsACancel() {
        TckWorker worker = worker("w");
        assertThat(worker.fail(runAndCancel(worker))).isTrue();

        assertCancelled("t", 1);
    }

    @Test
    void aCancelledTaskIsNotRetried() {
        TckWorker worker = worker("w");
        worker.failAndRetry(runAndCancel(worker), ticks(1));

        assertCancelled("t", 1);
    }

    @Test
    void aTaskHandedBackAfterACancelIsCancelled() {
        TckWorker worker = worker("w");
        assertThat(worker.release(runAndCancel(worker))).isTrue();

        assertCancelled("t", 1);
    }

    @Test
    void aCancelledTaskWhoseLeaseEndsIsCancelled() {
        runAndCancel(worker("lost").lease(ticks(2)));

        after(ticks(3), () -> assertCancelled("t", 1));
    }

    @Test
    void aCancelReachesTheDescendants() {
        client().submit(
                        task("root"),
                        task("child").parent("root"),
                        task("grandchild").parent("child").delay(ticks(50)),
                        task("sibling").parent("root"),
                        task("stranger").parent("other"));

        assertThat(client().cancel("root")).isEqualTo(CancelResult.CANCELLED);
        assertCancelled("root", 0);
        for (String id : List.of("child", "grandchild", "sibling")) {
            assertCancelledWith("root", id);
        }
        assertThat(client().status("stranger")).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void cancellingAChildDoesNotCancelItsParent() {
        client().submit(
                        task("root"),
                        task("child").parent("root"),
                        task("sibling").parent("root"));
        client().cancel("child");

        assertThat(client().status("root")).isEqualTo(TaskStatus.QUEUED);
        assertThat(client().status("sibling")).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void runningDescendantsAreSignalledToo() {
        client().submit(task("child").parent("root").priority(9), task("root"));
        TckWorker worker = worker("w");
        Assignment child = worker.claimOne();

        assertThat(client().cancel("root")).isEqualTo(CancelResult.CANCELLED);
        assertThat(worker.receiveAll()).contains(new WorkerSignal.CancelRequested("child", REASON));
        assertThat(worker.renew(child)).isEqualTo(Renewal.CANCEL_REQUESTED);
    }

    @Test
    void theDescendantsOfAnEndedTaskAreCancelled() {
        client().submit(task("root"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        client().submit(task("child").parent("root"), task("grandchild").parent("child"));

        assertThat(client().cancel("root")).isEqualTo(CancelResult.ALREADY_ENDED);
        assertCancelledWith("root", "child");
        assertCancelledWith("root", "grandchild");
    }

    @Test
    void theDescendantsOfAnUnknownTaskAreCancelled() {
        client().submit(task("run/map#1").parent("run"), task("detail").parent("run/map#1"));

        assertThat(client().cancel("run")).isEqualTo(CancelResult.REQUESTED);
        assertCancelledWith("run", "run/map#1");
        assertCancelledWith("run", "detail");
        assertThat(client().cancel("run")).isEqualTo(CancelResult.ALREADY_ENDED);
    }

    @Test
    void aLongLineOfDescendantsIsCancelled() {
        List<Task> line = new ArrayList<>(List.of(task("t0")));
        for (int i = 1; i < 200; i++) {
            line.add(task("t" + i).parent("t" + (i - 1)));
        }
        client().submit(line);
        client().cancel("t0");

        assertThat(client().stats().cancelled()).isEqualTo(200);
    }

    @Test
    void aCircleOfParentsIsCancelled() {
        client().submit(
                        task("a").parent("b"),
                        task("b").parent("a"),
                        task("self").parent("self"));

        assertThat(client().cancel("a")).isEqualTo(CancelResult.CANCELLED);
        assertThat(client().cancel("self")).isEqualTo(CancelResult.CANCELLED);
        assertThat(client().stats().cancelled()).isEqualTo(3);
    }
}
