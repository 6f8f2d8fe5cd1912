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

    /**
     * Creates a handler of agent tasks.
     *
     * @param tasks finds a task of the fleet by its id
     */
    AgentTaskHandler(
            Vertx vertx,
            Agent agent,
            Workspaces workspaces,
            Optional<Duration> limit,
            Approvals approvals,
            Function<String, Future<Optional<TaskInfo>>> tasks) {
        this.vertx = vertx;
        this.agent = agent;
        this.workspaces = workspaces;
        this.limit = limit;
        this.approvals = approvals;
        this.previous = new PreviousTasks(agent, tasks);
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        return new AttemptTurn(vertx, agent, workspaces, attempt, approvals, previous).run(limit);
    }
}
