package io.codefleet.launcher.opencode;

import io.codefleet.launcher.worker.Agent;
import io.vertx.core.Future;

/** A server of OpenCode, or several that are as one, over all their runs. */
interface Server {
    /**
     * The way to it, for a turn: the run of the server that it leads to goes on until the turn has its answer, unless it dies.
     * Where the server is just being started again, completes with that, or fails if it cannot be started.
     */
    Future<ServerLink> link(Agent.Turn turn);

    /** Ends what we started of it. Never fails. */
    Future<Void> close();
}
