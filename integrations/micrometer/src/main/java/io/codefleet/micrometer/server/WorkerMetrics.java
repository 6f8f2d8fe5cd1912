package io.codefleet.micrometer.server;

import io.codefleet.micrometer.WorkerMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The meters of a worker and of its process, as Prometheus reads them. Any thread may read them. */
final class WorkerMetrics implements AutoCloseable {
    /** The content type of {@link #text()}. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final WorkerMeters worker;

    /** Measures of this process, and of the worker whose health this is. */
    WorkerMetrics(Health health) {
        worker = new WorkerMeters(health);
        bind(worker);
        bind(new JvmMemoryMetrics());
        bind(new JvmThreadMetrics());
        bind(new ProcessorMetrics());
        bind(new FileDescriptorMetrics());
        bind(new UptimeMetrics());
        bind(collector);
    }

    void bind(MeterBinder binder) {
        binder.bindTo(registry);
    }

    /** Counts the attempts of the worker. */
    WorkerMeters worker() {
        return worker;
    }

    /** Returns all metrics in the text format. */
    String text() {
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
