package io.codefleet.control.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.control.tasks.MetricSeries.SeriesPoint;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeriesCounterTest {
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant NOW = START.plusSeconds(210);

    private final TaskTable table = new TaskTable(1000);
    private final SlotHistory slots = new SlotHistory();

    /** A task by the seconds at which it was submitted, began and ended; -1 for what has not happened. */
    private void task(String id, TaskStatus status, int submitted, int started, int finished) {
        table.put(TaskSummary.builder(id, "x", status, START.plusSeconds(submitted))
                .startedAt(started < 0 ? null : START.plusSeconds(started))
                .finishedAt(finished < 0 ? null : START.plusSeconds(finished))
                .cost(new BigDecimal("0.5"))
                .build());
    }

    private List<Double> values(SeriesMetric metric, Instant knownFrom) {
        SeriesRange range = SeriesRange.of(
                Optional.of(START), Optional.of(START.plusSeconds(300)), Optional.of(Duration.ofMinutes(1)), NOW);
        return new SeriesCounter(table, range, NOW, knownFrom)
                .count(metric, slots).stream()
                        .map(SeriesPoint::value)
                        .map(value -> value.orElse(-1.0))
                        .toList();
    }

    private List<Double> values(SeriesMetric metric) {
        return values(metric, Instant.EPOCH);
    }

    @Test
    void eachMetricIsThatOfItsStep() {
        task("a", TaskStatus.COMPLETED, -30, 0, 30);
        task("b", TaskStatus.COMPLETED, 0, 30, 90);
        task("c", TaskStatus.FAILED, 0, 60, 119);
        task("d", TaskStatus.CANCELLED, 0, -1, 100);
        task("e", TaskStatus.RUNNING, 10, 180, -1);
        task("f", TaskStatus.QUEUED, 200, -1, -1);
        task("g", TaskStatus.DELAYED, 0, -1, -1);
        assertThat(values(SeriesMetric.THROUGHPUT)).containsExactly(1 / 60.0, 1 / 60.0, 0.0, 0.0, -1.0);
        assertThat(values(SeriesMetric.LATENCY_P50)).containsExactly(60_000.0, 90_000.0, -1.0, -1.0, -1.0);
        assertThat(values(SeriesMetric.FAILURE_RATE)).containsExactly(0.0, 0.5, -1.0, -1.0, -1.0);
        assertThat(values(SeriesMetric.COST)).containsExactly(0.5, 1.5, 0.0, 0.0, -1.0);
        // At the end of the first step d and e wait, as c begins then; now f waits only.
        assertThat(values(SeriesMetric.QUEUED)).containsExactly(2.0, 1.0, 0.0, 1.0, -1.0);
    }

    @Test
    void aPercentileIsAValueThatWasMeasured() {
        for (int i = 1; i <= 20; i++) {
            task("t" + i, TaskStatus.COMPLETED, 50 - i, 50 - i, 50);
        }
        assertThat(values(SeriesMetric.LATENCY_P50).get(0)).isEqualTo(10_000.0);
        assertThat(values(SeriesMetric.LATENCY_P95).get(0)).isEqualTo(19_000.0);
    }

    @Test
    void utilizationIsOfTheSlotsThatWereThereAtTheTime() {
        task("a", TaskStatus.COMPLETED, 0, 0, 30);
        task("b", TaskStatus.RUNNING, 0, 180, -1);
        assertThat(values(SeriesMetric.UTILIZATION)).containsOnly(-1.0);
        slots.seen(List.of(worker(1, WorkerState.BUSY)), START.plusSeconds(120));
        slots.seen(List.of(worker(2, WorkerState.BUSY)), NOW);
        assertThat(values(SeriesMetric.UTILIZATION)).containsExactly(0.5, 0.0, 0.0, 0.5, -1.0);
        slots.seen(List.of(worker(2, WorkerState.OFFLINE)), NOW);
        slots.seen(List.of(worker(2, WorkerState.OFFLINE)), NOW.plusSeconds(60));
        assertThat(values(SeriesMetric.UTILIZATION).get(3)).isEqualTo(0.5);
    }

    private static WorkerInfo worker(int concurrency, WorkerState state) {
        return WorkerInfo.builder("w1", state, START.minusSeconds(60), NOW)
                .concurrency(concurrency)
                .build();
    }

    @Test
    void stepsOfWhichTasksAreNoLongerKeptHaveNoValue() {
        task("a", TaskStatus.COMPLETED, 0, 0, 90);
        assertThat(values(SeriesMetric.THROUGHPUT, START.plusSeconds(1)))
                .containsExactly(-1.0, 1 / 60.0, 0.0, 0.0, -1.0);
    }
}
