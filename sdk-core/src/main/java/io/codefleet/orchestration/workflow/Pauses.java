package io.codefleet.orchestration.workflow;

import io.codefleet.Codefleet;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.workflow.Workflow;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The pauses of a run. A pause is a child task that no worker takes, {@code run/+pause#1} and so on; it lasts until that is
 * cancelled. So it outlives whoever asked for it and whoever drives the run.
 */
final class Pauses {
    private final Codefleet fleet;
    private final String runId;
    private int number = 1;

    Pauses(Codefleet fleet, String runId) {
        this.fleet = fleet;
        this.runId = runId;
    }

    private String id() {
        return runId + "/+pause#" + number;
    }

    /** The task of the pause that lasts now; empty if there is none. */
    Future<Optional<TaskHandle>> current() {
        return fleet.task(id()).compose(found -> {
            if (found.flatMap(TaskInfo::outcome).isEmpty()) {
                return Future.succeededFuture(
                        found.map(info -> fleet.handle(info.summary().id())));
            }
            number++;
            return current();
        });
    }

    /** Begins a pause, unless one lasts. */
    Future<Void> begin(String by) {
        return current().compose(lasting -> lasting.isPresent() ? Future.succeededFuture() : submit(by));
    }

    private Future<Void> submit(String by) {
        Task pause = Task.of("paused by " + by)
                .id(id())
                .parent(runId)
                .type("pause")
                .placement(Placement.worker(id()))
                .limits(TaskLimits.DEFAULT.queueTimeout(Workflow.MAX_DURATION).deadline(Workflow.MAX_DURATION));
        return fleet.submitTask(pause).<Void>mapEmpty().recover(failure -> {
            // Someone else paused it at the same moment; their words stand.
            boolean lasts = failure instanceof DuplicateTaskException;
            return lasts ? Future.succeededFuture() : Future.failedFuture(failure);
        });
    }

    /** Ends the pause that lasts, if one does. */
    Future<Void> end() {
        return current()
                .compose(lasting ->
                        lasting.isPresent() ? lasting.get().cancel("resumed").mapEmpty() : Future.succeededFuture());
    }
}
