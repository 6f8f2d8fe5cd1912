package io.codefleet.launcher.cli.command;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.agent.Agent;
import io.codefleet.agent.worker.ShutdownReason;
import io.codefleet.agent.worker.WorkerProcess;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.launcher.config.WorkerSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;

/**
 * A whole fleet in this process: a client that may lead its broker, a control plane with a gateway, and a worker. Its methods
 * block.
 *
 * @param vertx the Vert.x of all its parts
 * @param client the client of the broker
 * @param control the control plane, which does not listen yet
 */
record LocalFleet(Vertx vertx, CodefleetClient client, ControlServer control) implements AutoCloseable {

    /** Connects to the broker and makes the control plane. */
    static LocalFleet connect(Vertx vertx, CodefleetOptions broker, ControlOptions options) {
        CodefleetClient client = FleetSession.await(Codefleet.connect(vertx, broker));
        return new LocalFleet(vertx, client, ControlServer.on(vertx, client, options));
    }

    /** Returns the URI of the broker in a folder. */
    static String brokerIn(Path folder) {
        return "file:" + folder.toAbsolutePath().toUri().getRawPath();
    }

    /**
     * Starts an agent and a worker on it.
     *
     * @param onEnd runs when the worker has ended on its own
     */
    LocalWorker startWorker(AgentStart agentStart, WorkerSettings settings, Runnable onEnd) {
        Agent agent = FleetSession.await(agentStart.start(vertx, settings.agent()));
        return FleetSession.await(
                WorkerProcess.join(vertx, client, settings.worker(), agent, List.of(), reason -> onEnd.run())
                        .map(worker -> new LocalWorker(worker, agent))
                        .recover(failure -> agent.close().transform(closed -> Future.failedFuture(failure))));
    }

    /**
     * A worker of the fleet.
     *
     * @param worker the worker
     * @param agent its agent
     */
    record LocalWorker(WorkerProcess worker, Agent agent) implements AutoCloseable {
        @Override
        public void close() {
            FleetSession.await(worker.shutDown(ShutdownReason.SIGNAL)
                    .eventually(agent::close)
                    .map(true));
        }
    }

    @Override
    public void close() {
        FleetSession.await(control.close().eventually(client::close).map(true));
    }
}
