package io.codefleet.micrometer;

import io.codefleet.Attempt;
import io.codefleet.CodefleetClient;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.worker.AttemptEnd;
import io.codefleet.agent.worker.AttemptObserver;
import io.codefleet.agent.worker.OpenCodeWorker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Consumer;

/**
 * The meters of a worker: its tasks, its agent, the time, tokens and cost of attempts. It counts attempts in each registry that it
 * is bound to, from then on. Any thread may call it.
 *
 * <p>A host binds it, gives it to {@link OpenCodeWorker#start} as an observer, and passes the started worker to {@link #started}.
 */
public final class WorkerMeters implements MeterBinder, AttemptObserver {
    private static final String TRANSCRIPT_FAILURES = "codefleet.transcript.failures";

    private final WorkerProbe probe;
    private final Consumer<OpenCodeWorker> onStart;
    private final AttemptMeters attempts = new AttemptMeters();

    /** Creates the meters of a probe. */
    public WorkerMeters(WorkerProbe probe) {
        this(probe, worker -> {});
    }

    private WorkerMeters(WorkerProbe probe, Consumer<OpenCodeWorker> onStart) {
        this.probe = probe;
        this.onStart = onStart;
    }

    /** Returns the meters of a worker that is about to join a fleet. */
    public static WorkerMeters of(CodefleetClient fleet) {
        EmbeddedProbe probe = new EmbeddedProbe(fleet);
        return new WorkerMeters(probe, probe::started);
    }

    /** Registers a worker that takes tasks. Only meters made by {@link #of} need this call. */
    public void started(OpenCodeWorker worker) {
        onStart.accept(worker);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        AttemptMeters.gauge(
                registry,
                "codefleet.broker.connected",
                "1 while calls to the broker go through",
                () -> probe.brokerConnected() ? 1 : 0);
        AttemptMeters.gauge(
                registry,
                "codefleet.opencode.up",
                "1 while OpenCode takes turns",
                () -> probe.agent().healthy() ? 1 : 0);
        AttemptMeters.gauge(
                registry,
                "codefleet.opencode.memory.bytes",
                "Memory of OpenCode's processes; NaN: not known",
                () -> memory(probe.agent()));
        FunctionCounter.builder(
                        "codefleet.opencode.restarts",
                        probe,
                        each -> each.agent().restarts())
                .description("How often OpenCode was started again")
                .register(registry);
        registry.counter(TRANSCRIPT_FAILURES);
        attempts.bindTo(registry, probe::running, probe::slots);
    }

    private static Number memory(AgentVitals agent) {
        if (agent.memoryBytes().isPresent()) {
            return agent.memoryBytes().getAsLong();
        }
        return Double.NaN;
    }

    @Override
    public void started(Attempt attempt) {
        attempts.started(attempt);
    }

    @Override
    public void ended(Attempt attempt, AttemptEnd end) {
        attempts.ended(attempt, end);
    }

    @Override
    public void transcriptFailed(Attempt attempt) {
        attempts.increment(TRANSCRIPT_FAILURES);
    }
}
