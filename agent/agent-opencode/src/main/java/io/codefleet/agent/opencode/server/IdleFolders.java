package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a server forget what it loaded for a folder that no turn is in any more: it takes some 50 MB for each folder, and each
 * task without a project has one of its own. What is left running in such a folder is ended. Is confined to one context.
 */
final class IdleFolders {
    private static final Logger log = LoggerFactory.getLogger(IdleFolders.class);

    private final Vertx vertx;
    private final OpenCodeClient client;
    private final Duration pause;
    private final BackgroundProcessReaper backgroundProcesses;
    /** How many turns are in each folder; one without is on the way to be forgotten. */
    private final Map<String, Integer> turns = new HashMap<>();

    private boolean closed;

    IdleFolders(Vertx vertx, OpenCodeClient client, Duration pause, BackgroundProcessReaper backgroundProcesses) {
        this.vertx = vertx;
        this.client = client;
        this.pause = pause;
        this.backgroundProcesses = backgroundProcesses;
    }

    void enter(String folder) {
        turns.merge(folder, 1, Integer::sum);
    }

    /** Completes when what was left running there has ended. Never fails. */
    Future<Void> leave(String folder) {
        vertx.setTimer(pause.toMillis(), timer -> forget(folder));
        return turns.merge(folder, -1, Integer::sum) == 0
                ? backgroundProcesses.endIn(folder)
                : Future.succeededFuture();
    }

    /** Ends what is left running in a folder, unless a turn is in it; completes when it has ended. Never fails. */
    Future<Void> endStrays(String folder) {
        return closed || turns.getOrDefault(folder, 0) > 0
                ? Future.succeededFuture()
                : backgroundProcesses.endIn(folder);
    }

    /**
     * Disposes of the server's state of a folder, unless a turn has entered the folder in the meantime. A turn that
     * left since then has a timer of its own, which finds nothing.
     */
    private void forget(String folder) {
        if (turns.remove(folder, 0) && !closed) {
            client.in(folder)
                    .postIgnoringAnswer("/instance/dispose", new JsonObject())
                    .onSuccess(
                            done -> log.atDebug().addKeyValue("folder", folder).log("OpenCode forgot a folder"))
                    .onFailure(e -> log.atDebug().setCause(e).log("OpenCode could not forget a folder"));
        }
    }

    /** Stops the work, because the server has ended. */
    void close() {
        closed = true;
    }
}
