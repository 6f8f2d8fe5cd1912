package io.codefleet.control.tasks;

import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import java.time.Instant;
import java.util.Optional;

/** Derives from an event what a summary shows until the task is read again. */
final class AppliedEvent {
    private AppliedEvent() {}

    /** Returns whether an event is of the submit of which the summary is. */
    static boolean isKnown(TaskSummary task, TaskEvent event) {
        // A replayed task is submitted again, later than an old summary says.
        return event.kind() == TaskEvent.Kind.SUBMITTED
                && task.submittedAt().toEpochMilli() >= event.at().toEpochMilli();
    }

    static TaskSummary apply(TaskSummary task, TaskEvent event) {
        // A page may have brought a later state than the event.
        if (task.status().isTerminal() || event.attempt() < task.attempt()) {
            return task;
        }
        Optional<Instant> now = Optional.of(event.at());
        return switch (event.kind()) {
            case SUBMITTED -> task;
            case STARTED -> change(task, event, TaskStatus.RUNNING, now, Optional.empty());
            case RETRYING, LEASE_LOST, RELEASED ->
                change(task, event, TaskStatus.QUEUED, task.startedAt(), Optional.empty());
            case CANCEL_REQUESTED -> change(task, event, task.status(), task.startedAt(), Optional.empty());
            case COMPLETED -> change(task, event, TaskStatus.COMPLETED, task.startedAt(), now);
            case FAILED -> change(task, event, TaskStatus.FAILED, task.startedAt(), now);
            case CANCELLED -> change(task, event, TaskStatus.CANCELLED, task.startedAt(), now);
        };
    }

    private static TaskSummary change(
            TaskSummary task,
            TaskEvent event,
            TaskStatus status,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {
        return task.toBuilder()
                .status(status)
                .attempt(Math.max(task.attempt(), event.attempt()))
                .workerId(event.workerId().or(task::workerId).orElse(null))
                .startedAt(startedAt.orElse(null))
                .finishedAt(finishedAt.orElse(null))
                .dueAt(null)
                .cancelRequested(task.cancelRequested() || event.kind() == TaskEvent.Kind.CANCEL_REQUESTED)
                .build();
    }
}
