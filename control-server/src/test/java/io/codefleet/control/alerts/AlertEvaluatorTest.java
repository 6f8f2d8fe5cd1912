package io.codefleet.control.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.control.tasks.TaskActivity;
import io.codefleet.control.tasks.WaitingApprovals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertEvaluatorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final TaskActivity QUIET = new TaskActivity(
            20, 0, Duration.ofSeconds(10), BigDecimal.ZERO, Optional.of(NOW.minusSeconds(5)), 0, Map.of());

    private long queued;
    private boolean paused;
    private List<FleetStats.Lane> lanes = List.of();
    private List<WorkerInfo> workers = List.of();
    private TaskActivity activity = QUIET;
    private List<WaitingApprovals.Approval> approvals = List.of();
    private List<Spending> spending = List.of();
    private Map<String, Allowance> allowances = Map.of();
    private Set<String> active = Set.of();

    private List<String> found() {
        FleetStats stats = FleetStats.builder(NOW)
                .queued(queued)
                .workers(1)
                .paused(paused)
                .lanes(lanes)
                .build();
        TaskActivity known = new TaskActivity(
                activity.completed(),
                activity.failed(),
                activity.meanCompletion(),
                activity.meanCost(),
                activity.lastProgress(),
                activity.leasesLost(),
                allowances);
        FleetFigures figures = new FleetFigures(stats, workers, known, approvals, spending);
        return new AlertEvaluator(AlertOptions.defaults())
                .evaluate(figures, active).stream()
                        .map(condition -> condition.rule().code() + ":" + condition.subject())
                        .toList();
    }

    private static WorkerInfo worker(String id, WorkerState state, long unseen) {
        return WorkerInfo.builder(id, state, NOW, NOW.minusSeconds(unseen))
                .types(List.of("general"))
                .concurrency(1)
                .build();
    }

    private static FleetStats.Lane lane(int serving, long oldestSeconds) {
        return FleetStats.Lane.builder("report")
                .requiredCapabilities(new TreeSet<>(List.of("java")))
                .queued(3)
                .oldest(Duration.ofSeconds(oldestSeconds))
                .servingWorkers(serving)
                .build();
    }

    @Test
    void aQuietFleetHasNoAlert() {
        workers = List.of(worker("w1", WorkerState.ONLINE, 1));
        assertThat(found()).isEmpty();
    }

    @Test
    void aWorkerThatIsOfflineForLongIsReported() {
        workers = List.of(worker("gone", WorkerState.OFFLINE, 121), worker("blinks", WorkerState.OFFLINE, 119));
        assertThat(found()).containsExactly("worker-offline:gone");
    }

    /** An alert whose condition holds is not resolved because of others. */
    @Test
    void ofManySubjectsThoseAreReportedFirstThatHaveAnAlert() {
        workers = IntStream.range(100, 160)
                .mapToObj(i -> worker("w" + i, WorkerState.OFFLINE, 121))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(workers);
        assertThat(found())
                .isEqualTo(IntStream.range(100, 150)
                        .mapToObj(i -> "worker-offline:w" + i)
                        .toList());
        active = Set.of(new AlertCondition(AlertRule.WORKER_OFFLINE, "w159", 0, "").alertId());
        assertThat(found())
                .hasSize(50)
                .contains("worker-offline:w159", "worker-offline:w148")
                .doesNotContain("worker-offline:w149");
    }

    @Test
    void aLongQueueIsReported() {
        queued = 1001;
        assertThat(found()).containsExactly("queue-length:");
        queued = 1000;
        assertThat(found()).isEmpty();
    }

    @Test
    void manyFailuresOfEnoughTasksAreReported() {
        activity = new TaskActivity(8, 1, Duration.ZERO, BigDecimal.ZERO, Optional.of(NOW), 0, Map.of());
        assertThat(found()).isEmpty();
        activity = new TaskActivity(8, 2, Duration.ZERO, BigDecimal.ZERO, Optional.of(NOW), 0, Map.of());
        assertThat(found()).containsExactly("failure-rate:");
        activity = new TaskActivity(18, 2, Duration.ZERO, BigDecimal.ZERO, Optional.of(NOW), 0, Map.of());
        assertThat(found()).isEmpty();
    }

    @Test
    void slowTasksAreReported() {
        activity = new TaskActivity(1, 0, Duration.ofSeconds(301), BigDecimal.ZERO, Optional.of(NOW), 0, Map.of());
        assertThat(found()).containsExactly("completion-time:");
    }

    @Test
    void tasksThatWaitWhileNothingMovesAreReported() {
        queued = 3;
        lanes = List.of(lane(1, 700));
        activity =
                new TaskActivity(0, 0, Duration.ZERO, BigDecimal.ZERO, Optional.of(NOW.minusSeconds(700)), 0, Map.of());
        assertThat(found()).containsExactly("no-progress:");
        paused = true;
        assertThat(found()).isEmpty();
    }

    @Test
    void aFleetThatHadNothingToDoIsNotStuckWhenATaskComes() {
        queued = 3;
        lanes = List.of(lane(1, 5));
        activity = new TaskActivity(
                0, 0, Duration.ZERO, BigDecimal.ZERO, Optional.of(NOW.minusSeconds(90_000)), 0, Map.of());
        assertThat(found()).isEmpty();
    }

    @Test
    void aLaneWithoutWorkersIsReported() {
        lanes = List.of(lane(0, 5));
        assertThat(found()).containsExactly("unserved-lane:report[java]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/ask-1.1", "run/+pause#1", "run/+time-limit"})
    void whatNoWorkerServesByDesignWaitsForNone(String id) {
        queued = 1;
        lanes = List.of(FleetStats.Lane.builder("")
                .workerId(id)
                .queued(1)
                .oldest(Duration.ofHours(2))
                .build());
        activity = new TaskActivity(
                0, 0, Duration.ZERO, BigDecimal.ZERO, Optional.of(NOW.minusSeconds(7200)), 0, Map.of());
        assertThat(found()).isEmpty();
    }

    @Test
    void aTaskThatIsPlacedOnAWorkerThatIsAwayWaitsForIt() {
        lanes = List.of(
                FleetStats.Lane.builder("").workerId("build-7").queued(1).build());
        assertThat(found()).containsExactly("unserved-lane:[]@build-7");
    }

    @Test
    void anApprovalIsReportedHalfThroughItsTime() {
        approvals = List.of(
                new WaitingApprovals.Approval("late", NOW.minusSeconds(60), NOW.plusSeconds(50)),
                new WaitingApprovals.Approval("early", NOW.minusSeconds(40), NOW.plusSeconds(50)));
        assertThat(found()).containsExactly("approval-waits:late");
    }

    @Test
    void anAllowanceIsReportedAtFourFifthsOfItsLimit() {
        LocalDate today = LocalDate.parse("2026-01-01");
        Spending.Spent spent = new Spending.Spent(new BigDecimal("8.10"), 10, 1);
        spending = List.of(
                new Spending("team", today, spent, new TreeMap<>(Map.of(today, spent))),
                new Spending("unknown", today, spent, new TreeMap<>()));
        Budget ten = new Budget(Optional.of(new BigDecimal("10")), Optional.empty());
        allowances = Map.of("team", Allowance.of("team").perDay(ten));
        assertThat(found()).containsExactly("allowance-used:team");
        Budget eleven = new Budget(Optional.of(new BigDecimal("11")), Optional.empty());
        allowances = Map.of("team", Allowance.of("team").perDay(eleven));
        assertThat(found()).isEmpty();
    }

    @Test
    void lostLeasesAreReported() {
        activity = new TaskActivity(20, 0, Duration.ZERO, BigDecimal.ZERO, Optional.of(NOW), 4, Map.of());
        assertThat(found()).containsExactly("leases-lost:");
    }
}
