package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Placement;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.WorkerSignal.WorkAvailable;
import io.codefleet.error.WorkerReplacedException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of the signals that the broker pushes to workers: available work, and an operator's commands. */
public abstract class SignalTck extends BrokerTck {
    private static final WorkerCommand DRAIN = WorkerCommand.of(WorkerCommand.DRAIN);

    private int command(Optional<String> workerId, WorkerCommand command) {
        return get(client().broker.command(workerId, command));
    }

    private static void assertWoken(TckWorker worker) {
        assertThat(worker.receive()).contains(WorkAvailable.INSTANCE);
    }

    private static long wakeUps(TckWorker... workers) {
        List<WorkerSignal> all = new ArrayList<>();
        for (TckWorker worker : workers) {
            all.addAll(worker.receiveAll());
        }
        return all.stream().filter(WorkAvailable.INSTANCE::equals).count();
    }

    // ---- work

    @Test
    void aNewTaskWakesAWaitingWorker() {
        TckWorker worker = worker("w").idle();
        Future<List<WorkerSignal>> waiting = worker.broker.receive("w", Duration.ofSeconds(10));
        connect().submit(task("t"));

        assertThat(get(waiting)).contains(WorkAvailable.INSTANCE);
        assertThat(worker.claimIds(1)).containsExactly("t");
    }

    @Test
    void aNewTaskWakesOneWaitingWorkerOnly() {
        TckWorker a = worker("a").idle();
        TckWorker b = worker("b").idle();
        TckWorker c = worker("c").idle();
        client().submit(task("t"));

        assertThat(wakeUps(a, b, c)).isEqualTo(1);
    }

    @Test
    void eachNewTaskWakesAnotherWaitingWorker() {
        TckWorker a = worker("a").idle();
        TckWorker b = worker("b").idle();
        TckWorker c = worker("c").idle();
        client().submit(task("1"));
        client().submit(task("2"));

        assertThat(wakeUps(a, b, c)).isEqualTo(2);
    }

    @Test
    void aWorkerThatGotFewerThanItAskedForIsWoken() {
        client().submit(task("1"));
        TckWorker worker = worker("w");
        assertThat(worker.claimIds(2)).containsExactly("1");
        client().submit(task("2"));

        assertWoken(worker);
    }

    @Test
    void aTaskWakesOnlyWorkersThatServeIt() {
        TckWorker other = worker(WorkerProfile.of("other").types("a")).idle();
        TckWorker unable = worker(WorkerProfile.of("unable").types("b")).idle();
        TckWorker able =
                worker(WorkerProfile.of("able").types("b").offers("git")).idle();
        client().submit(task("t").type("b").requires("git"));

        assertWoken(able);
        assertThat(wakeUps(other, unable)).isZero();
    }

    @Test
    void aPlacedTaskWakesItsWorker() {
        TckWorker other = worker("other").idle();
        TckWorker mine = worker("mine").idle();
        client().submit(task("t").placement(Placement.worker("mine")));

        assertWoken(mine);
        assertThat(wakeUps(other)).isZero();
    }

    @Test
    void aHeartbeatKeepsAWorkerWaiting() {
        TckWorker worker = worker("w").idle();
        worker.beat(WorkerProfile.of("w").running(1).info(), Duration.ofHours(2));
        client().submit(task("t"));

        assertWoken(worker);
    }

    @Test
    void aHeartbeatThatOffersMoreKeepsAWorkerWaiting() {
        TckWorker worker = worker("w").idle();
        worker.beat(WorkerProfile.of("w").offers("git").info(), Duration.ofHours(2));
        client().submit(task("t").requires("git"));

        assertWoken(worker);
    }

    @Test
    void aTaskThatIsHandedBackWakesAWaitingWorker() {
        client().submit(task("t"));
        TckWorker first = worker("first");
        Assignment running = first.claimOne();
        TckWorker waiting = worker("waiting").idle();
        first.release(running);

        assertWoken(waiting);
    }

