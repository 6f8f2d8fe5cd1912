package io.codefleet.launcher.worker;

import io.codefleet.AttemptException;
import io.codefleet.launcher.config.AgentSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** OpenCode as the agent of a worker. */
public final class OpenCodeAgent {
    private OpenCodeAgent() {}

    /** Starts OpenCode, or finds the server that the settings name. */
    public static Future<Agent> start(Vertx vertx, AgentSettings settings) {
        return Future.failedFuture(AttemptException.permanent(
                "the runtime of OpenCode is not there yet; " + settings.command() + " cannot be started"));
    }
}
