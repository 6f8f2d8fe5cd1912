package io.codefleet.agent.opencode.server;

import io.codefleet.agent.Agent;
import io.codefleet.agent.AgentVitals;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A server of OpenCode, or several that are as one, over all their runs. */
public interface OpenCodeServer {
    /**
     * The way to it, for a turn: the run of the server that it leads to goes on until the turn has its answer, unless it dies.
     * Where the server is just being started again, completes with that, or fails if it cannot be started. Is called on the
     * context that turns are confined to.
     *
     * @param session that the turn goes on from; it leads to the server that has it, if one does
     */
    Future<ServerLink> link(Agent.Turn turn, Optional<String> session);

    /** The ways to all servers that run, for what concerns no turn. Is called on that context, too. */
    List<ServerLink> links();

    /** How it is; any thread may ask. */
    AgentVitals vitals();

    /** Ends what we started of it. Never fails. */
    Future<Void> close();
}
