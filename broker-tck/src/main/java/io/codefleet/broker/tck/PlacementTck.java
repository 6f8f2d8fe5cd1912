package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerState;
import io.codefleet.broker.WorkerSignal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the worker that the broker chooses for a task with a placement. */
public abstract class PlacementTck extends BrokerTck {
    private static final Placement.Spread LONG_TURNS = Placement.roundRobin().grace(TckWorker.LONG);
    private static final Placement.Spread LONG_LOAD = Placement.leastBusy().grace(TckWorker.LONG);

    private static List<Task> spread(String prefix, int count, Placement placement) {
        return many(prefix, count).stream()
                .map(task -> task.placement(placement))
                .toList();
    }

    /** Registers a worker of ten slots that reports this many running tasks. */
    private TckWorker running(String id, int running) {
        return worker(WorkerProfile.of(id).running(running));
    }

    // ---- in turns

    @Test
    void workersTakeTurns() {
        List<TckWorker> workers = List.of(worker("a"), worker("b"), worker("c"));
        client().submit(spread("t", 9, LONG_TURNS));

        assertThat(workers).allSatisfy(worker -> assertThat(worker.claim(9)).hasSize(3));
    }

    @Test
    void turnsGoOnFromSubmitToSubmit() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        spread("t", 5, LONG_TURNS).forEach(client()::submit);

