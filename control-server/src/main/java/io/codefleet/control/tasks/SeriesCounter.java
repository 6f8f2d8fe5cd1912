package io.codefleet.control.tasks;

import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.control.tasks.MetricSeries.SeriesPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Computes a metric over time from the tasks of a table, so that each control plane of a fleet answers the same, also after a
 * restart. Confined to the context.
 */
final class SeriesCounter {
    private final TaskTable table;
    private final SeriesRange range;
    private final Instant now;
    private final Instant knownFrom;

    /**
     * Creates a counter of the points of a series.
     *
     * @param knownFrom since when all tasks that ended are in the table; earlier steps have no value
     */
    SeriesCounter(TaskTable table, SeriesRange range, Instant now, Instant knownFrom) {
        this.table = table;
        this.range = range;
        this.now = now;
        this.knownFrom = knownFrom;
    }

    List<SeriesPoint> count(SeriesMetric metric, SlotHistory slots) {
        IntFunction<Optional<Double>> values = switch (metric) {
            case THROUGHPUT -> throughput();
            case LATENCY_P50 -> latency(0.5);
            case LATENCY_P95 -> latency(0.95);
            case FAILURE_RATE -> failureRate();
            case UTILIZATION -> utilization(slots);
            case COST -> cost();
            case QUEUED -> queued();
        };
        List<SeriesPoint> points = new ArrayList<>();
        for (int point = 0; point < range.points(); point++) {
            Instant at = range.at(point);
            boolean known = !at.isBefore(knownFrom) && !at.isAfter(now);
            points.add(new SeriesPoint(at, known ? values.apply(point) : Optional.empty()));
        }
        return points;
    }

    private IntFunction<Optional<Double>> throughput() {
        StepSums completed = ended(task -> task.status() == TaskStatus.COMPLETED);
        return point -> Optional.of(completed.of(point) / seconds(point));
    }

    /** Returns the length of a step in seconds. A step that has not ended yet is as long as its past part. */
    private double seconds(int point) {
        Duration over = Duration.between(range.at(point), now);
        Duration length = over.compareTo(range.step()) < 0 ? over : range.step();
        return Math.max(1000, length.toMillis()) / 1000.0;
    }

    private IntFunction<Optional<Double>> failureRate() {
        StepSums failed = ended(task -> task.status() == TaskStatus.FAILED);
        StepSums all = ended(task -> task.status() != TaskStatus.CANCELLED);
        return point -> all.of(point) == 0 ? Optional.empty() : Optional.of(failed.of(point) / all.of(point));
    }

    private IntFunction<Optional<Double>> cost() {
        StepSums costs = new StepSums(range);
        for (int place = 0; place < table.size(); place++) {
            TaskSummary task = at(place);
            task.finishedAt().ifPresent(end -> costs.add(end, task.cost().doubleValue()));
        }
        return point -> Optional.of(costs.of(point));
    }

    private StepSums ended(Predicate<TaskSummary> condition) {
        StepSums sums = new StepSums(range);
        for (int place = 0; place < table.size(); place++) {
            TaskSummary task = at(place);
            task.finishedAt().filter(end -> condition.test(task)).ifPresent(end -> sums.add(end, 1));
        }
        return sums;
    }

    /**
     * Returns the latency percentile of each step. Its rank is the smallest with at least this share of the values at
     * or before it.
     */
    private IntFunction<Optional<Double>> latency(double share) {
        List<List<Long>> times = new ArrayList<>();
        for (int point = 0; point < range.points(); point++) {
            times.add(new ArrayList<>());
        }
        for (int place = 0; place < table.size(); place++) {
            TaskSummary task = at(place);
            if (task.status() == TaskStatus.COMPLETED) {
                task.finishedAt()
                        .ifPresent(end -> range.point(end)
                                .ifPresent(point -> times.get(point)
                                        .add(Duration.between(task.submittedAt(), end)
                                                .toMillis())));
            }
        }
        return point -> {
            long[] sorted = times.get(point).stream()
                    .mapToLong(Long::longValue)
                    .sorted()
                    .toArray();
            int rank = (int) Math.ceil(share * sorted.length);
            return sorted.length == 0 ? Optional.empty() : Optional.of((double) sorted[rank - 1]);
        };
    }

    private IntFunction<Optional<Double>> utilization(SlotHistory slots) {
        StepSums busy = new StepSums(range);
        for (int place = 0; place < table.size(); place++) {
            TaskSummary task = at(place);
            boolean running = task.status() == TaskStatus.RUNNING;
            if (running || task.status().isTerminal()) {
                task.startedAt()
                        .ifPresent(from -> busy.addSpan(from, task.finishedAt().orElse(now), 1));
            }
        }
        StepSums all = new StepSums(range);
        slots.addTo(all);
        return point ->
                all.of(point) == 0 ? Optional.empty() : Optional.of(Math.min(1, busy.of(point) / all.of(point)));
    }

    /**
     * Returns the number of queued tasks at each step. A task is queued from its submit until its last attempt begins;
     * a delayed task is not queued yet.
     */
    private IntFunction<Optional<Double>> queued() {
        int[] changes = new int[range.points() + 1];
        for (int place = 0; place < table.size(); place++) {
            TaskSummary task = at(place);
            if (task.status() == TaskStatus.DELAYED) {
                continue;
            }
            changes[firstEndAt(task.submittedAt())]++;
            if (task.status() != TaskStatus.QUEUED) {
                task.startedAt().or(task::finishedAt).ifPresent(end -> changes[firstEndAt(end)]--);
            }
        }
        int[] waiting = changes.clone();
        Arrays.parallelPrefix(waiting, Integer::sum);
        return point -> Optional.of((double) waiting[point]);
    }

    /** Returns the first step that does not end before this time; the number of steps if all do. */
    private int firstEndAt(Instant time) {
        long before = range.from().toEpochMilli() - time.toEpochMilli();
        long point = -Math.floorDiv(before, range.step().toMillis()) - 1;
        return (int) Math.max(0, Math.min(range.points(), point));
    }

    private TaskSummary at(int place) {
        return table.task(table.rowAt(place));
    }
}
