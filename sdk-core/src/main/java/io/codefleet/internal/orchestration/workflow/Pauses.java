package io.codefleet.internal.orchestration.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The pauses of a run. A pause is a child task that no worker takes, {@code run/+pause#1} and so on; it lasts until that is
 * cancelled. So it outlives the process that asked for it and the driver of the run.
 *
 * <p>A pause that has ended is forgotten after the retention. So that the next one is found then, too, a resume first leaves a
 * second such task, {@code run/+resumed#1}, which lasts as long as the run: it says that the pause of its number is over.
 */
final class Pauses {
    private static final String RUN_ENDED = "the run has ended";

    private final CodefleetClient fleet;
    private final String runId;
    private int number = 1;

    Pauses(CodefleetClient fleet, String runId) {
        this.fleet = fleet;
        this.runId = runId;
    }

    private String pauseId(int which) {
        return runId + "/+pause#" + which;
    }

    private String resumedId(int which) {
        return runId + "/+resumed#" + which;
    }

    /** Returns the task of the current pause; empty if the run is not paused. */
    Future<Optional<TaskHandle>> current() {
        int which = number;
        return fleet.task(pauseId(which)).compose(pause -> {
            if (isLive(pause)) {
                return Future.succeededFuture(Optional.of(fleet.handle(pauseId(which))));
            }
            return isOver(pause, which).compose(over -> {
                if (!over) {
                    return Future.succeededFuture(Optional.empty());
                }
                number = Math.max(number, which + 1);
                return current();
            });
        });
    }

    /** Returns whether a pause that does not last any more had begun. */
    private Future<Boolean> isOver(Optional<TaskInfo> pause, int which) {
        return pause.isPresent()
                ? Future.succeededFuture(true)
                : fleet.task(resumedId(which)).map(Optional::isPresent);
    }

    private static boolean isLive(Optional<TaskInfo> task) {
        return task.filter(info -> info.outcome().isEmpty()).isPresent();
    }

    /** Begins a pause, unless one lasts. */
    Future<Void> begin(String by) {
        return current()
                .compose(lasting ->
                        lasting.isPresent() ? Future.succeededFuture() : submit(pauseId(number), "paused by " + by));
    }

    private Future<Void> submit(String id, String why) {
        Task task = Task.of(why)
                .id(id)
                .parent(runId)
                .type(Workflows.PAUSE_TYPE)
                .placement(Placement.worker(id))
                .limits(TaskLimits.DEFAULT.queueTimeout(Workflow.MAX_DURATION).deadline(Workflow.MAX_DURATION));
        return fleet.submitTask(task).<Void>mapEmpty().recover(failure -> {
            // Someone else did it at the same moment; their words stand.
            boolean lasts = failure instanceof DuplicateTaskException;
            return lasts ? Future.succeededFuture() : Future.failedFuture(failure);
        });
    }

    /** Ends the pause that lasts, if one does. Once the run has ended nothing looks for a next one, and nothing is noted. */
    Future<Void> end() {
        return current().compose(lasting -> {
            if (lasting.isEmpty()) {
                return Future.succeededFuture();
            }
            TaskHandle pause = lasting.get();
            return hasRunEnded()
                    .compose(ended -> ended ? Future.succeededFuture() : submit(resumedId(number), "resumed"))
                    .compose(noted -> pause.cancel("resumed").mapEmpty());
        });
    }

    private Future<Boolean> hasRunEnded() {
        return fleet.task(runId).map(run -> run.flatMap(TaskInfo::outcome).isPresent());
    }

    /** Ends what the pauses of a run have left, as it has ended: a pause that lasts, and the notes of earlier resumes. */
    void forget() {
        current().onComplete(lasting -> {
            if (lasting.succeeded()) {
                lasting.result().ifPresent(pause -> pause.cancel(RUN_ENDED));
            }
            for (int which = 1; which < number; which++) {
                fleet.handle(resumedId(which)).cancel(RUN_ENDED);
            }
        });
    }
}
