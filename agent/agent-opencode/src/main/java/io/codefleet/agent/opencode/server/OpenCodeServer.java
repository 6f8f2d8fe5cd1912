package io.codefleet.agent.opencode.server;

import io.codefleet.agent.Agent;
import io.codefleet.agent.AgentVitals;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A server of OpenCode, or several that are as one, over all their runs. */
public interface OpenCodeServer {
    /**
     * Returns a link to the server for a turn. The run of the server behind the link lasts until the turn has its answer, unless
     * it dies. While the server is being restarted, the future waits for that, and fails if the restart does. Called on the
     * context that turns are confined to.
     *
     * @param session the session that the turn continues; the link leads to the server that has it, if one does
     */
    Future<ServerLink> link(Agent.Turn turn, Optional<String> session);

    /**
     * Returns the links to all running servers, for requests that concern no turn. Must be called on that context, too.
     */
    List<ServerLink> links();

    /** Returns the vitals of the server. May be called on any thread. */
    AgentVitals vitals();

    /** Ends what we started of it. Never fails. */
    Future<Void> close();
}
