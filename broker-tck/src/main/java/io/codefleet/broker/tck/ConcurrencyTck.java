package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CancelResult;
import io.codefleet.ErrorKind;
import io.codefleet.FleetStats;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.WorkerSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests of the number of tasks of one concurrency key that run at once. */
public abstract class ConcurrencyTck extends BrokerTck {
    private static Task shared(String id, int limit) {
        return task(id).concurrency("key", limit);
    }

    private static List<Task> shared(String prefix, int count, int limit) {
        return many(prefix, count).stream()
                .map(task -> task.concurrency("key", limit))
                .toList();
    }

    private long waitingForPermit() {
        return client().stats().waitingForPermit();
    }

    @Test
    void noMoreThanTheLimitRunAtOnce() {
        client().submit(shared("t", 5, 2));
        TckWorker worker = worker("w");

        List<Assignment> running = worker.claim(5);
        assertThat(TckWorker.ids(running)).containsExactly("t0", "t1");
        assertThat(worker("another").claim(5)).isEmpty();

        worker.complete(running.get(1));
        assertThat(worker.claimIds(5)).containsExactly("t2");
        assertThat(worker.claim(5)).isEmpty();
    }

    /** Each of two equal workers has its turn, also where the permit is what leads to the choice. */
    @Test
    void tasksOfAKeyTakeTurnsBySuccessRate() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        for (Task task : shared("t", 2, 9)) {
            client().submit(task.placement(Placement.bySuccessRate().grace(TckWorker.LONG)));
        }

