package io.codefleet.agent.opencode.client;

import io.codefleet.AttemptException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Receives what happens to one session of a server, and to those of its subagents. Called on the context of the server. */
public interface SessionListener {
    /** An event of the session itself. */
    void event(String type, JsonObject properties);

    /** An event of a subagent's session. */
    void childEvent(String type, JsonObject properties);

    /** Events may have been lost, as the connection to the server was. */
    void reconnected();

    /** The server is gone, or is about to be; {@code gone} completes when it is. */
    void lost(AttemptException why, Future<Void> gone);

    /** Has the work of the session end, and completes when it has. Never fails. */
    Future<Void> abort();
}
