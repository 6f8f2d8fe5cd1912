package io.codefleet.control.tasks;

import io.codefleet.TaskSummary;
import java.math.BigDecimal;
import java.util.Comparator;

/**
 * Position of a task in a sorted list.
 *
 * @param value what the list is sorted by
 * @param submittedAt the time of its submit, in milliseconds since 1970
 * @param id the task's id
 */
record ListPosition(BigDecimal value, long submittedAt, String id) {
    /** The first of a list comes first. */
    static final Comparator<ListPosition> FIRST = Comparator.comparing(ListPosition::value)
            .thenComparingLong(ListPosition::submittedAt)
            .thenComparing(ListPosition::id)
            .reversed();

    static ListPosition of(TaskSummary task, TaskOrder order) {
        return new ListPosition(order.value(task), task.submittedAt().toEpochMilli(), task.id());
    }
}
