package io.codefleet.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.FleetStats;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingPlanTest {
    private static final ScalingOptions OPTIONS = ScalingOptions.DEFAULT.targetWait(Duration.ofSeconds(60));

    private static WorkerInfo worker(String id, String capabilities, int slots, int running, int seconds) {
        return WorkerInfo.builder(id, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(new TreeSet<>(List.of("*")))
                .capabilities(
                        capabilities.isEmpty()
                                ? Collections.emptySortedSet()
                                : new TreeSet<>(List.of(capabilities.split(" "))))
                .concurrency(slots)
                .running(running)
                .performance(new WorkerPerformance(
                        10, 0, 0, Duration.ofSeconds(seconds).multipliedBy(10)))
                .build();
    }

    private static FleetStats.Lane lane(String type, String requires, long queued) {
        return FleetStats.Lane.builder(type)
                .requiredCapabilities(
                        requires.isEmpty() ? Collections.emptySortedSet() : new TreeSet<>(List.of(requires)))
                .queued(queued)
                .oldest(Duration.ofSeconds(queued))
                .servingWorkers(1)
                .build();
    }

    private static FleetStats stats(boolean paused, FleetStats.Lane... lanes) {
        return FleetStats.builder(Instant.EPOCH)
                .paused(paused)
                .lanes(List.of(lanes))
                .build();
    }

    private static ScalingPlan plan(List<WorkerInfo> workers, FleetStats.Lane... lanes) {
        return ScalingPlan.of(stats(false, lanes), workers, OPTIONS);
    }

    /** Running is what arrivals need; the backlog is to be gone within a minute. */
    @ParameterizedTest
    @CsvSource({
        // workers, slots, running each, seconds a task, queued, wanted
        "1, 1, 0, 10, 0, 0",
        "1, 1, 1, 10, 0, 1",
        "4, 2, 1, 10, 0, 2",
        "1, 1, 1, 10, 6, 2",
        "1, 1, 1, 10, 60, 11",
        "1, 4, 4, 10, 60, 4",
        "1, 1, 1, 60, 5, 6",
        "1, 1, 1, 600, 5, 6",
        "2, 3, 3, 30, 12, 4",
        "1, 1, 1, 1, 100000, 1000",
    })
    void runningAndQueuedTasksDetermineTheDesiredWorkers(
            int workers, int slots, int running, int seconds, long queued, int wanted) {
        List<WorkerInfo> present = IntStream.range(0, workers)
                .mapToObj(number -> worker("w" + number, "java", slots, running, seconds))
                .toList();
        ScalingPlan plan = queued == 0 ? plan(present) : plan(present, lane("code", "java", queued));
        assertThat(plan.pools()).extracting(Pool::desiredWorkers).containsExactly(wanted);
        assertThat(plan.change()).isEqualTo(wanted - workers);
    }

    @Test
    void aLaneThatNobodyServesIsAPoolOfItsOwn() {
        ScalingPlan plan = plan(List.of(worker("w", "java", 1, 0, 10)), lane("code", "rust", 2));
        assertThat(plan.pools()).extracting(Pool::name).containsExactly("*|java", "code|rust");
        assertThat(plan.pools()).extracting(Pool::desiredWorkers).containsExactly(0, 2);
        assertThat(plan.pools().get(1).workers()).isZero();
    }

    @Test
    void aLaneCountsForThePoolThatOffersLeastBeyondWhatItRequires() {
        List<WorkerInfo> workers =
                List.of(worker("a", "java rust", 1, 0, 60), worker("b", "java", 1, 0, 60), worker("c", "go", 1, 0, 60));
        ScalingPlan plan = plan(workers, lane("code", "java", 3), lane("code", "rust", 1));
        assertThat(plan.pools()).extracting(Pool::name).containsExactly("*|go", "*|java", "*|java,rust");
        assertThat(plan.pools()).extracting(Pool::desiredWorkers).containsExactly(0, 3, 1);
        assertThat(plan.pools().get(1).oldest()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void tasksThatMoreWorkersCannotHelpAreNotCounted() {
        FleetStats.Lane pinned = FleetStats.Lane.builder("")
                .workerId("w")
                .queued(50)
                .servingWorkers(1)
                .build();
        assertThat(plan(List.of(worker("w", "java", 1, 1, 10)), pinned).pools())
                .extracting(Pool::desiredWorkers)
                .containsExactly(1);
        assertThat(ScalingPlan.of(stats(true, lane("code", "java", 50)), List.of(), OPTIONS)
                        .pools())
                .isEmpty();
    }

    @Test
    void theBoundsHold() {
        List<WorkerInfo> idle = List.of(worker("w", "java", 1, 0, 10));
        ScalingOptions bounded = OPTIONS.workers(2, 5);
        assertThat(ScalingPlan.of(stats(false), idle, bounded).pools())
                .extracting(Pool::desiredWorkers)
                .containsExactly(2);
        assertThat(ScalingPlan.of(stats(false, lane("code", "java", 900)), idle, bounded)
                        .pools())
                .extracting(Pool::desiredWorkers)
                .containsExactly(5);
    }

    private static ScalingPlan at(int second, int queued) {
        ScalingPlan plan = plan(List.of(worker("w", "java", 1, 0, 60)), lane("code", "java", queued));
        return new ScalingPlan(Instant.EPOCH.plusSeconds(second), plan.pools());
    }

    /** Feeds a need per second, and checks the plan with a scale-down stabilization of one minute. */
    @Test
    void scaleUpIsImmediateAndScaleDownIsStabilized() {
        ScalingWatch.StabilizationWindow stabilization = new ScalingWatch.StabilizationWindow(Duration.ofSeconds(60));
        int[][] table = {{0, 2, 2}, {10, 5, 5}, {20, 1, 5}, {60, 3, 5}, {70, 1, 5}, {71, 1, 3}, {121, 1, 1}, {122, 4, 4}
        };
        for (int[] row : table) {
            assertThat(stabilization.steadied(at(row[0], row[1])).pools())
                    .as("at second %s", row[0])
                    .extracting(Pool::desiredWorkers)
                    .containsExactly(row[2]);
        }
    }
}
