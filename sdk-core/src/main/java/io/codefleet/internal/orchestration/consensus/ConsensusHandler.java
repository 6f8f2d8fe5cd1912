package io.codefleet.internal.orchestration.consensus;

import io.codefleet.Attempt;
import io.codefleet.Attempt.StopReason;
import io.codefleet.AttemptException;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.consensus.Consensus;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.json.ConsensusTask;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Holds the consensus that a task defines; see {@link ConsensusTask}. */
public final class ConsensusHandler implements TaskHandler {
    private final Runs runs;

    /** Creates the handler; what it holds belongs to these runs. */
    public ConsensusHandler(Runs runs) {
        this.runs = runs;
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        Consensus consensus;
        try {
            consensus = ConsensusTask.definition(attempt.task());
        } catch (MalformedDataException | InvalidInputException e) {
            return Future.failedFuture(AttemptException.permanent(String.valueOf(e.getMessage())));
        }
        Promise<TaskResult> promise = Promise.promise();
        runs.context().runOnContext(v -> {
            ConsensusRun run = ConsensusRun.start(
                    runs, consensus.run(consensus.run().headers(attempt.task().headers())));
            run.result()
                    .map(ConsensusResults::encode)
                    .onSuccess(promise::tryComplete)
                    .onFailure(cause -> promise.tryFail(failure(cause)));
            attempt.stopRequested()
                    .onSuccess(reason -> runs.context().runOnContext(on -> {
                        promise.tryFail(AttemptException.transientFault("the driver was asked to stop: " + reason));
                        leave(run, reason);
                    }));
        });
        return promise.future();
    }

    /** Leaves the run. The votes of a cancelled task end with it; those of a lost one go on for the driver that holds it next. */
    private static void leave(ConsensusRun run, StopReason reason) {
        if (reason == StopReason.CANCELLED) {
            run.endCancelled("the task was cancelled");
        } else {
            run.leave();
        }
    }

    private static Throwable failure(Throwable cause) {
        boolean lasting = cause instanceof CodefleetException known && !known.retryable();
        return lasting ? AttemptException.permanent(String.valueOf(cause.getMessage())) : cause;
    }
}
