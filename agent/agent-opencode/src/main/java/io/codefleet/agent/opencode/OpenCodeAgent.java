package io.codefleet.agent.opencode;

import io.codefleet.agent.Agent;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.server.ExternalServer;
import io.codefleet.agent.opencode.server.OpenCodeServer;
import io.codefleet.agent.opencode.server.ProbeIntervals;
import io.codefleet.agent.opencode.server.RunningTasks;
import io.codefleet.agent.opencode.server.ServerCommand;
import io.codefleet.agent.opencode.server.ServerPool;
import io.codefleet.agent.opencode.server.Supervisor;
import io.codefleet.agent.opencode.session.DiagnosedTurn;
import io.codefleet.agent.opencode.session.DiskSpace;
import io.codefleet.agent.opencode.session.SessionRetention;
import io.codefleet.agent.opencode.session.SessionTurn;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenCode as the agent of a worker: one server for all its turns, each of which is a session of it. The server is a process
 * that is started, watched and ended here, or one that the settings name.
 *
 * <p>The agent works with the rights of the worker's user. The worker's policy and then OpenCode's configuration say what it
 * may do; a limit that holds against a hostile prompt must come from the system, such as a container.
 */
public final class OpenCodeAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(OpenCodeAgent.class);

    private final Vertx vertx;
    private final Context context;
    private final OpenCodeSettings settings;
    private final OpenCodeServer server;
    private final SessionRetention retention;

    public OpenCodeAgent(Vertx vertx, Context context, OpenCodeSettings settings, OpenCodeServer server) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.server = server;
        this.retention = new SessionRetention(vertx, server, settings.keepSessions());
        retention.begin();
    }

    /** Starts OpenCode, or finds the server that the settings name. Fails with an {@link OpenCodeException}. */
    public static Future<Agent> start(Vertx vertx, OpenCodeSettings settings) {
        Context context = vertx.getOrCreateContext();
        Promise<Agent> started = Promise.promise();
        context.runOnContext(v -> change(vertx, settings, RunningTasks::clear)
                .compose(clear -> server(vertx, context, settings))
                .<Agent>map(server -> new OpenCodeAgent(vertx, context, settings, server))
                .onComplete(started));
        return started.future();
    }

    private static Future<OpenCodeServer> server(Vertx vertx, Context context, OpenCodeSettings settings) {
        if (settings.url().isPresent()) {
            if (settings.server().sandbox().kind() != ServerSettings.SandboxSettings.Kind.NONE) {
                return Future.failedFuture(
                        new OpenCodeException(
                                "sandbox: is for a server that the worker starts, and url "
                                        + "names one that runs already; leave out one of them, and start that server in a sandbox"));
            }
            return ExternalServer.find(vertx, settings.url().get(), settings);
        }
        List<Future<Supervisor>> servers = new ArrayList<>();
        for (int number = 1; number <= settings.server().instances(); number++) {
            servers.add(Supervisor.start(
                    vertx,
                    context,
                    new ServerCommand(ofInstance(settings, number), Optional.ofNullable(System.getenv("PATH"))),
                    ProbeIntervals.USUAL,
                    settings.server().recycling()));
        }
        return ServerPool.of(servers);
    }

    /** Returns the settings of one instance, which knows of further ones if their state folders are within its own. */
    private static OpenCodeSettings ofInstance(OpenCodeSettings settings, int number) {
        return number == 1
                ? settings
                : settings.stateDir(ServerSettings.stateDir(settings.stateDir(), number))
                        .server(settings.server().instances(1));
    }

    @Override
    public Turn begin(TurnRequest request, Handler<Event> events) {
        SessionTurn turn = new SessionTurn(vertx, context, request, settings, events);
        turn.begin(server);
        // the disk of a server that somebody else runs is not ours to look at
        return settings.url().isPresent() ? turn : new DiagnosedTurn(turn, new DiskSpace(vertx, settings.stateDir()));
    }

    @Override
    public AgentVitals vitals() {
        return server.vitals();
    }

    @Override
    public Future<Boolean> hasSession(String sessionId) {
        Promise<Boolean> known = Promise.promise();
        context.runOnContext(v -> {
            List<Future<Boolean>> asked = server.links().stream()
                    .map(link -> link.client()
                            .object("/session/" + sessionId)
                            .map(found -> true)
                            .otherwise(false))
                    .toList();
            Future.join(asked)
                    .map(answered -> asked.stream().anyMatch(Future::result))
                    .otherwise(false)
                    .onComplete(known);
        });
        return known.future();
    }

    @Override
    public Future<Void> endIn(Path folder) {
        Promise<Void> ended = Promise.promise();
        context.runOnContext(v -> Future.join(server.links().stream()
                        .map(link -> link.endStrays(folder))
                        .toList())
                .<Void>transform(done -> Future.succeededFuture())
                .onComplete(ended));
        return ended.future();
    }

    @Override
    public Future<Void> enter(Path folder, String taskId) {
        return change(vertx, settings, tasks -> tasks.add(folder, taskId));
    }

    @Override
    public Future<Void> leave(Path folder, String taskId) {
        return change(vertx, settings, tasks -> tasks.remove(taskId));
    }

    /** Changes the record of each instance, because any of them may get the turn. Never fails. */
    private static Future<Void> change(Vertx vertx, OpenCodeSettings settings, RecordChange change) {
        if (settings.url().isPresent()) {
            return Future.succeededFuture();
        }
        Callable<Boolean> changing = () -> {
            for (int number = 1; number <= settings.server().instances(); number++) {
                change.make(RunningTasks.of(ofInstance(settings, number).stateDir()));
            }
            return true;
        };
        return vertx.executeBlocking(changing, false)
                .onFailure(e -> log.atWarn().setCause(e).log("could not record which task runs where"))
                .transform(changed -> Future.succeededFuture());
    }

    /** Change of the record of one instance. */
    @FunctionalInterface
    private interface RecordChange {
        void make(RunningTasks tasks) throws IOException;
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
