package io.codefleet.control.tasks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A figure of the fleet over time. */
public enum SeriesMetric {
    /** Tasks that completed, per second. */
    THROUGHPUT("throughput", "tasks/s"),
    /** The median time from submit to completion. */
    LATENCY_P50("latency_p50", "ms"),
    /** The time from submit to completion that 95 of 100 completed tasks did not exceed. */
    LATENCY_P95("latency_p95", "ms"),
    /** The share of the tasks that completed or failed which failed, from 0 to 1. */
    FAILURE_RATE("failure_rate", "ratio"),
    /** The share of the workers' slots that ran a task, from 0 to 1. */
    UTILIZATION("utilization", "ratio"),
    /** What the tasks that ended cost. */
    COST("cost", "USD"),
    /** Tasks that waited for a worker at the end of the step. */
    QUEUED("queued", "tasks");

    private final String code;
    private final String unit;

    SeriesMetric(String code, String unit) {
        this.code = code;
        this.unit = unit;
    }

    /** Returns the name in the API. */
    public String code() {
        return code;
    }

    /** Returns the unit of the values. */
    public String unit() {
        return unit;
    }

    /** Returns the codes of all metrics. */
    public static List<String> codes() {
        return Arrays.stream(values()).map(metric -> metric.code).toList();
    }

    /** Returns the metric with this code. */
    public static Optional<SeriesMetric> of(String code) {
        return Arrays.stream(values())
                .filter(metric -> metric.code.equals(code))
                .findFirst();
    }
}
