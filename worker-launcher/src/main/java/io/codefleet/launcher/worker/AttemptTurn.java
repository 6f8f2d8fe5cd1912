package io.codefleet.launcher.worker;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.launcher.workspace.Changes;
import io.codefleet.launcher.workspace.Workspace;
import io.codefleet.launcher.workspace.Workspaces;
import io.codefleet.wire.DurationText;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as one turn of the agent: waits for the folder, has the agent work, looks at what has changed, and brings it
 * where the task wants it. Whenever it is
 * told to stop it does, also while it waits. Its state is confined to one context.
 */
final class AttemptTurn {
    private final Vertx vertx;
    private final Context context;
    private final Agent agent;
    private final Workspaces workspaces;
    private final Attempt attempt;
    private final TurnTelling telling;
    private final Promise<TaskResult> result = Promise.promise();
    private Agent.@Nullable Turn turn;
    private @Nullable AttemptException stopped;

    AttemptTurn(Vertx vertx, Agent agent, Workspaces workspaces, Attempt attempt, Approvals approvals) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.agent = agent;
        this.workspaces = workspaces;
        this.attempt = attempt;
        this.telling = new TurnTelling(vertx, attempt, approvals);
    }

    /** @param limit the longest that the worker lets it run */
    Future<TaskResult> run(Optional<Duration> limit) {
        attempt.stopRequested()
                .onSuccess(reason ->
                        onContext(() -> stop(AttemptException.transientFault("the attempt was stopped: " + reason))));
        long timer = limit.map(longest ->
                        vertx.setTimer(longest.toMillis(), t -> onContext(() -> stop(tooLong(longest)))))
                .orElse(-1L);
        workspaces
                .open(attempt)
                .onSuccess(workspace -> onContext(() -> enter(workspace)))
                .onFailure(result::tryFail);
        return result.future().onComplete(ended -> {
            vertx.cancelTimer(timer);
            telling.close();
        });
    }

    private void onContext(Runnable step) {
        context.runOnContext(v -> step.run());
    }

    private static AttemptException tooLong(Duration longest) {
        return new AttemptException(
                TaskError.of(
                        ErrorKind.ATTEMPT_TIMEOUT,
                        "the attempt ran longer than this worker's limit of " + DurationText.format(longest)),
                null);
    }

    private void stop(AttemptException why) {
        if (stopped != null) {
            return;
        }
        stopped = why;
        if (turn == null) {
            result.tryFail(why);
        } else {
            turn.abort();
        }
    }

    private void enter(Workspace workspace) {
        work(workspace)
                .compose(answer -> workspace
                        .changes()
                        .compose(changes -> deliver(workspace).map(said -> result(answer, changes, said))))
                .transform(ended -> workspace
                        .close(ended.failed() && stopped == null)
                        .transform(closed -> ended.succeeded()
                                ? Future.succeededFuture(ended.result())
                                : Future.failedFuture(ended.cause())))
                .onComplete(ended -> onContext(() -> end(ended)));
    }

    /** Nothing leaves the folder of an attempt that was stopped: another one may be at the same task. */
    private Future<Map<String, Object>> deliver(Workspace workspace) {
        return stopped == null ? workspace.deliver() : Future.failedFuture(stopped);
    }

    private Future<Agent.Answer> work(Workspace workspace) {
        if (stopped != null) {
            return Future.failedFuture(stopped);
        }
        String title = attempt.task().id() + " attempt " + attempt.number();
        turn = agent.begin(
                new Agent.Request(
                        workspace.folder(),
                        title,
                        PromptText.of(attempt.task()),
                        attempt.task().context().preferredModel()),
                telling::tell);
        return turn.answer();
    }

    private void end(AsyncResult<TaskResult> ended) {
        if (stopped != null) {
            result.tryFail(stopped);
        } else if (ended.succeeded()) {
            result.tryComplete(ended.result());
        } else {
            result.tryFail(ended.cause());
        }
    }

    private static TaskResult result(Agent.Answer answer, Changes changes, Map<String, Object> said) {
        Map<String, Object> data = new TreeMap<>(said);
        changes.omittedBytes().ifPresent(bytes -> data.put("omittedPatchBytes", bytes));
        TaskResult result = TaskResult.text(answer.text())
                .usage(answer.usage())
                .from(answer.model(), answer.sessionId())
                .files(changes.files())
                .data(data);
        return changes.patch()
                .map(patch -> result.patch(patch, changes.files()))
                .orElse(result);
    }
}
