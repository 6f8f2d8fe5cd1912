package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.codefleet.FleetStats;
import io.codefleet.broker.Assignment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fleet in numbers. */
public abstract class StatsTck extends BrokerTck {
    @Test
    void anEmptyFleetHasOnlyZeros() {
        FleetStats stats = client().stats();
        assertThat(stats).isEqualTo(FleetStats.builder(stats.at()).build());
    }

    @Test
    void theStatsHaveTheTimeOfTheBrokersClock() {
        Instant first = client().stats().at();
        client().submit(task("t"));
        Instant submitted = client().find("t").summary().submittedAt();
        assertThat(submitted).isAfterOrEqualTo(first);

        advance(ticks(2));
        assertThat(connect().stats().at()).isAfterOrEqualTo(submitted.plus(ticks(2)));
    }

    @Test
    void tasksAreCountedByTheirStatus() {
        client().submit(many("t", 6));
        client().submit(task("delayed").delay(ticks(500)));
        TckWorker worker = worker("w");
        List<Assignment> claimed = worker.claim(4);
        worker.complete(claimed.get(0));
        worker.fail(claimed.get(1));
        worker.failAndRetry(claimed.get(2), ticks(500));
        client().cancel("t5");

        FleetStats stats = client().stats();
        assertThat(stats.queued()).isEqualTo(1);
        assertThat(stats.delayed()).isEqualTo(2);
        assertThat(stats.running()).isEqualTo(1);
        assertThat(stats.submitted()).isEqualTo(7);
        assertThat(stats.completed()).isEqualTo(1);
        assertThat(stats.failed()).isEqualTo(1);
        assertThat(stats.cancelled()).isEqualTo(1);
        assertThat(stats.workers()).isEqualTo(1);
    }

    @Test
    void whatIsHandedBackIsQueuedAgain() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.release(worker.claimOne());

        assertThat(client().stats().queued()).isEqualTo(1);
        assertThat(client().stats().running()).isZero();
        assertThat(client().stats().submitted()).isEqualTo(1);
    }

    @Test
    void refusedTasksAreNotCounted() {
        client().submit(task("t"));
        client().refusal(task("t").prompt("something else"));

        assertThat(client().stats().submitted()).isEqualTo(1);
    }

    @Test
    void lanesAreShownWithWhatWaitsInThem() {
        worker(WorkerProfile.of("w1").types("a").offers("git"));
        worker(WorkerProfile.of("w2").types("a", "b"));
        client().submit(task("1").type("a"), task("2").type("a"), task("3").type("b"));
        client().submit(task("4").type("a").requires("git"));

        List<FleetStats.Lane> lanes = client().stats().lanes();
        assertThat(lanes)
                .extracting(
                        FleetStats.Lane::type,
                        lane -> String.join(",", lane.requiredCapabilities()),
                        FleetStats.Lane::queued,
                        FleetStats.Lane::servingWorkers)
                .containsExactlyInAnyOrder(tuple("a", "", 2L, 2), tuple("b", "", 1L, 1), tuple("a", "git", 1L, 1));
        assertThat(lanes).allSatisfy(lane -> assertThat(lane.workerId()).isEmpty());
    }

    @Test
    void aLaneShowsTheWaitOfItsHead() {
        client().submit(task("t"));
        advance(ticks(3));

        assertThat(client().stats().lanes())
                .singleElement()
                .satisfies(
                        lane -> assertThat(lane.oldest()).isBetween(ticks(3), ticks(3).plus(Duration.ofSeconds(30))));
    }

    @Test
    void anEmptyLaneIsNotShown() {
        client().submit(task("t"));
        worker("w").claimOne();

        assertThat(client().stats().lanes()).isEmpty();
    }

    @Test
    void everyClientSeesTheSameNumbers() {
        client().submit(tasks("a", "b"));

        FleetStats seen = connect().stats();
        assertThat(seen.queued()).isEqualTo(2);
        assertThat(seen.submitted()).isEqualTo(2);
    }
}
