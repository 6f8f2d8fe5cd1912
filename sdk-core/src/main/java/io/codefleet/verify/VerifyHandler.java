package io.codefleet.verify;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.consensus.VerifyTask;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/**
 * Tries a patch: copies the project, applies the patch, runs the command, reports how it ended, and removes the copy. See {@link
 * VerifyTask} for what it takes and gives.
 *
 * <pre>{@code
 * fleet.worker(WorkerOptions.create())
 *     .handle(VerifyTask.TYPE, new VerifyHandler(vertx, VerifyOptions.DEFAULT.root(Path.of("/srv/projects"))))
 *     .start();
 * }</pre>
 *
 * <p>A project that is a Git repository, by its URL or its folder, is copied as of its last commit; any other folder as it is.
 * It needs {@code git} and {@code sh} on the path.
 *
 * <p>The command comes with the task and runs with the rights of this process: give the handler only to workers of a fleet whose
 * submitters may run commands there, such as in a container. The command gets the environment of this process without the
 * variables whose names begin with {@code CODEFLEET_}.
 */
public final class VerifyHandler implements TaskHandler {
    private final Vertx vertx;
    private final VerifyOptions options;

    /** Creates a handler that does blocking work on worker threads of this {@code Vertx}. */
    public VerifyHandler(Vertx vertx, VerifyOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        Task task = attempt.task();
        String patch;
        String command;
        try {
            patch = VerifyTask.patch(task);
            command = VerifyTask.command(task);
        } catch (InvalidInputException e) {
            return Future.failedFuture(AttemptException.permanent(e.getMessage()));
        }
        if (task.context().project().isEmpty()) {
            return Future.failedFuture(
                    AttemptException.permanent("context.project: is not there; name the project to verify in"));
        }
        VerificationCommands commands = new VerificationCommands(vertx, options.maxOutputBytes());
        attempt.stopRequested().onSuccess(reason -> commands.stop());
        return new ProjectCopy(vertx, commands, options)
                .with(
                        task.context().project().get(),
                        folder -> commands.apply(folder, patch)
                                .compose(applied -> applied.exitCode() != 0
                                        ? Future.succeededFuture(result(applied, false))
                                        : commands.run(folder, options.timeLimit(), "sh", "-c", command)
                                                .map(ran -> result(ran, true))))
                .compose(result -> commands.isStopped()
                        ? Future.failedFuture(AttemptException.transientFault("the verification was stopped"))
                        : Future.succeededFuture(result));
    }

    private static TaskResult result(VerificationCommands.CommandOutput exit, boolean applied) {
        return TaskResult.text(exit.output())
                .data(Map.of(
                        VerifyTask.EXIT_CODE,
                        exit.exitCode(),
                        VerifyTask.OUTPUT,
                        exit.output(),
                        VerifyTask.APPLIED,
                        applied));
    }
}
