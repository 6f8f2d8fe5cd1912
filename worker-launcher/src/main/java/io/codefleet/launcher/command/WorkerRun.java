package io.codefleet.launcher.command;

import io.codefleet.Codefleet;
import io.codefleet.launcher.config.AgentSettings;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.launcher.worker.Agent;
import io.codefleet.launcher.worker.AgentStart;
import io.codefleet.launcher.worker.WorkerProcess;
import io.codefleet.launcher.workspace.Folders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a worker process: joins, waits until it is told to leave, leaves. Whatever was started is ended, in the
 * opposite order, also when a later start fails.
 */
final class WorkerRun {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRun.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    private static final int ENDED_BY_SECOND_SIGNAL = 130;

    private final WorkerSettings settings;
    private final AgentStart agentStart;
    private final AtomicInteger signals = new AtomicInteger();
    private final CompletableFuture<String> told = new CompletableFuture<>();
    private volatile @Nullable Agent agent;

    WorkerRun(WorkerSettings settings, AgentStart agentStart) {
        this.settings = settings;
        this.agentStart = agentStart;
    }

    /** Blocks until the worker has left the fleet. */
    void untilToldToLeave() {
        settings.warnings().forEach(LOG::warn);
        Signals.onStop(this::signalled);
        Vertx vertx = Vertx.vertx();
        try {
            // the broker first: it answers at once or not at all, an agent takes seconds
            Codefleet fleet = FleetSession.await(Codefleet.connect(vertx, settings.fleet()));
            try {
                withAgent(vertx, fleet);
            } finally {
                close("fleet", fleet.close());
            }
        } finally {
            close("Vert.x", vertx.close());
            removeState(settings.agent());
        }
        LOG.atInfo().addKeyValue("worker", settings.worker().id()).log("worker left");
    }

    private void withAgent(Vertx vertx, Codefleet fleet) {
        Agent started = FleetSession.await(agentStart.start(vertx, settings.agent()));
        agent = started;
        try {
            if (!told.isDone()) {
                WorkerProcess process = FleetSession.await(WorkerProcess.join(vertx, fleet, settings, started));
                process.left().onSuccess(left -> told.complete("a command of the fleet"));
                LOG.atInfo()
                        .addKeyValue("worker", settings.worker().id())
                        .addKeyValue("by", told.join())
                        .log("worker leaves");
                FleetSession.await(process.leave().map(true));
            }
        } finally {
            close("agent", started.close());
        }
    }

    private void signalled() {
        if (signals.incrementAndGet() == 1) {
            told.complete("a signal");
            return;
        }
        Agent running = agent;
        if (running != null) {
            close("agent", running.close());
        }
        Runtime.getRuntime().halt(ENDED_BY_SECOND_SIGNAL);
    }

    private static void close(String what, Future<Void> closing) {
        if (FleetSession.await(closing.map(true).otherwise(true), CLOSE_LIMIT).isEmpty()) {
            LOG.atWarn().addKeyValue("what", what).log("did not close in time");
        }
    }

    private static void removeState(AgentSettings agent) {
        if (!agent.temporaryState()) {
            return;
        }
        try {
            Folders.deleteTree(agent.stateDir());
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", agent.stateDir()).setCause(e).log("could not remove the state folder");
        }
    }
}
