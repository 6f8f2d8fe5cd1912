package io.codefleet.micrometer.server;

import io.codefleet.agent.worker.AttemptObserver;
import io.codefleet.micrometer.FleetMeters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Monitoring of a worker process: metrics, health and signs of life. It ends with its Vert.x. */
public final class Monitoring implements AutoCloseable {
    private final EventLoops loops;
    private final Health health;
    private final WorkerMetrics metrics;
    private final Optional<Systemd> systemd;
    private final Optional<Integer> port;

    private Monitoring(
            EventLoops loops, Health health, WorkerMetrics metrics, Optional<Systemd> systemd, Optional<Integer> port) {
        this.loops = loops;
        this.health = health;
        this.metrics = metrics;
        this.systemd = systemd;
        this.port = port;
    }

    /**
     * Begins, before there is a worker: it is alive and not ready then. Fails with an {@link
     * io.codefleet.error.InvalidInputException} if it cannot listen where the settings say.
     */
    public static Future<Monitoring> start(Vertx vertx, MonitoringSettings settings, Map<String, String> environment) {
        Health health = new Health();
        WorkerMetrics metrics = new WorkerMetrics(health);
        Optional<Systemd> systemd = Systemd.of(vertx, environment);
        return EventLoops.of(vertx).compose(loops -> {
            if (settings.port().isEmpty()) {
                return Future.succeededFuture(new Monitoring(loops, health, metrics, systemd, Optional.empty()));
            }
            metrics.bind(FleetMeters.start(vertx, health::stats));
            return new MonitoringServer(loops, health, metrics)
                    .listen(vertx, settings)
                    .map(port -> new Monitoring(loops, health, metrics, systemd, Optional.of(port)));
        });
    }

    /** Returns the monitored event loops. */
    List<Context> loops() {
        return loops.contexts();
    }

    /** Returns the port of the HTTP endpoint, if it is enabled. */
    Optional<Integer> port() {
        return port;
    }

    /** Returns the health of the process, where it registers its parts. */
    public Health health() {
        return health;
    }

    /** Returns the observers of attempts that feed the metrics. */
    public List<AttemptObserver> observers() {
        return List.of(metrics.worker());
    }

    /** Reports that the worker is in the fleet and takes tasks. */
    public void ready() {
        systemd.ifPresent(manager -> manager.ready(loops));
    }

    /** Reports that the worker begins to leave. */
    public void shutsDown() {
        health.shutsDown();
        systemd.ifPresent(Systemd::stopping);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
