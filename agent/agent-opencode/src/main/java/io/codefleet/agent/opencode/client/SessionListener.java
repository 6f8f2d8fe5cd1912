package io.codefleet.agent.opencode.client;

import io.codefleet.AttemptException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Receives what happens to one session of a server, and to those of its subagents. Called on the context of the server. */
public interface SessionListener {
    /** Handles an event of the session itself. */
    void event(String type, JsonObject properties);

    /** Handles an event of a subagent's session. */
    void childEvent(String type, JsonObject properties);

    /** Handles a reconnect to the server. Events may have been lost while the connection was. */
    void reconnected();

    /** Handles the loss of the server, which has ended or is about to end; {@code gone} completes when it has ended. */
    void lost(AttemptException why, Future<Void> gone);

    /** Aborts the work of the session; completes when it has ended. Never fails. */
    Future<Void> abort();
}