    @Test
    void aTaskWhoseDelayIsOverWakesAWaitingWorker() {
        client().submit(task("t").delay(ticks(2)));
        TckWorker worker = worker("w").idle();

        after(ticks(3), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        assertWoken(worker);
    }

    @Test
    void aTaskWhoseLeaseRanOutWakesAWaitingWorker() {
        client().submit(task("t"));
        worker("lost").lease(ticks(2)).claimOne();
        TckWorker worker = worker("w").idle();

        after(ticks(3), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        assertWoken(worker);
    }

    @Test
    void maintenanceWakesAnotherWorkerIfTheWokenOneDoesNotClaim() {
        TckWorker a = worker("a").idle();
        TckWorker b = worker("b").idle();
        client().submit(task("t"));

        List<String> woken = new ArrayList<>();
        soon(() -> {
            runMaintenance();
            for (TckWorker worker : List.of(a, b)) {
                if (get(worker.broker.receive(worker.id, Duration.ofMillis(50))).contains(WorkAvailable.INSTANCE)) {
                    woken.add(worker.id);
                }
            }
            assertThat(woken).contains("a", "b");
        });
    }

    // ---- commands

    @Test
    void aCommandReachesOneWorker() {
        TckWorker worker = worker("w");
        TckWorker other = worker("other");

        WorkerCommand command = WorkerCommand.setConcurrency(7);
        assertThat(command(Optional.of("w"), command)).isEqualTo(1);
        assertThat(worker.receiveCommands()).containsExactly(command);
        assertThat(other.receiveCommands()).isEmpty();
    }

    @Test
    void aCommandReachesEveryWorker() {
        List<TckWorker> workers = List.of(worker("a"), worker("b"), worker("c"));

        assertThat(command(Optional.empty(), DRAIN)).isEqualTo(3);
        assertThat(workers)
                .allSatisfy(worker -> assertThat(worker.receiveCommands()).containsExactly(DRAIN));
    }

    @Test
    void aCommandWakesAWorkerThatWaitsForSignals() {
        TckWorker worker = worker("w");
        Future<List<WorkerSignal>> waiting = worker.broker.receive("w", Duration.ofSeconds(10));
        get(connect().broker.command(Optional.of("w"), DRAIN));

        assertThat(get(waiting)).containsExactly(new WorkerSignal.CommandReceived(DRAIN));
    }

    @Test
    void anUnknownWorkerIsNotReached() {
        worker("w");

        assertThat(command(Optional.of("unknown"), DRAIN)).isZero();
        assertThat(worker("w").receiveCommands()).isEmpty();
    }

    @Test
    void workersThatAreGoneAreNotReached() {
        worker("left").leave();
        new TckWorker(client().broker, "lost").beat(WorkerProfile.of("lost").info(), ticks(1));
        after(
                ticks(2),
                () -> assertThat(client().worker("lost").orElseThrow().state()).isEqualTo(WorkerState.OFFLINE));

        assertThat(command(Optional.empty(), DRAIN)).isZero();
    }

    @Test
    void signalsAreKeptUntilTheyAreReceived() {
        TckWorker worker = worker("w");
        client().submit(task("t"));
        worker.claimOne();
        client().cancel("t");
        command(Optional.of("w"), WorkerCommand.of(WorkerCommand.PAUSE));
        command(Optional.of("w"), WorkerCommand.of(WorkerCommand.RESUME));

        assertThat(worker.receiveAll())
                .filteredOn(signal -> signal != WorkAvailable.INSTANCE)
                .containsExactly(
                        new WorkerSignal.CancelRequested("t", "no longer needed"),
                        new WorkerSignal.CommandReceived(WorkerCommand.of(WorkerCommand.PAUSE)),
                        new WorkerSignal.CommandReceived(WorkerCommand.of(WorkerCommand.RESUME)));
    }

    @Test
    void aSignalIsGivenOnce() {
        TckWorker worker = worker("w");
        command(Optional.of("w"), DRAIN);

        assertThat(worker.receiveCommands()).containsExactly(DRAIN);
        assertThat(worker.receiveCommands()).isEmpty();
    }

    @Test
    void signalsGoWithTheRegistration() {
        TckWorker worker = worker("w");
        command(Optional.of("w"), DRAIN);
        worker.leave();

        assertThat(worker("w").receiveCommands()).isEmpty();
    }

    /** The wait of the process that left must not take what is for its successor. */
    @Test
    void aCommandReachesAWorkerThatRegistersAgainWhileItsEarlierWaitRuns() {
        TckWorker worker = worker("w");
        worker.broker.receive("w", Duration.ofSeconds(45));
        // a wait that began later has ended, so that the first is under way
        assertThat(worker("other").receiveAll()).isEmpty();
        worker.leave();

        TckClient other = connect();
        TckWorker again = worker(other, WorkerProfile.of("w"));
        Future<List<WorkerSignal>> waiting = again.broker.receive("w", Duration.ofSeconds(45));
        command(Optional.of("w"), DRAIN);
        assertThat(get(waiting)).containsExactly(new WorkerSignal.CommandReceived(DRAIN));
    }

    @Test
    void aCommandReachesAWorkerThatHasReplacedAnotherWhoseWaitRuns() {
        TckWorker earlier = worker("w");
        earlier.broker.receive("w", Duration.ofSeconds(45));
        // a wait that began later has ended, so that the first is under way
        assertThat(worker("other").receiveAll()).isEmpty();
        TckWorker later = new TckWorker(connect().broker, "w");
        WorkerInfo info = WorkerProfile.of("w").info();
        later.beat(info.toBuilder().startedAt(info.startedAt().plusSeconds(1)).build(), TckWorker.LONG);
        assertThat(failureOf(() -> earlier.broker.heartbeat(info, TckWorker.LONG)))
                .isInstanceOf(WorkerReplacedException.class);

        Future<List<WorkerSignal>> waiting = later.broker.receive("w", Duration.ofSeconds(45));
        command(Optional.of("w"), DRAIN);
        assertThat(get(waiting)).containsExactly(new WorkerSignal.CommandReceived(DRAIN));
    }

    @Test
    void aWaitOutlivesATimeInWhichTheWorkerWasOffline() {
        TckWorker worker = new TckWorker(client().broker, "w");
        worker.beat(WorkerProfile.of("w").info(), ticks(2));
        Future<List<WorkerSignal>> waiting = worker.broker.receive("w", Duration.ofMinutes(2));
        after(
                ticks(3),
                () -> assertThat(client().worker("w").orElseThrow().state()).isEqualTo(WorkerState.OFFLINE));
        worker.beat(WorkerProfile.of("w").info(), TckWorker.LONG);
        command(Optional.of("w"), DRAIN);

        assertThat(get(waiting)).containsExactly(new WorkerSignal.CommandReceived(DRAIN));
    }

    @Test
    void aWaitWithoutSignalsEndsInTime() {
        assertThat(get(worker("w").broker.receive("w", TckWorker.A_WHILE))).isEmpty();
    }
}
