package io.codefleet.launcher.worker;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.launcher.workspace.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/** Runs each task as one turn of the agent, in the folder of the task's project. */
public final class AgentTaskHandler implements TaskHandler {
    private final Vertx vertx;
    private final Agent agent;
    private final Workspaces workspaces;
    private final Optional<Duration> limit;
    private final Approvals approvals;

    AgentTaskHandler(Vertx vertx, Agent agent, Workspaces workspaces, Optional<Duration> limit, Approvals approvals) {
        this.vertx = vertx;
        this.agent = agent;
        this.workspaces = workspaces;
        this.limit = limit;
        this.approvals = approvals;
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        if (!attempt.task().context().previousTasks().isEmpty()) {
            return Future.failedFuture(AttemptException.permanent(
                    "previousTasks: this worker cannot continue the conversation of another task yet; "
                            + "put what matters of it into the prompt"));
        }
        return new AttemptTurn(vertx, agent, workspaces, attempt, approvals).run(limit);
    }
}