        assertThat(a.claim(9)).hasSize(1);
        assertThat(b.claim(9)).hasSize(1);
    }

    @Test
    void tasksThatWaitForAPermitAreQueued() {
        client().submit(shared("t", 5, 2));
        worker("w").claim(5);

        FleetStats stats = client().stats();
        assertThat(stats.queued()).isEqualTo(3);
        assertThat(stats.waitingForPermit()).isEqualTo(3);
        assertThat(stats.running()).isEqualTo(2);
        assertThat(client().status("t4")).isEqualTo(TaskStatus.QUEUED);
        assertThat(client().listIds(TaskQuery.ALL.status(TaskStatus.QUEUED))).containsExactly("t4", "t3", "t2");
    }

    @Test
    void otherKeysAndTasksWithoutOneGoOn() {
        client().submit(shared("t", 3, 1));
        client().submit(task("other").concurrency("other", 1), task("free"));

        assertThat(worker("w").claimIds(10)).containsExactly("t0", "other", "free");
    }

    @Test
    void theKeyCountsOverAllLanes() {
        client().submit(
                        shared("a", 1).type("a"),
                        shared("b", 1).type("b"),
                        shared("c", 1).requires("git"));
        TckWorker worker = worker(WorkerProfile.of("w").offers("git"));

        Assignment a = worker.claimOne();
        assertThat(worker.claim(3)).isEmpty();
        Assignment b = worker.completeAndClaim(a);
        assertThat(b.task().type()).isEqualTo("b");
        assertThat(worker.completeAndClaim(b).task().id()).isEqualTo("c");
    }

    @Test
    void aFreePermitGoesToTheFirstInOrder() {
        client().submit(shared("running", 1));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();
        client().submit(shared("low", 1).priority(1), shared("high", 1).priority(90));

        assertThat(worker.completeAndClaim(running).task().id()).isEqualTo("high");
    }

    @Test
    void aFreePermitWakesAWorker() {
        client().submit(shared("t", 2, 1));
        TckWorker busy = worker("busy");
        Assignment running = busy.claimOne();
        TckWorker idle = worker("idle").idle();
        busy.complete(running);

        assertThat(idle.receive()).containsOnly(WorkerSignal.WorkAvailable.INSTANCE);
        assertThat(idle.claimIds(1)).containsExactly("t1");
    }

    @Test
    void everyEndOfAnAttemptReleasesItsPermit() {
        client().submit(shared("t", 4, 1));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        worker.fail(worker.claimOne());
        Assignment cancelled = worker.claimOne();
        client().cancel("t2");
        worker.cancelled(cancelled, "enough");

        assertThat(worker.claimIds(1)).containsExactly("t3");
    }

    @Test
    void theNextOneThatHasRoomFollowsWhenTheOneThatHeldItUpIsCancelled() {
        client().submit(shared("running", 2));
        TckWorker worker = worker("w");
        worker.claimOne();
        client().submit(shared("narrow", 1), shared("wide", 2));
        assertThat(waitingForPermit()).isEqualTo(2);

        client().cancel("narrow");
        assertThat(waitingForPermit()).isZero();
        assertThat(worker.claimIds(2)).containsExactly("wide");
    }

    @Test
    void aTaskThatWaitsForARetryHasNoPermit() {
        client().submit(shared("t", 2, 1));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(2));

        Assignment second = worker.claimOne();
        assertThat(second.task().id()).isEqualTo("t1");
        after(ticks(3), () -> assertThat(client().status("t0")).isEqualTo(TaskStatus.QUEUED));
        assertThat(worker.claim(1)).isEmpty();
        assertThat(worker.completeAndClaim(second).task().id()).isEqualTo("t0");
    }

    @Test
    void aTaskThatIsHandedBackWaitsInItsOldOrder() {
        client().submit(shared("t", 3, 1));
        TckWorker worker = worker("w");
        worker.release(worker.claimOne());

        assertThat(worker.claimIds(3)).containsExactly("t0");
        assertThat(waitingForPermit()).isEqualTo(2);
    }

    @Test
    void aLostLeaseReleasesItsPermit() {
        client().submit(shared("t", 2, 1).stream()
                .map(task -> task.maxAttempts(1))
                .toList());
        worker("lost").lease(ticks(1)).claimOne();

        after(ticks(2), () -> assertThat(client().status("t0")).isEqualTo(TaskStatus.FAILED));
        assertThat(worker("w").claimIds(2)).containsExactly("t1");
    }

    @Test
    void aDelayedTaskHasNoPermit() {
        client().submit(shared("delayed", 1).delay(ticks(2)), shared("t", 1));
        TckWorker worker = worker("w");

        Assignment running = worker.claimOne();
        assertThat(running.task().id()).isEqualTo("t");
        after(ticks(3), () -> assertThat(waitingForPermit()).isEqualTo(1));
        assertThat(worker.completeAndClaim(running).task().id()).isEqualTo("delayed");
    }

    @Test
    void aQueuedTaskThatIsCancelledReleasesItsPermit() {
        client().submit(shared("t", 3, 1));
        client().cancel("t0");

        assertThat(worker("w").claimIds(3)).containsExactly("t1");
    }

    @Test
    void aTaskThatWaitsForAPermitCanBeCancelled() {
        client().submit(shared("t", 3, 1));
        assertThat(get(client().broker.cancel("t1", "enough"))).isEqualTo(CancelResult.CANCELLED);

        assertThat(client().status("t1")).isEqualTo(TaskStatus.CANCELLED);
        assertThat(waitingForPermit()).isEqualTo(1);
        TckWorker worker = worker("w");
        assertThat(worker.completeAndClaim(worker.claimOne()).task().id()).isEqualTo("t2");
    }

    @Test
    void childrenThatWaitForAPermitAreCancelledWithTheirParent() {
        client().submit(task("parent"));
        client().submit(shared("t", 3, 1).stream()
                .map(task -> task.parent("parent"))
                .toList());
        client().cancel("parent");

        assertThat(client().stats().cancelled()).isEqualTo(4);
        assertThat(waitingForPermit()).isZero();
    }

    @Test
    void theQueueTimeoutRunsOnWhileATaskWaitsForAPlace() {
        client().submit(shared("running", 1));
        worker("w").claimOne();
        client().submit(shared("late", 1).limits(TaskLimits.DEFAULT.queueTimeout(ticks(2))), shared("next", 1));

        after(ticks(3), () -> assertThat(client().status("late")).isEqualTo(TaskStatus.FAILED));
        assertThat(client().failure("late").error().kind()).isEqualTo(ErrorKind.QUEUE_TIMEOUT);
        assertThat(waitingForPermit()).isEqualTo(1);
    }

    @Test
    void aQueuedTaskThatTimesOutReleasesItsPermit() {
        client().submit(shared("late", 1).limits(TaskLimits.DEFAULT.queueTimeout(ticks(2))), shared("next", 1));

        after(ticks(3), () -> assertThat(client().status("late")).isEqualTo(TaskStatus.FAILED));
        assertThat(worker("w").claimIds(2)).containsExactly("next");
    }

    @Test
    void aRunningTaskThatMissesItsDeadlineReleasesItsPermit() {
        client().submit(shared("late", 1).limits(TaskLimits.DEFAULT.deadline(ticks(2))), shared("next", 1));
        worker("lost").claimOne();

        after(ticks(3), () -> assertThat(client().status("late")).isEqualTo(TaskStatus.FAILED));
        assertThat(worker("w").claimIds(2)).containsExactly("next");
    }

    @Test
    void eachTaskWaitsUntilItIsWithinItsOwnLimit() {
        client().submit(shared("a", 2), shared("b", 2));
        TckWorker worker = worker("w");
        List<Assignment> running = worker.claim(2);
        client().submit(shared("alone", 1));

        worker.complete(running.get(0));
        assertThat(worker.claim(1)).isEmpty();
        worker.complete(running.get(1));
        assertThat(worker.claimIds(1)).containsExactly("alone");
    }

    @Test
    void aRepeatedSubmitTakesNoSecondPermit() {
        client().submit(shared("t", 3, 2));
        assertThat(get(client().broker.submit(shared("t", 3, 2)))).containsOnly(SubmitReply.Accepted.INSTANCE);

        assertThat(worker("w").claimIds(5)).containsExactly("t0", "t1");
        assertThat(waitingForPermit()).isEqualTo(1);
    }

    @Test
    void aReusedTaskIdTakesItsOwnPermit() {
        client().submit(shared("t", 1));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        get(client().broker.purge(TaskQuery.ALL, 10));
        client().submit(shared("t", 1), shared("u", 1));

        assertThat(worker.claimIds(2)).containsExactly("t");
    }

    @Test
    void aKeyOfAnotherNamespaceIsAnotherKey() {
        client().submit(shared("t", 1));
        worker("w").claimOne();
        TckClient other = connect(namespace + "-other");
        other.submit(shared("t", 1));

        assertThat(worker(other, WorkerProfile.of("w")).claimIds(1)).containsExactly("t");
    }

    /** Never more attempts than the limit run at once, whatever ends them, and each task gets its outcome. */
    @Test
    void manyWorkersKeepTheLimitAndStarveNoTask() {
        Random random = new Random(20_261_124);
        client().submit(shared("t", 60, 3).stream()
                .map(task -> task.maxAttempts(50).priority(random.nextInt(100)))
                .toList());
        client().submit(many("free", 20));
        List<TckWorker> workers = List.of(worker("a"), worker("b"), worker("c"));
        List<Assignment> running = new ArrayList<>();
        for (int step = 0; ended() < 80; step++) {
            assertThat(step).as("steps until all have ended").isLessThan(1000);
            running.addAll(workers.get(random.nextInt(3)).claim(1 + random.nextInt(4)));
            assertThat(running.stream().filter(each -> each.task().concurrency().isPresent()))
                    .hasSizeLessThanOrEqualTo(3);
            if (!running.isEmpty()) {
                end(running.remove(random.nextInt(running.size())), random.nextInt(5));
            }
        }
        assertThat(waitingForPermit()).isZero();
    }

    private long ended() {
        FleetStats stats = client().stats();
        return stats.completed() + stats.failed() + stats.cancelled();
    }

    private void end(Assignment attempt, int how) {
        TckWorker worker = new TckWorker(client().broker, attempt.lease().workerId());
        switch (how) {
            case 0 -> worker.release(attempt);
            case 1 -> worker.failAndRetry(attempt, Duration.ZERO);
            case 2 -> {
                client().cancel(attempt.lease().taskId());
                worker.cancelled(attempt, "enough");
            }
            default -> worker.complete(attempt);
        }
    }
}
