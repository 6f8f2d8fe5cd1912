package io.codefleet.launcher.cli.command;

import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Makes an agent. */
@FunctionalInterface
public interface AgentStart {
    /** Starts it; completes when it is ready for tasks. */
    Future<Agent> start(Vertx vertx, OpenCodeSettings settings);
}
