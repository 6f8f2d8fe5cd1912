package io.codefleet.agent.test;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/** Tasks of a fleet, as a client finds them. */
public final class TaskInfoSamples {
    private TaskInfoSamples() {}

    /** Returns a task that has completed with this result. */
    public static TaskInfo completed(Task task, TaskResult result) {
        return info(
                task, TaskStatus.COMPLETED, Optional.of(new Outcome.Completed(task.id(), 1, Instant.EPOCH, result)));
    }

    /** Returns a task that runs. */
    public static TaskInfo running(Task task) {
        return info(task, TaskStatus.RUNNING, Optional.empty());
    }

    private static TaskInfo info(Task task, TaskStatus status, Optional<Outcome> outcome) {
        TaskSummary summary = TaskSummary.builder(task.id(), task.type(), status, Instant.EPOCH)
                .priority(task.priority())
                .requiredCapabilities(new TreeSet<>())
                .attempt(1)
                .workerId("w")
                .startedAt(Instant.EPOCH)
                .finishedAt(outcome.map(Outcome::finishedAt).orElse(null))
                .build();
        return TaskInfo.builder(summary, task).outcome(outcome.orElse(null)).build();
    }
}
