package io.codefleet.micrometer;

import io.codefleet.Attempt;
import io.codefleet.CodefleetClient;
import io.codefleet.Usage;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.worker.AttemptEnd;
import io.codefleet.agent.worker.AttemptEnd.How;
import io.codefleet.agent.worker.AttemptObserver;
import io.codefleet.agent.worker.OpenCodeWorker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The meters of a worker: its tasks, its agent, the time, tokens and cost of attempts. It counts attempts in each registry that it
 * is bound to, from then on. Any thread may call it.
 *
 * <p>A host binds it, gives it to {@link OpenCodeWorker#start} as an observer, and passes the started worker to {@link #started}.
 */
public final class WorkerMeters implements MeterBinder, AttemptObserver {
    private static final int MOST_NAMES = 100;
    private static final Duration[] BUCKETS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        Duration.ofMinutes(30),
        Duration.ofHours(1)
    };

    private final WorkerProbe probe;
    private final Consumer<OpenCodeWorker> onStart;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final BoundedNames types = new BoundedNames(MOST_NAMES);
    private final BoundedNames models = new BoundedNames(MOST_NAMES);

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
        gauge(registry, "codefleet.tasks.running", "Tasks that the worker runs", probe::running);
        gauge(registry, "codefleet.slots", "Tasks that the worker may run at once", probe::slots);
        gauge(
                registry,
                "codefleet.broker.connected",
                "1 while calls to the broker go through",
                () -> probe.brokerConnected() ? 1 : 0);
        gauge(
                registry,
                "codefleet.opencode.up",
                "1 while OpenCode takes turns",
                () -> probe.agent().healthy() ? 1 : 0);
        gauge(
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
        registry.counter("codefleet.leases.lost");
        registry.counter("codefleet.transcript.failures");
        registries.add(registry);
    }

    private static Number memory(AgentVitals agent) {
        if (agent.memoryBytes().isPresent()) {
            return agent.memoryBytes().getAsLong();
        }
        return Double.NaN;
    }

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    @Override
    public void started(Attempt attempt) {
        String type = type(attempt);
        registries.forEach(registry ->
                registry.counter("codefleet.tasks.started", "type", type).increment());
    }

    @Override
    public void ended(Attempt attempt, AttemptEnd end) {
        String type = type(attempt);
        String model = models.of(end.model().orElse("unknown"));
        registries.forEach(registry -> {
            countEnd(registry, type, end);
            Timer.builder("codefleet.attempt.duration")
                    .description("How long attempts took")
                    .tags("type", type, "outcome", end.how().word())
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry)
                    .record(end.duration());
            countUsage(registry, model, end.usage());
        });
    }

    @Override
    public void transcriptFailed(Attempt attempt) {
        registries.forEach(
                registry -> registry.counter("codefleet.transcript.failures").increment());
    }

    private static void countEnd(MeterRegistry registry, String type, AttemptEnd end) {
        switch (end.how()) {
            case COMPLETED ->
                registry.counter("codefleet.tasks.completed", "type", type).increment();
            case FAILED ->
                registry.counter("codefleet.tasks.failed", "type", type, "kind", kind(end))
                        .increment();
            case CANCELLED, TIMED_OUT, LEASE_LOST, HANDED_BACK ->
                registry.counter(
                                "codefleet.tasks.stopped",
                                "type",
                                type,
                                "reason",
                                end.how().word())
                        .increment();
        }
        if (end.how() == How.LEASE_LOST) {
            registry.counter("codefleet.leases.lost").increment();
        }
    }

    private String type(Attempt attempt) {
        return types.of(attempt.task().type());
    }

    private static String kind(AttemptEnd end) {
        return end.error().map(Enum::name).orElse("unknown").toLowerCase(Locale.ROOT);
    }

    private static void countUsage(MeterRegistry registry, String model, Usage usage) {
        if (usage.equals(Usage.NONE)) {
            return;
        }
        tokens(registry, model, "input", usage.inputTokens());
        tokens(registry, model, "output", usage.outputTokens());
        tokens(registry, model, "reasoning", usage.reasoningTokens());
        tokens(registry, model, "cache_read", usage.cacheReadTokens());
        tokens(registry, model, "cache_write", usage.cacheWriteTokens());
        registry.counter("codefleet.cost.usd", "model", model)
                .increment(usage.cost().doubleValue());
    }

    private static void tokens(MeterRegistry registry, String model, String kind, long number) {
        registry.counter("codefleet.tokens", "model", model, "kind", kind).increment(number);
    }
}