        assertThat(a.claimIds(9)).containsExactly("t0", "t2", "t4");
        assertThat(b.claimIds(9)).containsExactly("t1", "t3");
    }

    @Test
    void turnsGoOnWhenAllEarlierTasksHaveEnded() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        client().submit(spread("t", 1, LONG_TURNS));
        a.complete(a.claimOne());
        runMaintenance();
        client().submit(spread("u", 1, LONG_TURNS));

        assertThat(b.claimIds(9)).containsExactly("u0");
    }

    @Test
    void turnsBySuccessRateGoOnWhenAllEarlierTasksHaveEnded() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        client().submit(spread("t", 1, LONG_SKILL));
        a.complete(a.claimOne());
        runMaintenance();
        client().submit(spread("u", 1, LONG_SKILL));

        assertThat(b.claimIds(9)).containsExactly("u0");
    }

    /** A child that is about to be cancelled must not take the turn of a worker. */
    @Test
    void aPlaceThatACancelledParentLeavesIsNotGivenToItsChildren() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        Task keyed = task("parent").placement(LONG_TURNS).concurrency("key", 1);
        client().submit(
                        keyed,
                        keyed.id("child").parent("parent"),
                        keyed.id("grandchild").parent("child"),
                        keyed.id("next"));
        client().cancel("parent");

        assertThat(client().stats().waitingForPermit()).isZero();
        assertThat(a.claim(9)).isEmpty();
        assertThat(b.claimIds(9)).containsExactly("next");
    }

    @Test
    void onlyWorkersThatServeTheTaskAreChosen() {
        TckWorker able = worker(WorkerProfile.of("able").offers("git"));
        TckWorker unable = worker("unable");
        client().submit(spread("t", 4, LONG_TURNS).stream()
                .map(task -> task.requires("git"))
                .toList());

        assertThat(unable.claim(9)).isEmpty();
        assertThat(able.claim(9)).hasSize(4);
    }

    @Test
    void workersThatTakeNothingAreNotChosen() {
        TckWorker on = worker("on");
        TckWorker paused = worker("paused");
        paused.beat(WorkerProfile.of("paused").info().state(WorkerState.PAUSED), TckWorker.LONG);
        TckWorker leaving = worker("leaving");
        leaving.beat(WorkerProfile.of("leaving").info().state(WorkerState.DRAINING), TckWorker.LONG);
        client().submit(spread("t", 3, LONG_TURNS));

        assertThat(on.claim(9)).hasSize(3);
    }

    @Test
    void theChosenWorkerIsWoken() {
        worker("a").idle();
        TckWorker b = worker("b").idle();
        client().submit(spread("t", 2, LONG_TURNS));

        assertThat(b.receive()).containsOnly(WorkerSignal.WorkAvailable.INSTANCE);
        assertThat(b.claimIds(9)).containsExactly("t1");
    }

    @Test
    void aRetriedTaskIsPlacedAgain() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        client().submit(spread("t", 1, LONG_TURNS));
        a.failAndRetry(a.claimOne(), Duration.ZERO);

        assertThat(b.claimIds(1)).containsExactly("t0");
    }

    // ---- by load

    @Test
    void workersOfEqualLoadGetEqualShares() {
        List<TckWorker> workers = List.of(worker("a"), worker("b"), worker("c"));
        client().submit(spread("t", 12, LONG_LOAD));

        assertThat(workers).allSatisfy(worker -> assertThat(worker.claim(12)).hasSize(4));
    }

    @Test
    void theWorkerThatHasLeastToDoIsChosen() {
        TckWorker busy = running("busy", 6);
        TckWorker idle = running("idle", 0);
        client().submit(spread("t", 8, LONG_LOAD));

        assertThat(idle.claim(9)).hasSize(7);
        assertThat(busy.claim(9)).hasSize(1);
    }

    @Test
    void loadIsMeasuredBySlots() {
        TckWorker small = worker("small");
        small.beat(WorkerProfile.of("small").slots(2).info(), TckWorker.LONG);
        TckWorker large = worker("large");
        client().submit(spread("t", 12, LONG_LOAD));

        assertThat(small.claim(12)).hasSize(2);
        assertThat(large.claim(12)).hasSize(10);
    }

    // ---- by skill

    private static final Placement.Spread LONG_SKILL = Placement.bySuccessRate().grace(TckWorker.LONG);

    private TckWorker skilled(String id, String type, long completed, long failed) {
        return worker(WorkerProfile.of(id).slots(1000).has(type, completed, failed));
    }

    private static List<Task> ofType(String type, String prefix, int count) {
        return spread(prefix, count, LONG_SKILL).stream()
                .map(task -> task.type(type))
                .toList();
    }

    @Test
    void aSuccessfulWorkerGetsFourTimesTheShareOfAFailingOne() {
        TckWorker good = skilled("good", "code", 1000, 0);
        TckWorker bad = skilled("bad", "code", 0, 100_000);
        client().submit(ofType("code", "t", 50));

        assertThat(good.claim(50)).hasSize(40);
        assertThat(bad.claim(50)).hasSize(10);
    }

    @Test
    void theSuccessRateIsKeptPerType() {
        TckWorker good = skilled("good", "code", 1000, 0);
        TckWorker bad = skilled("bad", "code", 0, 100_000);
        client().submit(ofType("code.review", "t", 10));

        assertThat(good.claim(50)).hasSize(5);
        assertThat(bad.claim(50)).hasSize(5);
    }

    @Test
    void aNewWorkerGetsItsShareAndTheTurnsOfOneAreSpreadAmongThoseOfTheOthers() {
        TckWorker half = skilled("half", "code", 4, 8);
        TckWorker fresh = worker("fresh");
        client().submit(ofType("code", "t", 10));

        assertThat(fresh.claimIds(9)).containsExactly("t0", "t2", "t3", "t5", "t6", "t8");
        assertThat(half.claimIds(9)).containsExactly("t1", "t4", "t7", "t9");
    }

    @Test
    void aSkilledWorkerThatIsFullIsPassedOver() {
        TckWorker good = worker(WorkerProfile.of("good").slots(2).has("code", 1000, 0));
        TckWorker bad = worker(WorkerProfile.of("bad").slots(4).has("code", 0, 100_000));
        client().submit(ofType("code", "t", 6));
        assertThat(good.claim(9)).hasSize(2);
        assertThat(bad.claim(9)).hasSize(4);
    }

    // ---- kinds of placement together

    /** A task that was put on a worker for another reason counts for the worker's load at once. */
    @ParameterizedTest
    @MethodSource("placementsByLoad")
    void tasksOfOneSubmitSeeEachOtherWhateverTheirPlacement(Placement byLoad) {
        worker(WorkerProfile.of("a").slots(1));
        worker(WorkerProfile.of("b").slots(1));
        TckWorker c = worker(WorkerProfile.of("c").slots(1));
        client().submit(
                        task("t0").placement(byLoad),
                        task("t1").placement(Placement.worker("b")),
                        task("t2").placement(byLoad));

        assertThat(c.claimIds(9)).containsExactly("t2");
    }

    @ParameterizedTest
    @MethodSource("placementsByLoad")
    void aTurnCountsForTheLoadThatTheNextTaskOfTheSubmitSees(Placement byLoad) {
        worker(WorkerProfile.of("a").slots(1));
        worker(WorkerProfile.of("b").slots(1));
        TckWorker c = worker(WorkerProfile.of("c").slots(1));
        client().submit(
                        task("t0").placement(LONG_TURNS),
                        task("t1").placement(byLoad),
                        task("t2").placement(LONG_TURNS),
                        task("t3").placement(byLoad));

        assertThat(c.claimIds(9)).hasSize(1);
    }

    static Stream<Placement> placementsByLoad() {
        return Stream.of(LONG_LOAD, LONG_SKILL);
    }

    // ---- without and with one worker

    @Test
    void withoutAChoiceEachTakesWhatItAsksFor() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        client().submit(spread("t", 9, Placement.anywhere()));

        assertThat(a.claim(7)).hasSize(7);
        assertThat(b.claim(9)).hasSize(2);
    }

    @Test
    void aPinnedTaskGoesToItsWorkerOnly() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        client().submit(spread("t", 9, Placement.worker("b")));

        assertThat(a.claim(9)).isEmpty();
        assertThat(b.claim(9)).hasSize(9);
    }

    // ---- when the chosen worker does not take it

    @Test
    void withoutAWorkerThatServesItAnyMayTakeTheTask() {
        client().submit(spread("t", 1, LONG_TURNS));

        assertThat(worker("late").claimIds(1)).containsExactly("t0");
    }

    @Test
    void aTaskThatIsNotTakenWithinTheGraceGoesToAnyOther() {
        worker("a");
        TckWorker b = worker("b");
        client().submit(spread("t", 1, Placement.roundRobin().grace(ticks(3))));
        assertThat(b.claim(1)).isEmpty();

        b.idle();
        after(ticks(4), () -> assertThat(b.claimIds(1)).containsExactly("t0"));
    }

    @Test
    void theTasksOfALostWorkerGoToTheOthers() {
        TckWorker b = worker("b");
        new TckWorker(client().broker, "a").beat(WorkerProfile.of("a").info(), ticks(2));
        client().submit(spread("t", 4, LONG_TURNS));
        client().submit(task("pinned").placement(Placement.worker("a")));
        assertThat(b.claim(9)).hasSize(2);

        after(ticks(3), () -> assertThat(b.claim(9)).hasSize(2));
        assertThat(client().status("pinned")).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void theTasksOfAWorkerThatLeavesGoToTheOthers() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        client().submit(spread("t", 4, LONG_TURNS));
        a.leave();

        assertThat(b.claim(9)).hasSize(4);
        assertThat(client().stats().queued()).isZero();
    }

    @Test
    void aTaskThatWaitsForItsWorkerCanBeCancelled() {
        TckWorker a = worker("a");
        client().submit(spread("t", 2, LONG_TURNS));
        client().cancel("t0");

        assertThat(client().status("t0")).isEqualTo(TaskStatus.CANCELLED);
        assertThat(a.claimIds(9)).containsExactly("t1");
    }

    @Test
    void theQueueTimeoutRunsOnWhileATaskWaitsForItsWorker() {
        worker("a");
        client().submit(task("t")
                .placement(Placement.leastBusy().grace(ticks(1)))
                .limits(TaskLimits.DEFAULT.queueTimeout(ticks(3))));

        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.FAILED));
        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.QUEUE_TIMEOUT);
    }

    @Test
    void aTaskIsPlacedWhenItGetsAPlaceOfItsConcurrencyKey() {
        TckWorker a = worker("a");
        TckWorker b = worker("b");
        client().submit(spread("t", 2, LONG_TURNS).stream()
                .map(task -> task.concurrency("key", 1))
                .toList());

        assertThat(b.claim(9)).isEmpty();
        a.complete(a.claimOne());
        assertThat(a.claim(9)).isEmpty();
        assertThat(b.claimIds(9)).containsExactly("t1");
    }
}
