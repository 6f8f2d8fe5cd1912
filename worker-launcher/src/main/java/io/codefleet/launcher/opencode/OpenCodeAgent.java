package io.codefleet.launcher.opencode;

import io.codefleet.launcher.config.AgentSettings;
import io.codefleet.launcher.worker.Agent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * OpenCode as the agent of a worker: one server for all its turns, each of which is a session of it. The server is a process
 * that is started, watched and ended here, or one that the settings name.
 *
 * <p>The agent works with the rights of the worker's user. The worker's policy and then OpenCode's configuration say what it
 * may do; a limit that holds against a hostile prompt must come from the system, such as a container.
 */
public final class OpenCodeAgent implements Agent {
    /** What the metadata of our sessions tells, in {@code startedBy}. */
    static final String STARTED_BY = "codefleet";

    private final Vertx vertx;
    private final Context context;
    private final AgentSettings settings;
    private final Server server;
    private final SessionRetention retention;

    OpenCodeAgent(Vertx vertx, Context context, AgentSettings settings, Server server) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.server = server;
        this.retention = new SessionRetention(vertx, server, settings.keepSessions());
        retention.begin();
    }

    /** Starts OpenCode, or finds the server that the settings name. Fails with an {@link OpenCodeException}. */
    public static Future<Agent> start(Vertx vertx, AgentSettings settings) {
        Context context = vertx.getOrCreateContext();
        Promise<Agent> started = Promise.promise();
        context.runOnContext(v -> server(vertx, context, settings)
                .<Agent>map(server -> new OpenCodeAgent(vertx, context, settings, server))
                .onComplete(started));
        return started.future();
    }

    private static Future<Server> server(Vertx vertx, Context context, AgentSettings settings) {
        return settings.url()
                .map(url -> ExternalServer.find(vertx, url, settings))
                .orElseGet(() -> Supervisor.start(
                        vertx,
                        context,
                        new ServerCommand(settings, Optional.ofNullable(System.getenv("PATH"))),
                        Pace.USUAL));
    }

    @Override
    public Turn begin(Request request, Handler<Event> events) {
        SessionTurn turn = new SessionTurn(vertx, context, request, settings, events);
        turn.begin(server);
        return turn;
    }

    @Override
    public Future<Boolean> knows(String sessionId) {
        Promise<Boolean> known = Promise.promise();
        context.runOnContext(v -> server.link()
                .compose(link -> link.client().object("/session/" + sessionId))
                .map(found -> true)
                .otherwise(false)
                .onComplete(known));
        return known.future();
    }

    @Override
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(v -> {
            retention.close();
            server.close().onComplete(closed);
        });
        return closed.future();
    }
}
