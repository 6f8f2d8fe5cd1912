package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.workflow.Workflows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WaitReasonTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final SortedSet<String> GPU = new TreeSet<>(List.of("gpu"));

    private static Optional<String> reason(Task task, TaskStatus status, int failures, FleetStats stats) {
        TaskSummary summary = TaskSummary.builder(task.id(), task.type(), status, NOW)
                .requiredCapabilities(task.requiredCapabilities())
                .failures(failures)
                .dueAt(status == TaskStatus.DELAYED ? NOW.plusSeconds(60) : null)
                .build();
        return WaitReason.of(TaskInfo.builder(summary, task).build(), stats);
    }

    private static FleetStats lane(int serving) {
        FleetStats.Lane lane = FleetStats.Lane.builder("code")
                .requiredCapabilities(GPU)
                .queued(3)
                .servingWorkers(serving)
                .build();
        return FleetStats.builder(NOW).lanes(List.of(lane)).build();
    }

    @Test
    void aLaneThatNobodyServesNamesWhatItNeeds() {
        Task task = Task.of("x").type("code").requires("gpu");

        assertThat(reason(task, TaskStatus.QUEUED, 0, lane(0)))
                .contains("no present worker can serve it: it needs one for type code with gpu;"
                        + " start one with codefleet worker --capability gpu");
        assertThat(reason(task, TaskStatus.QUEUED, 0, lane(1))).isEmpty();
        assertThat(reason(task, TaskStatus.RUNNING, 0, lane(0))).isEmpty();
    }

    @Test
    void aWorkerThatIsAwayIsNamedAlsoWhereItsTaskHasAPermit() {
        CodefleetClient fleet = FleetSession.await(Codefleet.connect("memory:" + UUID.randomUUID()));
        Task task = Task.of("x").placement(Placement.worker("w-1")).concurrency("shop", 1);
        TaskHandle handle = FleetSession.await(fleet.submitTask(task));

        assertThat(WaitReason.of(FleetSession.await(handle.status()), FleetSession.await(fleet.stats()))
                        .orElseThrow())
                .startsWith("no present worker can serve it: it is placed on worker w-1");
        FleetSession.await(fleet.close().map(true));
    }

    @Test
    void aPausedNamespaceKeepsAllButApprovals() {
        FleetStats paused = FleetStats.builder(NOW).paused(true).build();

        assertThat(reason(Task.of("x"), TaskStatus.QUEUED, 0, paused))
                .contains("the namespace is paused: no worker gets a task until 'codefleet resume'");
        assertThat(reason(Task.of("May I?").type(Workflows.APPROVAL_TYPE), TaskStatus.QUEUED, 0, paused))
                .isEmpty();
    }

    @Test
    void aTaskInNoLaneWaitsForItsPermit() {
        FleetStats stats = FleetStats.builder(NOW).waitingForPermit(1).build();

        assertThat(reason(Task.of("x").concurrency("shop", 1), TaskStatus.QUEUED, 0, stats))
                .contains("it may wait for a permit of its concurrency key shop");
        assertThat(reason(Task.of("x"), TaskStatus.QUEUED, 0, stats)).isEmpty();
    }

    @Test
    void aDelayedTaskSaysUntilWhenAndWhy() {
        FleetStats stats = FleetStats.builder(NOW).build();
        Task bounded = Task.of("x").allowance(Allowance.of("team-a").perDay(Budget.cost("5")));

        assertThat(reason(Task.of("x"), TaskStatus.DELAYED, 1, stats).orElseThrow())
                .startsWith("it is delayed until ")
                .endsWith(", as its last attempt failed");
        assertThat(reason(bounded, TaskStatus.DELAYED, 0, stats).orElseThrow()).contains("allowance team-a");
        assertThat(reason(Task.of("x"), TaskStatus.DELAYED, 0, stats).orElseThrow())
                .startsWith("it is delayed until ");
    }
}
