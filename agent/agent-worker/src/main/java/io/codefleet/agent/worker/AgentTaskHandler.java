package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.codefleet.TaskHandler;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.codefleet.agent.workspace.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Runs each task as a conversation with the agent, in the folder of the task's project. */
public final class AgentTaskHandler implements TaskHandler {
    private final Vertx vertx;
    private final Agent agent;
    private final Workspaces workspaces;
    private final Optional<Duration> limit;
    private final Approvals approvals;
    private final PreviousTasks previous;
    private final Function<Attempt, AttemptTranscript> transcripts;

    /**
     * Creates a handler of agent tasks.
     *
     * @param tasks finds a task of the fleet by its id
     * @param transcripts makes the transcript of an attempt
     */
    AgentTaskHandler(
            Vertx vertx,
            Agent agent,
            Workspaces workspaces,
            Optional<Duration> limit,
            Approvals approvals,
            Function<String, Future<Optional<TaskInfo>>> tasks,
            Function<Attempt, AttemptTranscript> transcripts) {
        this.vertx = vertx;
        this.agent = agent;
        this.workspaces = workspaces;
        this.limit = limit;
        this.approvals = approvals;
        this.transcripts = transcripts;
        this.previous = new PreviousTasks(agent, tasks);
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        AttemptTranscript transcript = transcripts.apply(attempt);
        return new AttemptTurn(vertx, agent, workspaces, attempt, approvals, previous, transcript)
                .run(limit)
                .transform(ended -> stored(transcript.end(ended), attempt)
                        .transform(stored -> ended.succeeded()
                                ? Future.succeededFuture(ended.result())
                                : Future.failedFuture(ended.cause())));
    }

    /** Waits for the transcript, but not if the attempt is to stop: it has little time, and its report counts more. */
    private static Future<Void> stored(Future<Void> transcript, Attempt attempt) {
        return attempt.stopRequested().isComplete() ? Future.succeededFuture() : transcript;
    }
}
