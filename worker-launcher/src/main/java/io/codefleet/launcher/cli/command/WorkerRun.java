package io.codefleet.launcher.cli.command;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.worker.ShutdownReason;
import io.codefleet.agent.worker.WorkerProcess;
import io.codefleet.agent.workspace.local.Folders;
import io.codefleet.launcher.cli.output.LogRelay;
import io.codefleet.launcher.cli.output.Logging;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.micrometer.server.Monitoring;
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
 * One run of a worker process: joins, waits for a reason to leave, leaves. Whatever was started is ended, in the
 * opposite order, also when a later start fails.
 */
final class WorkerRun {
    private static final Logger log = LoggerFactory.getLogger(WorkerRun.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    private static final int ENDED_BY_SECOND_SIGNAL = 130;

    private final WorkerSettings settings;
    private final AgentStart agentStart;
    private final AtomicInteger signals = new AtomicInteger();
    private final CompletableFuture<ShutdownReason> shutdown = new CompletableFuture<>();
    private volatile @Nullable Agent agent;
    private volatile @Nullable WorkerProcess process;

    WorkerRun(WorkerSettings settings, AgentStart agentStart) {
        this.settings = settings;
        this.agentStart = agentStart;
    }

    /** Blocks until the worker has left the fleet and returns the reason. */
    ShutdownReason runUntilShutdown() {
        settings.warnings().forEach(log::warn);
        FileNameEncoding.warning().ifPresent(log::warn);
        TerminationSignals.onStop(this::signalled);
        Vertx vertx = Vertx.vertx();
        try (Monitoring monitoring =
                FleetSession.await(Monitoring.start(vertx, settings.monitoring(), System.getenv()))) {
            // the broker first: it answers at once or not at all, an agent takes seconds
            CodefleetClient fleet = FleetSession.await(Codefleet.connect(vertx, settings.fleet()));
            monitoring.health().connected(fleet);
            try (LogRelay relay =
                    Logging.relay(vertx, fleet, settings.worker().options().id())) {
                withAgent(vertx, fleet, monitoring);
            } finally {
                close("fleet", fleet.close());
            }
        } finally {
            close("Vert.x", vertx.close());
            removeState(settings.agent());
        }
        log.atInfo().addKeyValue("worker", settings.worker().options().id()).log("worker process ends");
        return shutdown.join();
    }

    private void withAgent(Vertx vertx, CodefleetClient fleet, Monitoring monitoring) {
        Agent started = FleetSession.await(agentStart.start(vertx, settings.agent()));
        agent = started;
        monitoring.health().agentRuns(started);
        try {
            if (!shutdown.isDone()) {
                serve(
                        monitoring,
                        FleetSession.await(WorkerProcess.join(
                                vertx,
                                fleet,
                                settings.worker(),
                                started,
                                monitoring.observers(),
                                this::requestShutdown)));
            }
        } finally {
            close("agent", started.close());
        }
    }

    private void serve(Monitoring monitoring, WorkerProcess joined) {
        process = joined;
        monitoring.health().joined(joined);
        monitoring.ready();
        ShutdownReason reason = shutdown.join();
        monitoring.shutsDown();
        log.atInfo()
                .addKeyValue("worker", settings.worker().options().id())
                .addKeyValue("by", reason.by())
                .log("worker leaves");
        FleetSession.await(joined.shutDown(reason).map(true));
    }

    /** Requests a shutdown. A later request may leave less time. */
    private void requestShutdown(ShutdownReason reason) {
        WorkerProcess joined = process;
        if (!shutdown.complete(reason) && joined != null) {
            joined.shutDown(reason);
        }
    }

    private void signalled() {
        if (signals.incrementAndGet() == 1) {
            requestShutdown(ShutdownReason.SIGNAL);
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
            log.atWarn().addKeyValue("what", what).log("did not close in time");
        }
    }

    private static void removeState(OpenCodeSettings agent) {
        if (!agent.temporaryState()) {
            return;
        }
        try {
            Folders.deleteTree(agent.stateDir());
        } catch (IOException e) {
            log.atWarn().addKeyValue("folder", agent.stateDir()).setCause(e).log("could not remove the state folder");
        }
    }
}
