package io.codefleet.launcher.monitoring;

import io.codefleet.Attempt;
import io.codefleet.Usage;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.worker.AttemptEnd;
import io.codefleet.agent.worker.AttemptEnd.How;
import io.codefleet.agent.worker.AttemptObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** What a worker counts and measures, as Prometheus reads it. Any thread may count. */
public final class WorkerMetrics implements AttemptObserver, AutoCloseable {
    /** The content type of {@link #text()}. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

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

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final BoundedNames types = new BoundedNames(MOST_NAMES);
    private final BoundedNames models = new BoundedNames(MOST_NAMES);

    /** Measures of this process, and of the worker whose health this is. */
    public WorkerMetrics(Health health) {
        gauge("codefleet.tasks.running", "Tasks that the worker runs", health::running);
        gauge("codefleet.slots", "Tasks that the worker may run at once", health::slots);
        gauge(
                "codefleet.broker.connected",
                "1 while calls to the broker go through",
                () -> health.brokerConnected() ? 1 : 0);
        gauge(
                "codefleet.opencode.up",
                "1 while OpenCode takes turns",
                () -> health.agent().healthy() ? 1 : 0);
        gauge(
                "codefleet.opencode.memory.bytes",
                "Memory of OpenCode's processes; NaN: not known",
                () -> memory(health.agent()));
        FunctionCounter.builder(
                        "codefleet.opencode.restarts",
                        health,
                        each -> each.agent().restarts())
                .description("How often OpenCode was started again")
                .register(registry);
        registry.counter("codefleet.leases.lost");
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
    }

    private static Number memory(AgentVitals agent) {
        if (agent.memoryBytes().isPresent()) {
            return agent.memoryBytes().getAsLong();
        }
        return Double.NaN;
    }

    /** Adds a measure that is asked for when it is read. */
    void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** All measures in the text format. */
    String text() {
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void started(Attempt attempt) {
        registry.counter("codefleet.tasks.started", "type", type(attempt)).increment();
    }

    @Override
    public void ended(Attempt attempt, AttemptEnd end) {
        String type = type(attempt);
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
        Timer.builder("codefleet.attempt.duration")
                .description("How long attempts took")
                .tags("type", type, "outcome", end.how().word())
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(end.duration());
        count(models.of(end.model().orElse("unknown")), end.usage());
    }

    private String type(Attempt attempt) {
        return types.of(attempt.task().type());
    }

    private static String kind(AttemptEnd end) {
        return end.error().map(Enum::name).orElse("unknown").toLowerCase(Locale.ROOT);
    }

    private void count(String model, Usage usage) {
        if (usage.equals(Usage.NONE)) {
            return;
        }
        tokens(model, "input", usage.inputTokens());
        tokens(model, "output", usage.outputTokens());
        tokens(model, "reasoning", usage.reasoningTokens());
        tokens(model, "cache_read", usage.cacheReadTokens());
        tokens(model, "cache_write", usage.cacheWriteTokens());
        registry.counter("codefleet.cost.usd", "model", model)
                .increment(usage.cost().doubleValue());
    }

    private void tokens(String model, String kind, long number) {
        registry.counter("codefleet.tokens", "model", model, "kind", kind).increment(number);
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
