package io.codefleet.agent.worker;

import io.codefleet.TaskHandler;
import io.codefleet.agent.Agent;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Handlers of tasks for tests. */
public final class TaskHandlers {
    private TaskHandlers() {}

    /** Runs attempts as a worker does, on projects in the folder of that name. */
    public static TaskHandler on(Vertx vertx, Agent agent, Path stateDir, Optional<Duration> limit) {
        return new AgentTaskHandler(
                vertx,
                agent,
                new Workspaces(vertx, WorkspaceSettings.defaults(stateDir).root(stateDir.resolve("projects"))),
                limit,
                Approvals.NONE,
                id -> Future.succeededFuture(Optional.empty()),
                attempt -> AttemptTranscript.NONE);
    }
}
