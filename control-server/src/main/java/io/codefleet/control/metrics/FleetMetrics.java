package io.codefleet.control.metrics;

import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.WorkerInfo;
import io.codefleet.control.tasks.TaskActivity;
import io.codefleet.control.tasks.TaskFacet;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.control.tasks.WaitingApprovals;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Measures a fleet when it is asked: the fleet in numbers, its workers, what its tasks did lately, and whose tasks they are. Each
 * label has a bounded number of values; the rest is counted as {@code other}. Methods may be called from any thread.
 */
public final class FleetMetrics {
    /** The content type of {@link #scrape()}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Duration WINDOW = Duration.ofMinutes(10);
    /** Prometheus waits for 10 seconds, unless it is configured otherwise. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CodefleetClient fleet;
    private final TaskReadModel tasks;
    private final LabelledGauges labelled = new LabelledGauges(registry);
    private final WaitingApprovals approvals;
    private volatile Optional<Reading> last = Optional.empty();
    /** The totals that were read last; empty before the first ones, so that no total begins with a zero. */
    private volatile Optional<FleetStats> totals = Optional.empty();

    private record Reading(
            FleetStats stats,
            List<WorkerInfo> workers,
            List<WaitingApprovals.Approval> approvals,
            TaskActivity activity) {}

    /** Creates the metrics of one fleet and of this process. */
    public FleetMetrics(CodefleetClient fleet, TaskReadModel tasks) {
        this.fleet = fleet;
        this.tasks = tasks;
        this.approvals = new WaitingApprovals(fleet, tasks);
        Gauge.builder("codefleet.broker.connected", () -> fleet.connectionState() == ConnectionState.CONNECTED ? 1 : 0)
                .description("1 while the control plane reaches the broker")
                .register(registry);
        stats();
        performance();
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    private void stats() {
        ofStats("codefleet.fleet.tasks.queued", "Tasks that wait for a worker", FleetStats::queued);
        ofStats(
                "codefleet.fleet.tasks.waiting.for.permit",
                "Queued tasks that wait for a permit of their concurrency key",
                FleetStats::waitingForPermit);
        ofStats("codefleet.fleet.tasks.delayed", "Tasks that wait for their time", FleetStats::delayed);
        ofStats("codefleet.fleet.tasks.running", "Tasks that run", FleetStats::running);
        ofStats(
                "codefleet.fleet.tasks.unservable",
                "Queued tasks that no present worker serves",
                FleetStats::unservable);
        ofStats("codefleet.fleet.paused", "1 while the namespace hands out no tasks", stats -> stats.paused() ? 1 : 0);
        ofStats(
                "codefleet.fleet.oldest.wait.seconds",
                "How long the first task of a lane has waited, of all lanes the longest",
                stats -> stats.lanes().stream()
                        .mapToDouble(lane -> seconds(lane.oldest()))
                        .max()
                        .orElse(0));
    }

    private void performance() {
        gauge(
                "codefleet.fleet.completion.seconds",
                "The mean time from submit to completion in the last ten minutes",
                reading -> seconds(reading.activity().meanCompletion()));
        gauge(
                "codefleet.fleet.failure.ratio",
                "The share of the tasks that ended in the last ten minutes which failed",
                reading -> ratio(reading.activity()));
        gauge(
                "codefleet.fleet.leases.lost",
                "Attempts that lost their lease in the last ten minutes",
                reading -> reading.activity().leasesLost());
        gauge(
                "codefleet.fleet.task.mean.cost.usd",
                "The mean cost of the tasks that ended in the last ten minutes, in US dollars",
                reading -> reading.activity().meanCost().doubleValue());
        gauge(
                "codefleet.fleet.stalled.seconds",
                "For how long tasks have waited while none began or ended; 0 if none waits",
                reading -> seconds(reading.activity().stalled(reading.stats())));
        gauge(
                "codefleet.fleet.approval.waited.ratio",
                "The share of its time that an approval has waited, of all that wait the largest",
                reading -> reading.approvals().stream()
                        .mapToDouble(
                                approval -> approval.waitedShare(reading.stats().at()))
                        .max()
                        .orElse(0));
        gauge("codefleet.fleet.slots", "Slots of the workers that take tasks", reading -> slots(reading.workers()));
        gauge(
                "codefleet.fleet.utilization.ratio",
                "The share of the slots of the workers that take tasks in which tasks run; 0 if no worker does",
                reading -> utilization(reading.workers()));
    }

    private static double ratio(TaskActivity activity) {
        int ended = activity.completed() + activity.failed();
        return ended == 0 ? 0 : (double) activity.failed() / ended;
    }

    private static double slots(List<WorkerInfo> workers) {
        return workers.stream()
                .filter(WorkerInfo::takesTasks)
                .mapToInt(WorkerInfo::concurrency)
                .sum();
    }

    private static double utilization(List<WorkerInfo> workers) {
        double slots = slots(workers);
        int running = workers.stream()
                .filter(WorkerInfo::takesTasks)
                .mapToInt(WorkerInfo::running)
                .sum();
        return slots == 0 ? 0 : running / slots;
    }

    private void ofStats(String name, String description, ToDoubleFunction<FleetStats> value) {
        gauge(name, description, reading -> value.applyAsDouble(reading.stats()));
    }

    private void gauge(String name, String description, Function<Reading, Number> value) {
        Gauge.builder(name, () -> last.map(value).orElse(Double.NaN))
                .description(description)
                .register(registry);
    }

    /** Keeps totals for the time without a broker: a total that goes back to zero would count again from there. */
    private synchronized void total(FleetStats stats) {
        boolean first = totals.isEmpty();
        totals = Optional.of(stats);
        if (first) {
            counter("codefleet.fleet.tasks.submitted", "Tasks that were ever submitted", FleetStats::submitted);
            counter("codefleet.fleet.tasks.completed", "Tasks that ever completed", FleetStats::completed);
            counter("codefleet.fleet.tasks.failed", "Tasks that ever failed", FleetStats::failed);
            counter("codefleet.fleet.tasks.cancelled", "Tasks that were ever cancelled", FleetStats::cancelled);
        }
    }

    private void counter(String name, String description, ToDoubleFunction<FleetStats> value) {
        FunctionCounter.builder(
                        name,
                        this,
                        self -> self.totals.map(value::applyAsDouble).orElse(0.0))
                .description(description)
                .register(registry);
    }

    /**
     * Measures and returns the text that Prometheus reads. While the broker is away, the measures of the fleet are NaN, and its
     * totals are the last ones.
     */
    public Future<String> scrape() {
        // An answer without the fleet is worth more than none: it says that the broker is away.
        Future<Reading> reading = fleet.connectionState() == ConnectionState.CONNECTED
                ? read().timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                : Future.failedFuture("the broker is away");
        return reading.map(Optional::of).otherwise(Optional.empty()).map(known -> {
            last = known;
            return registry.scrape(CONTENT_TYPE);
        });
    }

    private Future<Reading> read() {
        return fleet.stats().compose(stats -> {
            Future<List<WorkerInfo>> workers = fleet.workers();
            Future<List<Spending>> spending = fleet.spending();
            Future<TaskActivity> activity = tasks.activity(stats.at().minus(WINDOW));
            Future<List<WaitingApprovals.Approval>> waiting = approvals.read();
            Future<Map<String, BigDecimal>> costs = tasks.costs(TaskFacet.PROJECT);
            return Future.all(workers, spending, activity, waiting, costs)
                    .compose(all -> counts())
                    .map(counts -> {
                        labelled.workers(workers.result(), stats.at());
                        labelled.spending(spending.result(), activity.result());
                        labelled.costs(TaskFacet.PROJECT, costs.result());
                        counts.forEach(labelled::tasks);
                        total(stats);
                        return new Reading(stats, workers.result(), waiting.result(), activity.result());
                    });
        });
    }

    private Future<Map<TaskFacet, Map<String, Integer>>> counts() {
        Map<TaskFacet, Future<Map<String, Integer>>> asked = new EnumMap<>(TaskFacet.class);
        LabelledGauges.FACETS.forEach(facet -> asked.put(facet, tasks.counts(facet)));
        return Future.all(List.copyOf(asked.values())).map(all -> {
            Map<TaskFacet, Map<String, Integer>> counts = new TreeMap<>();
            asked.forEach((facet, answer) -> counts.put(facet, answer.result()));
            return counts;
        });
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
