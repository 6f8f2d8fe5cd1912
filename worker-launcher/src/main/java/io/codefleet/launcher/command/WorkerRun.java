package io.codefleet.launcher.command;

import io.codefleet.Codefleet;
import io.codefleet.launcher.config.AgentSettings;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.launcher.monitoring.Monitoring;
import io.codefleet.launcher.worker.Agent;
import io.codefleet.launcher.worker.AgentStart;
import io.codefleet.launcher.worker.Departure;
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
    private final CompletableFuture<Departure> told = new CompletableFuture<>();
    private volatile @Nullable Agent agent;
    private volatile @Nullable WorkerProcess process;

    WorkerRun(WorkerSettings settings, AgentStart agentStart) {
        this.settings = settings;
        this.agentStart = agentStart;
    }

    /** Blocks until the worker has left the fleet; gives why it did. */
    Departure untilToldToLeave() {
        settings.warnings().forEach(LOG::warn);
        FileNameEncoding.warning().ifPresent(LOG::warn);
        Signals.onStop(this::signalled);
        Vertx vertx = Vertx.vertx();
        try (Monitoring monitoring =
                FleetSession.await(Monitoring.start(vertx, settings.monitoring(), System.getenv()))) {
            // the broker first: it answers at once or not at all, an agent takes seconds
            Codefleet fleet = FleetSession.await(Codefleet.connect(vertx, settings.fleet()));
            monitoring.health().connected(fleet);
            try {
                withAgent(vertx, fleet, monitoring);
            } finally {
                close("fleet", fleet.close());
            }
        } finally {
            close("Vert.x", vertx.close());
            removeState(settings.agent());
        }
        LOG.atInfo().addKeyValue("worker", settings.worker().id()).log("worker process ends");
        return told.join();
    }

    private void withAgent(Vertx vertx, Codefleet fleet, Monitoring monitoring) {
        Agent started = FleetSession.await(agentStart.start(vertx, settings.agent()));
        agent = started;
        monitoring.health().agentRuns(started);
        try {
            if (!told.isDone()) {
                untilTold(
                        monitoring,
                        FleetSession.await(WorkerProcess.join(
                                vertx, fleet, settings, started, monitoring.observers(), this::leave)));
            }
        } finally {
            close("agent", started.close());
        }
    }

    private void untilTold(Monitoring monitoring, WorkerProcess joined) {
        process = joined;
        monitoring.health().joined(joined);
        monitoring.ready();
        Departure departure = told.join();
        monitoring.leaves();
        LOG.atInfo()
                .addKeyValue("worker", settings.worker().id())
                .addKeyValue("by", departure.by())
                .log("worker leaves");
        FleetSession.await(joined.leave(departure).map(true));
    }

    /** What comes later may leave less time. */
    private void leave(Departure departure) {
        WorkerProcess joined = process;
        if (!told.complete(departure) && joined != null) {
            joined.leave(departure);
        }
    }

    private void signalled() {
        if (signals.incrementAndGet() == 1) {
            leave(Departure.SIGNAL);
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
