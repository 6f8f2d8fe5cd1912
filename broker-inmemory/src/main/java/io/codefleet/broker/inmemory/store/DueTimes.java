package io.codefleet.broker.inmemory.store;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When which task must be looked at next; each task has one such time. Guarded by the store's lock. */
final class DueTimes {
    private final TreeSet<TaskRecord> order = new TreeSet<>(
            Comparator.<TaskRecord>comparingLong(task -> task.nextDue).thenComparingLong(task -> task.submitted));

    /** Sets the time by what the task waits for now. */
    void update(TaskRecord task) {
        remove(task);
        task.nextDue = switch (task.status) {
            case DELAYED -> Math.min(task.due, task.deadline);
            case QUEUED -> task.attempt == 0 ? Math.min(task.queueDeadline, task.deadline) : task.deadline;
            case RUNNING -> Math.min(task.leaseEnd, task.deadline);
            case COMPLETED, FAILED, CANCELLED -> task.keptUntil;
        };
        order.add(task);
    }

    void remove(TaskRecord task) {
        if (task.nextDue != TaskRecord.NEVER) {
            order.remove(task);
            task.nextDue = TaskRecord.NEVER;
        }
    }

    /** The first task whose time has come. */
    @Nullable
    TaskRecord due(long now) {
        return !order.isEmpty() && order.first().nextDue <= now ? order.first() : null;
    }

    /** The next time, or {@link TaskRecord#NEVER}. */
    long next() {
        return order.isEmpty() ? TaskRecord.NEVER : order.first().nextDue;
    }
}
