package io.codefleet.micrometer;

import io.codefleet.Attempt;
import io.codefleet.Usage;
import io.codefleet.agent.worker.AttemptEnd;
import io.codefleet.agent.worker.AttemptEnd.How;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The meters of the attempts of a worker, in each registry that they are bound to, from then on. Any thread may call it.
 */
final class AttemptMeters {
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

    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final BoundedNames types = new BoundedNames(MOST_NAMES);
    private final BoundedNames models = new BoundedNames(MOST_NAMES);

    /** Registers what a registry reads itself, and counts attempts there from now on. */
    void bindTo(MeterRegistry registry, Supplier<Number> running, Supplier<Number> slots) {
        gauge(registry, "codefleet.tasks.running", "Tasks that the worker runs", running);
        gauge(registry, "codefleet.slots", "Tasks that the worker may run at once", slots);
        registry.counter("codefleet.leases.lost");
        registries.add(registry);
    }

    static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    void started(Attempt attempt) {
        String type = type(attempt);
        registries.forEach(registry ->
                registry.counter("codefleet.tasks.started", "type", type).increment());
    }

    void ended(Attempt attempt, AttemptEnd end) {
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

    /** Counts one more of a counter without labels. */
    void increment(String counter) {
        registries.forEach(registry -> registry.counter(counter).increment());
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
