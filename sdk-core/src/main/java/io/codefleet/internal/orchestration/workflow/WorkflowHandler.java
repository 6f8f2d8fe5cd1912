package io.codefleet.internal.orchestration.workflow;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.json.WorkflowJson.StoredRun;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/** Drives the runs that a worker takes. */
final class WorkflowHandler implements TaskHandler {
    private final CodefleetClient fleet;
    private final Runs runs;
    private final Function<Task, StoredRun> read;

    /**
     * Creates the handler.
     *
     * @param read what run a task is; may throw what a faulty definition is refused with
     */
    WorkflowHandler(CodefleetClient fleet, Runs runs, Function<Task, StoredRun> read) {
        this.fleet = fleet;
        this.runs = runs;
        this.read = read;
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        Promise<TaskResult> result = Promise.promise();
        runs.context().runOnContext(v -> {
            try {
                new DrivenRun(runs, fleet, attempt, read.apply(attempt.task()))
                        .start()
                        .onComplete(result);
            } catch (UnsupportedVersionException e) {
                result.fail(e);
            } catch (MalformedDataException | InvalidInputException e) {
                result.fail(AttemptException.permanent(e.getMessage()));
            } catch (RuntimeException e) {
                result.tryFail(WorkflowDriver.fault(e));
            }
        });
        return result.future();
    }
}
