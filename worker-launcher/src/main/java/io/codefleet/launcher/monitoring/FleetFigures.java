package io.codefleet.launcher.monitoring;

import io.codefleet.FleetStats;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Asks the broker now and then how much waits in the whole fleet, for those who scale workers by it. */
final class FleetFigures {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Health health;
    private volatile @Nullable FleetStats last;

    FleetFigures(Health health, WorkerMetrics metrics) {
        this.health = health;
        metrics.gauge(
                "codefleet.fleet.tasks.queued",
                "Tasks of the whole fleet that wait; NaN: not known",
                () -> figure(FleetStats::queued));
        metrics.gauge(
                "codefleet.fleet.tasks.running",
                "Tasks that the whole fleet runs; NaN: not known",
                () -> figure(FleetStats::running));
    }

    private double figure(ToLongFunction<FleetStats> read) {
        FleetStats known = last;
        return known == null ? Double.NaN : read.applyAsLong(known);
    }

    void begin(Vertx vertx) {
        // A fleet that is started at once must not ask at once.
        long first = 1 + ThreadLocalRandom.current().nextLong(PAUSE.toMillis());
        vertx.setPeriodic(first, PAUSE.toMillis(), timer -> ask());
    }

    /** What is not known is told as such, rather than as it was. */
    private void ask() {
        health.stats().onComplete(stats -> last = stats.result());
    }
}
