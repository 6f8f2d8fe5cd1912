package io.codefleet.micrometer;

import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.worker.OpenCodeWorker;
import org.jspecify.annotations.Nullable;

/** A worker in the process of a host, from before its start on. */
final class EmbeddedProbe implements WorkerProbe {
    private final CodefleetClient fleet;
    private volatile @Nullable OpenCodeWorker worker;

    EmbeddedProbe(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    void started(OpenCodeWorker started) {
        worker = started;
    }

    @Override
    public boolean brokerConnected() {
        return fleet.connectionState() == ConnectionState.CONNECTED;
    }

    @Override
    public AgentVitals agent() {
        OpenCodeWorker known = worker;
        return known == null ? AgentVitals.NONE : known.agent();
    }

    @Override
    public int running() {
        OpenCodeWorker known = worker;
        return known == null ? 0 : known.running();
    }

    @Override
    public int slots() {
        OpenCodeWorker known = worker;
        return known == null ? 0 : known.slots();
    }
}
