package io.codefleet.scaling;

import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.WorkerInfo;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Number of workers that each pool should have, by Little's law: in a queue that neither grows nor shrinks, arrivals in a
 * time, times the mean time of service, is the mean number of tasks in service; so what runs is what the arrivals need, and
 * what waits needs {@code waiting × service time ÷ target wait} slots more to be gone within the target. Never more slots
 * than there are tasks.
 *
 * <p>A lane that several pools serve counts for the one that offers least beyond what it requires. Not counted are tasks that
 * more workers would not help: those placed on one worker, those that wait for their {@link io.codefleet.Concurrency} or for
 * their time, and all while the namespace is paused.
 *
 * @param at when this was so, by the broker's clock
 * @param pools the pools, in the order of their names
 */
public record ScalingPlan(Instant at, List<Pool> pools) {
    public ScalingPlan {
        pools = List.copyOf(pools);
    }

    /** Returns the current plan. */
    public static Future<ScalingPlan> of(CodefleetClient fleet, ScalingOptions options) {
        return fleet.stats().compose(stats -> fleet.workers().map(workers -> of(stats, workers, options)));
    }

    /** Returns the plan for these figures; a function of them alone. */
    public static ScalingPlan of(FleetStats stats, List<WorkerInfo> workers, ScalingOptions options) {
        Map<String, Draft> drafts = new TreeMap<>();
        workers.stream()
                .filter(WorkerInfo::takesTasks)
                .forEach(worker -> draft(drafts, worker.types(), worker.capabilities())
                        .workers
                        .add(worker));
        if (!stats.paused()) {
            List<Draft> served = List.copyOf(drafts.values());
            stats.lanes().stream()
                    .filter(lane -> lane.workerId().isEmpty())
                    .forEach(lane -> nearest(served, lane)
                            .orElseGet(() ->
                                    draft(drafts, new TreeSet<>(List.of(lane.type())), lane.requiredCapabilities()))
                            .lanes
                            .add(lane));
        }
        return new ScalingPlan(
                stats.at(),
                drafts.values().stream().map(draft -> draft.pool(options)).toList());
    }

    private static Draft draft(Map<String, Draft> drafts, SortedSet<String> types, SortedSet<String> capabilities) {
        String name = String.join(",", types) + "|" + String.join(",", capabilities);
        return drafts.computeIfAbsent(name, key -> new Draft(types, capabilities));
    }

    private static Optional<Draft> nearest(List<Draft> drafts, FleetStats.Lane lane) {
        return drafts.stream()
                .filter(draft -> draft.workers.get(0).serves(lane.type(), lane.requiredCapabilities()))
                .min(Comparator.comparingInt((Draft draft) -> draft.capabilities.size())
                        .thenComparing(draft -> draft.types.contains(WorkerInfo.ANY_TYPE))
                        .thenComparing(draft -> String.join(",", draft.types)));
    }

    /** Returns how many more workers are wanted in all, or fewer. */
    public int change() {
        return pools.stream()
                .mapToInt(pool -> pool.desiredWorkers() - pool.workers())
                .sum();
    }

    /** A pool while its workers and lanes are gathered. */
    private static final class Draft {
        final SortedSet<String> types;
        final SortedSet<String> capabilities;
        final List<WorkerInfo> workers = new ArrayList<>();
        final List<FleetStats.Lane> lanes = new ArrayList<>();

        Draft(SortedSet<String> types, SortedSet<String> capabilities) {
            this.types = types;
            this.capabilities = capabilities;
        }

        Pool pool(ScalingOptions options) {
            int slots = workers.stream().mapToInt(WorkerInfo::concurrency).sum();
            int running = workers.stream().mapToInt(WorkerInfo::running).sum();
            long queued = lanes.stream().mapToLong(FleetStats.Lane::queued).sum();
            Duration oldest = lanes.stream()
                    .map(FleetStats.Lane::oldest)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            Duration service = serviceTime(options);
            double perWorker = workers.isEmpty() ? options.slots() : (double) slots / workers.size();
            double backlog = Math.min(
                    queued,
                    (double) queued * service.toMillis() / options.targetWait().toMillis());
            int needed = (int) Math.min(Integer.MAX_VALUE, Math.ceil((running + backlog) / perWorker));
            int desired = Math.min(options.maxWorkers(), Math.max(options.minWorkers(), needed));
            return Pool.builder()
                    .types(types)
                    .capabilities(capabilities)
                    .workers(workers.size())
                    .slots(slots)
                    .running(running)
                    .queued(queued)
                    .oldest(oldest)
                    .serviceTime(service)
                    .desiredWorkers(desired)
                    .build();
        }

        private Duration serviceTime(ScalingOptions options) {
            long ended = 0;
            Duration busy = Duration.ZERO;
            for (WorkerInfo worker : workers) {
                ended += worker.performance().ended();
                busy = busy.plus(worker.performance().busyTime());
            }
            Duration mean = ended == 0 ? options.serviceTime() : busy.dividedBy(ended);
            return mean.isZero() ? Duration.ofMillis(1) : mean;
        }
    }
}
