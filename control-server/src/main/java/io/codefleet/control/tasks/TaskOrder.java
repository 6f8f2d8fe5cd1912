package io.codefleet.control.tasks;

import io.codefleet.TaskSummary;
import java.math.BigDecimal;
import java.time.Duration;

/** Sort order of a list of tasks; of equal ones the newest comes first. */
public enum TaskOrder {
    /** The newest submit first. */
    NEWEST,
    /** The highest price first. */
    COST,
    /** The longest last attempt first; tasks that have not ended come last. */
    DURATION;

    BigDecimal value(TaskSummary task) {
        return switch (this) {
            case NEWEST -> BigDecimal.ZERO;
            case COST -> cost(task);
            case DURATION -> BigDecimal.valueOf(millis(task));
        };
    }

    static BigDecimal cost(TaskSummary task) {
        return task.cost();
    }

    private static long millis(TaskSummary task) {
        if (task.startedAt().isEmpty() || task.finishedAt().isEmpty()) {
            return -1;
        }
        return Duration.between(task.startedAt().get(), task.finishedAt().get()).toMillis();
    }
}
