package io.codefleet.micrometer;

import io.codefleet.FleetStats;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the whole fleet, for those who scale workers by them: how many tasks wait and run. The broker is asked every ten
 * seconds; a figure that is not known is NaN. Any thread may call it.
 */
public final class FleetMeters implements MeterBinder, AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Supplier<Future<FleetStats>> stats;
    private final long timer;
    private volatile @Nullable FleetStats last;

    private FleetMeters(Vertx vertx, Supplier<Future<FleetStats>> stats) {
        this.vertx = vertx;
        this.stats = stats;
        // A fleet that is started at once must not ask at once.
        long first = 1 + ThreadLocalRandom.current().nextLong(PAUSE.toMillis());
        this.timer = vertx.setPeriodic(first, PAUSE.toMillis(), tick -> ask());
    }

    /**
     * Begins to ask for the figures.
     *
     * @param stats gives them, such as {@link io.codefleet.CodefleetClient#stats()}; a failure means that they are not known
     */
    public static FleetMeters start(Vertx vertx, Supplier<Future<FleetStats>> stats) {
        return new FleetMeters(vertx, stats);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "codefleet.fleet.tasks.queued",
                "Tasks of the whole fleet that wait; NaN: not known",
                FleetStats::queued);
        gauge(
                registry,
                "codefleet.fleet.tasks.running",
                "Tasks that the whole fleet runs; NaN: not known",
                FleetStats::running);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToLongFunction<FleetStats> read) {
        Gauge.builder(name, () -> figure(read)).description(description).register(registry);
    }

    private double figure(ToLongFunction<FleetStats> read) {
        FleetStats known = last;
        return known == null ? Double.NaN : read.applyAsLong(known);
    }

    /** Asks for the figures. A failure replaces an earlier figure, which may no longer be true. */
    private void ask() {
        stats.get().onComplete(answered -> last = answered.result());
    }

    /** Asks no more; the meters stay in their registries with the last figures. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
