package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.FleetStats;
import io.codefleet.Placement;
import io.codefleet.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests of the choice of a worker for a task: by type, by capability, by placement. */
public abstract class CapabilityTck extends BrokerTck {
    @Test
    void aWorkerTakesOnlyItsTypes() {
        client().submit(task("a").type("a"), task("b").type("b"));

        assertThat(worker(WorkerProfile.of("w").types("b")).claimIds(5)).containsExactly("b");
        assertThat(client().status("a")).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void aWorkerOfSeveralTypesTakesAllOfThem() {
        client().submit(task("a").type("a"), task("b").type("b"), task("c").type("c"));

        assertThat(worker(WorkerProfile.of("w").types("c", "a")).claimIds(5)).containsExactly("a", "c");
    }

    @Test
    void aWorkerOfAnyTypeTakesAll() {
        client().submit(task("a").type("a"), task("b").type("b"));

        assertThat(worker("w").claimIds(5)).containsExactly("a", "b");
    }

    @Test
    void aWorkerMustOfferAllThatIsRequired() {
        client().submit(task("t").requires("git", "java"));

        assertThat(worker("bare").claim(1)).isEmpty();
        assertThat(worker(WorkerProfile.of("half").offers("git")).claim(1)).isEmpty();
        assertThat(worker(WorkerProfile.of("able").offers("git", "java")).claimIds(1))
                .containsExactly("t");
    }

    @Test
    void offeringMoreThanIsRequiredDoesNoHarm() {
        client().submit(task("plain"), task("demanding").requires("git"));

        TckWorker worker = worker(WorkerProfile.of("w").offers("docker", "git", "java"));
        assertThat(worker.claimIds(5)).containsExactly("plain", "demanding");
    }

    @Test
    void theTypeCountsAlsoForAnAbleWorker() {
        client().submit(task("t").type("a").requires("git"));

        assertThat(worker(WorkerProfile.of("w").types("b").offers("git")).claim(1))
                .isEmpty();
    }

    @Test
    void aPlacedTaskGoesToItsWorkerOnly() {
        client().submit(task("t").placement(Placement.worker("mine")));

        assertThat(worker("other").claim(1)).isEmpty();
        assertThat(worker("mine").claimIds(1)).containsExactly("t");
    }

    @Test
    void aPlacedTaskGoesToItsWorkerWhateverItOffers() {
        client().submit(task("t").type("a").requires("git").placement(Placement.worker("mine")));

        assertThat(worker(WorkerProfile.of("mine").types("b")).claimIds(1)).containsExactly("t");
    }

    @Test
    void aPlacedTaskComesBackToItsWorker() {
        client().submit(task("t").placement(Placement.worker("mine")));
        TckWorker mine = worker("mine");
        mine.release(mine.claimOne());

        assertThat(worker("other").claim(1)).isEmpty();
        assertThat(mine.claimIds(1)).containsExactly("t");
    }

    @Test
    void aTaskThatNobodyServesWaitsAndIsCounted() {
        worker(WorkerProfile.of("w").types("b"));
        client().submit(task("1").type("a").requires("git"), task("2").type("a").requires("git"));
        client().submit(task("3").type("b"));

        FleetStats stats = client().stats();
        assertThat(stats.unservable()).isEqualTo(2);
        assertThat(stats.lanes())
                .filteredOn(lane -> lane.type().equals("a"))
                .singleElement()
                .satisfies(lane -> {
                    assertThat(lane.requiredCapabilities()).containsExactly("git");
                    assertThat(lane.workerId()).isEmpty();
                    assertThat(lane.queued()).isEqualTo(2);
                    assertThat(lane.servingWorkers()).isZero();
                });
    }

    @Test
    void aTaskPlacedOnAnAbsentWorkerIsCounted() {
        client().submit(task("t").placement(Placement.worker("absent")));

        FleetStats stats = client().stats();
        assertThat(stats.unservable()).isEqualTo(1);
        assertThat(stats.lanes())
                .singleElement()
                .satisfies(lane -> assertThat(lane.workerId()).contains("absent"));
        worker("absent");
        assertThat(client().stats().unservable()).isZero();
    }

    @Test
    void queuedTasksAreServedWhenAWorkerJoins() {
        client().submit(task("t").type("a").requires("git"));

        TckWorker worker = worker(WorkerProfile.of("w").types("a").offers("git"));
        assertThat(client().stats().unservable()).isZero();
        assertThat(worker.claimIds(1)).containsExactly("t");
    }

    @Test
    void aTaskWithoutAWorkerDoesNotBlockOthers() {
        client().submit(
                        task("stuck").type("a").requires("git").priority(9),
                        task("t").type("a"));

        assertThat(worker(WorkerProfile.of("w").types("a")).claimIds(5)).containsExactly("t");
    }

    @Test
    void capabilitiesAddedByAHeartbeatTakeEffectAtOnce() {
        client().submit(task("t").requires("git"));
        TckWorker worker = worker("w").idle();

        worker.beat(WorkerProfile.of("w").offers("git").info(), Duration.ofHours(2));
        assertThat(worker.claimIds(1)).containsExactly("t");
    }

    @Test
    void capabilitiesDroppedByAHeartbeatAreRemovedAtOnce() {
        client().submit(task("a").type("a"), task("b").type("b"));
        TckWorker worker = worker(WorkerProfile.of("w").types("a", "b"));

        worker.beat(WorkerProfile.of("w").types("b").info(), Duration.ofHours(2));
        assertThat(worker.claimIds(5)).containsExactly("b");
    }
}
