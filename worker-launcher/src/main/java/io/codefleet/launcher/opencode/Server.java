package io.codefleet.launcher.opencode;

import io.vertx.core.Future;

/** A server of OpenCode, over all its runs. */
interface Server {
    /** The way to it; where it is just being started again, completes with that, or fails if it cannot be started. */
    Future<ServerLink> link();

    /** Ends what we started of it. Never fails. */
    Future<Void> close();
}
