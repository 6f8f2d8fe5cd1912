package io.codefleet.agent.worker;

import io.codefleet.AgentActivity;
import io.codefleet.AgentOptions;
import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.codefleet.agent.AttemptBudget;
import io.codefleet.agent.workspace.Workspace;
import io.codefleet.agent.workspace.Workspaces;
import io.codefleet.agent.workspace.git.Push;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.codefleet.time.DurationText;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt as a conversation with the agent: waits for the folder, has the agent work, collects the changes, and delivers
 * them where the task wants them. It obeys a request to stop at any time, also while it waits. An exception of any step fails the
 * attempt and leaves its folder. Its state is confined to one context.
 */
final class AttemptTurn {
    private static final Logger log = LoggerFactory.getLogger(AttemptTurn.class);

    private final Vertx vertx;
    private final Context context;
    private final Agent agent;
    private final Workspaces workspaces;
    private final Attempt attempt;
    private final TurnProgressMapper mapper;
    private final PreviousTasks previous;
    private final AttemptTranscript transcript;
    private final Promise<TaskResult> result = Promise.promise();
    private @Nullable Conversation conversation;
    private @Nullable AttemptException stopped;

    AttemptTurn(
            Vertx vertx,
            Agent agent,
            Workspaces workspaces,
            Attempt attempt,
            Approvals approvals,
            PreviousTasks previous,
            AttemptTranscript transcript) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.agent = agent;
        this.workspaces = workspaces;
        this.attempt = attempt;
        this.previous = previous;
        this.transcript = transcript;
        this.mapper = new TurnProgressMapper(vertx, attempt, approvals);
    }

    /**
     * Runs the attempt.
     *
     * @param limit the longest that the worker lets it run
     */
    Future<TaskResult> run(Optional<Duration> limit) {
        attempt.stopRequested()
                .onSuccess(reason ->
                        onContext(() -> stop(AttemptException.transientFault("the attempt was stopped: " + reason))));
        long timer = limit.map(longest ->
                        vertx.setTimer(longest.toMillis(), t -> onContext(() -> stop(tooLong(longest)))))
                .orElse(-1L);
        begun(() -> workspaces.open(attempt))
                .onSuccess(workspace -> onContext(() -> enter(workspace)))
                .onFailure(result::tryFail);
        return result.future().onComplete(ended -> {
            vertx.cancelTimer(timer);
            mapper.close();
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
        if (conversation == null) {
            result.tryFail(why);
        } else {
            stop(conversation);
        }
    }

    /** Stops the conversation. Waits for a conversation that cannot be stopped, as it may still work in the folder. */
    private void stop(Conversation running) {
        try {
            running.stop();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("task", attempt.task().id()).setCause(e).log("could not stop the agent");
        }
    }

    /** Returns a step whose future fails with what it throws. */
    private static <T> Future<T> begun(Supplier<Future<T>> step) {
        return Future.succeededFuture().compose(now -> step.get());
    }

    private void enter(Workspace workspace) {
        if (stopped != null) {
            workspace.close(false);
            return;
        }
        Task task = attempt.task();
        begun(() -> agent.enter(workspace.folder(), task.id()))
                .compose(entered -> previous.opening(task.context().previousTasks()))
                .compose(opening -> onContext(() -> talk(workspace, opening)))
                .compose(this::answered)
                .compose(reply -> agent.endIn(workspace.folder()).compose(ended -> collect(workspace, reply)))
                .transform(ended -> begun(() -> agent.leave(workspace.folder(), task.id()))
                        .transform(left -> begun(() -> agent.endIn(workspace.folder())))
                        .transform(quiet -> begun(() -> workspace.close(ended.failed() && stopped == null)))
                        .transform(closed -> ended.succeeded()
                                ? Future.succeededFuture(ended.result())
                                : Future.failedFuture(ended.cause())))
                .onComplete(ended -> onContext(() -> end(ended)));
    }

    private <T> Future<T> onContext(Supplier<Future<T>> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> begun(step).onComplete(done));
        return done.future();
    }

    private Future<TaskResult> collect(Workspace workspace, Conversation.ConversationResult reply) {
        return workspace
                .changes()
                .compose(changes -> workspace
                        .artifacts(attempt.task().context().agent().artifacts())
                        .compose(artifacts -> deliver(workspace)
                                .map(reported ->
                                        result(reply, changes, reported).artifacts(artifacts))));
    }

    /** Returns the answer of an attempt that was not stopped before it came. A later stop does not discard it. */
    private Future<Conversation.ConversationResult> answered(Conversation.ConversationResult reply) {
        return stopped == null ? Future.succeededFuture(reply) : Future.failedFuture(stopped);
    }

    /**
     * Delivers the changes of the workspace. Fails if they are to be pushed and the attempt was stopped: nothing leaves its
     * folder then, as another attempt may run the same task.
     */
    private Future<Map<String, Object>> deliver(Workspace workspace) {
        return stopped == null || Push.of(attempt.task()).isEmpty()
                ? workspace.deliver()
                : Future.failedFuture(stopped);
    }

    private Future<Conversation.ConversationResult> talk(Workspace workspace, PreviousTasks.Opening opening) {
        if (stopped != null) {
            return Future.failedFuture(stopped);
        }
        Task task = attempt.task();
        AgentOptions asked = task.context().agent();
        Agent.TurnRequest request = Agent.TurnRequest.of(
                        workspace.folder(),
                        task.id() + " attempt " + attempt.number(),
                        opening.transcript() + PromptText.of(task))
                .options(asked)
                .start(opening.start())
                .budget(AttemptBudget.of(asked.budget(), asked.maxSteps()));
        Conversation begun = new Conversation(vertx, context, agent, request, task.context(), this::publish);
        conversation = begun;
        return begun.hold();
    }

    private void publish(Agent.Event event) {
        mapper.publish(event);
        transcript.record(event);
        if (event instanceof Agent.Event.Activity shown) {
            observe(shown.activity());
        }
    }

    /** Shows an activity to the interceptors. An exception of one must not end the turn, which has been paid for. */
    private void observe(AgentActivity activity) {
        try {
            attempt.observe(activity);
        } catch (RuntimeException e) {
            log.atError().addKeyValue("task", attempt.task().id()).setCause(e).log("an observer of the agent failed");
        }
    }

    private void end(AsyncResult<TaskResult> ended) {
        try {
            completeWith(ended);
        } catch (RuntimeException e) {
            result.tryFail(e);
        }
    }

    /**
     * Reports a result that is complete even if the attempt was stopped meanwhile: it is paid for, and may be pushed. Reports
     * the usage of a failed attempt with its error, because it has to be paid for, too.
     */
    private void completeWith(AsyncResult<TaskResult> ended) {
        Usage spent = conversation == null ? Usage.NONE : conversation.spent();
        if (ended.succeeded()) {
            result.tryComplete(ended.result());
        } else if (stopped != null) {
            result.tryFail(stopped.usage(spent));
        } else {
            result.tryFail(ended.cause() instanceof AttemptException why ? why.usage(spent) : ended.cause());
        }
    }

    /**
     * Returns what the result omits.
     *
     * @param pushed whether files of Git LFS are where the project is
     */
    private static Map<String, Object> omissions(WorkspaceChanges changes, boolean pushed) {
        Map<String, Object> reported = new TreeMap<>();
        changes.omittedBytes().ifPresent(bytes -> reported.put(TaskResult.OMITTED_PATCH_BYTES, bytes));
        if (changes.omittedFiles() > 0) {
            reported.put(TaskResult.OMITTED_FILES, changes.omittedFiles());
        }
        if (!changes.unreported().isEmpty()) {
            reported.put(TaskResult.UNREPORTED, changes.unreported());
        }
        if (!changes.omittedContent().isEmpty() && !pushed) {
            reported.put(TaskResult.OMITTED_CONTENT, changes.omittedContent());
        }
        return reported;
    }

    private static TaskResult result(
            Conversation.ConversationResult reply, WorkspaceChanges changes, Map<String, Object> reported) {
        Agent.Answer answer = reply.answer();
        Map<String, Object> data = new TreeMap<>(reported);
        data.putAll(omissions(changes, reported.containsKey("commit")));
        reply.output().ifPresent(value -> data.put(TaskResult.OUTPUT, value));
        TaskResult result = TaskResult.text(answer.text())
                .usage(answer.usage())
                .producedBy(answer.model(), answer.sessionId())
                .files(changes.files())
                .data(data)
                .agent(answer.report());
        return changes.patch()
                .map(patch -> result.patch(patch, changes.files()))
                .orElse(result);
    }
}
