package io.codefleet.control.metrics;

import io.codefleet.Spending;
import io.codefleet.WorkerInfo;
import io.codefleet.control.tasks.TaskActivity;
import io.codefleet.control.tasks.TaskFacet;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The measures with a label whose values come from outside. A value that is gone leaves the next answer. */
final class LabelledGauges {
    /** The facets by which kept tasks are counted. */
    static final Set<TaskFacet> FACETS =
            Set.of(TaskFacet.STATUS, TaskFacet.TYPE, TaskFacet.PROJECT, TaskFacet.SUBMITTER, TaskFacet.MODEL);

    private static final int MAX_VALUES = 50;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new TreeMap<>();

    LabelledGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    synchronized void tasks(TaskFacet facet, Map<String, Integer> counts) {
        Map<String, Number> values = new LinkedHashMap<>(counts);
        show("codefleet.fleet.kept.tasks.by." + facet.code(), "Kept tasks by " + facet.code(), facet.code(), values);
    }

    synchronized void costs(TaskFacet facet, Map<String, BigDecimal> costs) {
        show(
                "codefleet.fleet." + facet.code() + ".cost.usd",
                "What kept tasks have cost by " + facet.code() + ", in US dollars",
                facet.code(),
                new LinkedHashMap<>(costs));
    }

    synchronized void workers(List<WorkerInfo> workers, Instant now) {
        Map<String, Number> byState = new TreeMap<>();
        Map<String, Number> cpu = new TreeMap<>();
        Map<String, Number> memory = new TreeMap<>();
        Map<String, Number> running = new TreeMap<>();
        Map<String, Number> unseen = new TreeMap<>();
        for (WorkerInfo worker : workers) {
            byState.merge(worker.state().code(), 1, (one, more) -> one.intValue() + more.intValue());
            if (worker.load().cpu() >= 0) {
                cpu.put(worker.id(), worker.load().cpu());
            }
            memory.put(worker.id(), worker.load().usedMemoryBytes());
            running.put(worker.id(), worker.running());
            unseen.put(worker.id(), Duration.between(worker.lastSeen(), now).toMillis() / 1000.0);
        }
        show("codefleet.fleet.workers", "Workers by state", "state", byState);
        show("codefleet.fleet.worker.cpu.ratio", "The share of its processors that a worker uses", "worker", cpu);
        show("codefleet.fleet.worker.memory.bytes", "The memory that a worker uses", "worker", memory);
        show("codefleet.fleet.worker.running", "Tasks that a worker runs", "worker", running);
        showLargest("codefleet.fleet.worker.unseen.seconds", "When a worker was last seen, ago", "worker", unseen);
    }

    synchronized void spending(List<Spending> spending, TaskActivity activity) {
        Map<String, Number> today = new TreeMap<>();
        Map<String, Number> total = new TreeMap<>();
        Map<String, Number> perAttempt = new TreeMap<>();
        Map<String, Number> used = new TreeMap<>();
        for (Spending each : spending) {
            today.put(each.key(), each.ofToday().cost());
            total.put(each.key(), each.total().cost());
            activity.usedShare(each).ifPresent(share -> used.put(each.key(), share));
            if (each.total().attempts() > 0) {
                perAttempt.put(
                        each.key(),
                        each.total().cost().doubleValue() / each.total().attempts());
            }
        }
        cost("codefleet.fleet.allowance.today.cost.usd", "What an allowance has consumed today", today);
        cost("codefleet.fleet.allowance.total.cost.usd", "What an allowance has ever consumed", total);
        cost("codefleet.fleet.allowance.attempt.mean.cost.usd", "The mean cost of an attempt", perAttempt);
        showLargest(
                "codefleet.fleet.allowance.used.ratio",
                "The share of its limit that an allowance has consumed",
                "allowance",
                used);
    }

    /** Shows the largest values. Omits the rest, because a sum of shares or of times has no meaning. */
    private void showLargest(String name, String description, String label, Map<String, Number> values) {
        Map<String, Number> largest = new LinkedHashMap<>();
        largestFirst(values).stream().limit(MAX_VALUES).forEach(each -> largest.put(each.getKey(), each.getValue()));
        show(name, description, label, largest);
    }

    private static List<Map.Entry<String, Number>> largestFirst(Map<String, Number> values) {
        return values.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        (Map.Entry<String, Number> each) -> -each.getValue().doubleValue()))
                .toList();
    }

    private void cost(String name, String description, Map<String, Number> byAllowance) {
        show(name, description + ", in US dollars", "allowance", byAllowance);
    }

    private void show(String name, String description, String label, Map<String, Number> values) {
        MultiGauge gauge = gauges.computeIfAbsent(
                name, first -> MultiGauge.builder(name).description(description).register(registry));
        List<Row<?>> rows = new ArrayList<>();
        double rest = 0;
        List<Map.Entry<String, Number>> largest = largestFirst(values);
        for (Map.Entry<String, Number> each : largest) {
            if (rows.size() < MAX_VALUES) {
                rows.add(Row.of(Tags.of(label, each.getKey()), each.getValue()));
            } else {
                rest += each.getValue().doubleValue();
            }
        }
        if (largest.size() > MAX_VALUES) {
            rows.add(Row.of(Tags.of(label, OTHER), rest));
        }
        gauge.register(rows, true);
    }
}
