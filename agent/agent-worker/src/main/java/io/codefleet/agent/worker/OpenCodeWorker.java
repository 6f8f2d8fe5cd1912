package io.codefleet.agent.worker;

import io.codefleet.CodefleetClient;
import io.codefleet.WorkerState;
import io.codefleet.agent.Agent;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker with OpenCode as its agent, in the process of any host. It starts OpenCode, joins the fleet, runs each task as a
 * session of OpenCode, and ends OpenCode when it leaves. It leaves when {@link #leave()} is called, when the client of the fleet
 * is closed, when an operator of the fleet drains or restarts it, and when its settings say so. All methods may be called on any
 * thread.
 */
public final class OpenCodeWorker {
    private static final Logger log = LoggerFactory.getLogger(OpenCodeWorker.class);

    /** Gives a worker a context of its own: that of a client ends with the client, and the timers of OpenCode with it. */
    private static final class Home extends VerticleBase {
        Context context() {
            return context;
        }
    }

    private final Agent agent;
    private final Promise<ShutdownReason> ended = Promise.promise();
    private @Nullable WorkerProcess process;
    private @Nullable ShutdownReason reason;

    private OpenCodeWorker(Agent agent) {
        this.agent = agent;
    }

    /**
     * Starts OpenCode and joins the fleet; completes when the worker takes tasks. No project may hold or lie in the state and the
     * configuration of OpenCode, and a sandbox also has the folders of the tasks.
     *
     * <p>Fails with an {@link io.codefleet.agent.opencode.client.OpenCodeException} if OpenCode cannot be started, and as {@link
     * io.codefleet.Worker#start()} does if the fleet cannot be joined, or with {@link
     * io.codefleet.agent.workspace.StateFolderInUseException} if another worker has the state folder of its workspaces; OpenCode is
     * ended then.
     *
     * @param vertx runs the worker; stays open when the worker ends
     * @param fleet the fleet that the worker joins; stays open when the worker ends. Once it is closed, the worker has left the
     *     fleet, and ends OpenCode: {@link #ended()} completes soon after
     * @param observers are called for each attempt
     */
    public static Future<OpenCodeWorker> start(
            Vertx vertx,
            CodefleetClient fleet,
            OpenCodeSettings openCode,
            AgentWorkerSettings settings,
            AttemptObserver... observers) {
        Home home = new Home();
        return vertx.deployVerticle(home).compose(deployment -> {
            Promise<OpenCodeWorker> started = Promise.promise();
            home.context()
                    .runOnContext(v -> startHere(vertx, home.context(), fleet, openCode, settings, observers)
                            .onSuccess(worker -> worker.ended().onComplete(end -> vertx.undeploy(deployment)))
                            .onFailure(failure -> vertx.undeploy(deployment))
                            .onComplete(started));
            return started.future();
        });
    }

    private static Future<OpenCodeWorker> startHere(
            Vertx vertx,
            Context context,
            CodefleetClient fleet,
            OpenCodeSettings openCode,
            AgentWorkerSettings settings,
            AttemptObserver... observers) {
        return OpenCodeAgent.start(vertx, reaching(openCode, settings.workspaces()))
                .compose(agent -> {
                    OpenCodeWorker worker = new OpenCodeWorker(agent);
                    ClientClosing closing =
                            new ClientClosing(() -> context.runOnContext(v -> worker.requested(ShutdownReason.HOST)));
                    fleet.onConnectionState(closing);
                    worker.ended().onComplete(end -> closing.release());
                    return WorkerProcess.join(
                                    vertx,
                                    fleet,
                                    settings.workspaces(guarding(settings.workspaces(), openCode)),
                                    agent,
                                    List.of(observers),
                                    worker::requested)
                            .map(worker::joined)
                            .recover(e -> {
                                closing.release();
                                return agent.close().transform(closed -> Future.failedFuture(e));
                            });
                });
    }

    private static WorkspaceSettings guarding(WorkspaceSettings workspaces, OpenCodeSettings openCode) {
        List<Path> guarded = new ArrayList<>(workspaces.guarded());
        guarded.add(workspaces.stateDir());
        guarded.add(openCode.stateDir());
        openCode.configFile().ifPresent(guarded::add);
        return workspaces.guarded(guarded.stream().distinct().toList());
    }

    private static OpenCodeSettings reaching(OpenCodeSettings openCode, WorkspaceSettings workspaces) {
        SandboxSettings sandbox = openCode.server().sandbox();
        if (sandbox.kind() == SandboxSettings.Kind.NONE) {
            return openCode;
        }
        List<Path> writable = new ArrayList<>(sandbox.writable());
        workspaces.root().ifPresent(writable::add);
        return openCode.server(openCode.server()
                .sandbox(new SandboxSettings(
                        sandbox.kind(),
                        sandbox.readable(),
                        writable.stream().distinct().toList(),
                        sandbox.hidden(),
                        sandbox.workspaces().or(() -> Optional.of(workspaces.stateDir())))));
    }

    private synchronized OpenCodeWorker joined(WorkerProcess joined) {
        process = joined;
        if (reason != null) {
            leave(joined, reason);
        }
        return this;
    }

    /** Handles a request to shut down. A later reason may leave less time. */
    private synchronized void requested(ShutdownReason why) {
        WorkerProcess running = process;
        boolean first = reason == null;
        if (first) {
            reason = why;
        }
        if (running != null) {
            if (first) {
                leave(running, why);
            } else {
                running.shutDown(why);
            }
        }
    }

    private void leave(WorkerProcess running, ShutdownReason why) {
        running.shutDown(why)
                .onFailure(e -> log.atWarn().setCause(e).log("the worker did not leave the fleet gracefully"))
                .transform(left -> agent.close())
                .onComplete(closed -> ended.tryComplete(why));
    }

    /**
     * Takes no new task, lets running ones finish within the drain timeout, hands back the others, and ends OpenCode. Completes as
     * {@link #ended()} does. Never fails.
     */
    public Future<ShutdownReason> leave() {
        requested(ShutdownReason.HOST);
        return ended.future();
    }

    /** Completes when the worker has left the fleet and OpenCode has ended, with what made it leave. Never fails. */
    public Future<ShutdownReason> ended() {
        return ended.future();
    }

    /** Returns the state of the worker. */
    public WorkerState state() {
        return process().state();
    }

    /** Returns how many tasks it runs. */
    public int running() {
        return process().running();
    }

    /** Returns how many tasks it may run at once. */
    public int slots() {
        return process().slots();
    }

    /** Returns the condition of OpenCode. */
    public AgentVitals agent() {
        return agent.vitals();
    }

    private synchronized WorkerProcess process() {
        if (process == null) {
            throw new IllegalStateException("the worker has not joined the fleet");
        }
        return process;
    }
}
