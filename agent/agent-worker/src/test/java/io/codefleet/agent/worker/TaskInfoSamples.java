package io.codefleet.agent.worker;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLabels;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Tasks of a fleet, as a client finds them. */
final class TaskInfoSamples {
    private TaskInfoSamples() {}

    static TaskInfo completed(Task task, TaskResult result) {
        return info(
                task, TaskStatus.COMPLETED, Optional.of(new Outcome.Completed(task.id(), 1, Instant.EPOCH, result)));
    }

    static TaskInfo running(Task task) {
        return info(task, TaskStatus.RUNNING, Optional.empty());
    }

    private static TaskInfo info(Task task, TaskStatus status, Optional<Outcome> outcome) {
        TaskSummary summary = new TaskSummary(
                task.id(),
                task.type(),
                status,
                task.priority(),
                new TreeSet<>(),
                1,
                0,
                Optional.of("w"),
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                outcome.map(Outcome::finishedAt),
                Optional.empty(),
                Optional.empty(),
                false,
                TaskLabels.NONE,
                BigDecimal.ZERO);
        return new TaskInfo(summary, task, outcome, Optional.empty(), List.of());
    }
}
