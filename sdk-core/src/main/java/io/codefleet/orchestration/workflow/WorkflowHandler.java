package io.codefleet.orchestration.workflow;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Codefleet;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.orchestration.Runs;
import io.codefleet.wire.WorkflowJson;
import io.codefleet.wire.WorkflowJson.StoredRun;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Drives the runs that a worker takes. */
final class WorkflowHandler implements TaskHandler {
    private final Codefleet fleet;
    private final Runs runs;

    WorkflowHandler(Codefleet fleet, Runs runs) {
        this.fleet = fleet;
        this.runs = runs;
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        Promise<TaskResult> result = Promise.promise();
        runs.context().runOnContext(v -> {
            try {
                StoredRun run = WorkflowJson.decodeRun(
                        attempt.task().id(), attempt.task().prompt());
                // A worker that is newer than the submitter may know more that a definition must keep to.
                run.workflow().check();
                new DrivenRun(runs, fleet, attempt, run).start().onComplete(result);
            } catch (MalformedDataException | InvalidInputException e) {
                result.fail(AttemptException.permanent(e.getMessage()));
            }
        });
        return result.future();
    }
}
