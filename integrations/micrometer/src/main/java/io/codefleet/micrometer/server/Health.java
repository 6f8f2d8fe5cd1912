package io.codefleet.micrometer.server;

import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.FleetStats;
import io.codefleet.WorkerState;
import io.codefleet.agent.Agent;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.worker.WorkerProcess;
import io.codefleet.micrometer.WorkerProbe;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Health of a worker process from its start. The process registers its parts as it creates them; any thread may query it. */
public final class Health implements WorkerProbe {
    private volatile @Nullable CodefleetClient fleet;
    private volatile @Nullable Agent agent;
    private volatile @Nullable WorkerProcess process;
    private volatile boolean leaving;

    /** Records that the broker was reached. */
    public void connected(CodefleetClient connected) {
        fleet = connected;
    }

    /** Records that the agent runs. */
    public void agentRuns(Agent running) {
        agent = running;
    }

    /** Records that the worker has joined the fleet. */
    public void joined(WorkerProcess joined) {
        process = joined;
    }

    /** Records that the worker is about to leave the fleet. */
    public void shutsDown() {
        leaving = true;
    }

    /** Returns the figures of the fleet; fails if there are none. */
    Future<FleetStats> stats() {
        CodefleetClient known = fleet;
        return known == null ? Future.failedFuture("not connected yet") : known.stats();
    }

    @Override
    public boolean brokerConnected() {
        CodefleetClient known = fleet;
        return known != null && known.connectionState() == ConnectionState.CONNECTED;
    }

    @Override
    public AgentVitals agent() {
        Agent known = agent;
        return known == null ? AgentVitals.NONE : known.vitals();
    }

    @Override
    public int running() {
        WorkerProcess known = process;
        return known == null ? 0 : known.running();
    }

    @Override
    public int slots() {
        WorkerProcess known = process;
        return known == null ? 0 : known.slots();
    }

    /** Returns the checks that must all be true for the worker to be ready. */
    Map<String, Boolean> checks() {
        WorkerProcess known = process;
        Map<String, Boolean> checks = new LinkedHashMap<>();
        checks.put("broker", brokerConnected());
        checks.put("opencode", agent().healthy());
        checks.put("joined", known != null);
        checks.put("staying", !leaving && (known == null || known.state() != WorkerState.DRAINING));
        return checks;
    }
}
