package io.codefleet.control.tasks;

import io.codefleet.Allowance;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Counts what happened to tasks, from the table and from what no summary has. Confined to the context. */
final class ActivityCounter {
    private static final int MAX_LOST = 10_000;
    private static final int MAX_ALLOWANCES = 200;

    private final TaskTable table;
    private final Deque<Instant> lost = new ArrayDeque<>();
    private final Map<String, Allowance> allowances = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
            return size() > MAX_ALLOWANCES;
        }
    };

    ActivityCounter(TaskTable table) {
        this.table = table;
    }

    void leaseLost(Instant at) {
        lost.addLast(at);
        if (lost.size() > MAX_LOST) {
            lost.removeFirst();
        }
    }

    void read(TaskInfo info) {
        info.task().allowance().ifPresent(allowance -> {
            allowances.remove(allowance.key());
            allowances.put(allowance.key(), allowance);
        });
    }

    /** Returns the allowances of the tasks that were read last, by their keys. */
    Map<String, Allowance> allowances() {
        return Map.copyOf(allowances);
    }

    TaskActivity since(Instant from) {
        int completed = 0;
        int failed = 0;
        Duration sum = Duration.ZERO;
        BigDecimal cost = BigDecimal.ZERO;
        Optional<Instant> last = Optional.empty();
        for (int place = 0; place < table.size(); place++) {
            TaskSummary task = table.task(table.rowAt(place));
            last = Stream.of(last, task.startedAt(), task.finishedAt())
                    .flatMap(Optional::stream)
                    .max(Instant::compareTo);
            boolean lately =
                    task.finishedAt().filter(end -> !end.isBefore(from)).isPresent();
            if (lately && task.status() != TaskStatus.CANCELLED) {
                cost = cost.add(task.cost());
            }
            if (lately && task.status() == TaskStatus.COMPLETED) {
                completed++;
                sum = sum.plus(
                        Duration.between(task.submittedAt(), task.finishedAt().orElseThrow()));
            } else if (lately && task.status() == TaskStatus.FAILED) {
                failed++;
            }
        }
        int leases = (int) lost.stream().filter(at -> !at.isBefore(from)).count();
        Duration mean = completed == 0 ? Duration.ZERO : sum.dividedBy(completed);
        int ended = completed + failed;
        BigDecimal meanCost =
                ended == 0 ? BigDecimal.ZERO : cost.divide(BigDecimal.valueOf(ended), MathContext.DECIMAL64);
        return new TaskActivity(completed, failed, mean, meanCost, last, leases, allowances);
    }
}
