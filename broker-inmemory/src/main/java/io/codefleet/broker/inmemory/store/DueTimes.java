package io.codefleet.broker.inmemory.store;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When which task must be looked at next; each task has one such time. Ended tasks, by far the most, are apart from the others,
 * whose times change often. Guarded by the store's lock.
 */
final class DueTimes {
    private static final Comparator<TaskRecord> ORDER = (one, other) -> {
        int byTime = Long.compare(one.nextDue, other.nextDue);
        return byTime == 0 ? Long.compare(one.submitted, other.submitted) : byTime;
    };

    private final TreeSet<TaskRecord> live = new TreeSet<>(ORDER);
    private final TreeSet<TaskRecord> ended = new TreeSet<>(ORDER);

    /** Sets the time by what the task waits for now. */
    void update(TaskRecord task) {
        remove(task);
        task.nextDue = switch (task.status) {
            case DELAYED -> Math.min(task.due, task.deadline);
            case QUEUED -> Math.min(task.queueEnd(), task.sharedAt);
            case RUNNING -> Math.min(task.leaseEnd, task.deadline);
            case COMPLETED, FAILED, CANCELLED -> task.keptUntil;
        };
        (task.status.isTerminal() ? ended : live).add(task);
    }

    void remove(TaskRecord task) {
        if (task.nextDue != TaskRecord.NEVER) {
            if (!live.remove(task)) {
                ended.remove(task);
            }
            task.nextDue = TaskRecord.NEVER;
        }
    }

    /** The first task whose time has come. */
    @Nullable
    TaskRecord due(long now) {
        TaskRecord first = first();
        return first != null && first.nextDue <= now ? first : null;
    }

    /** The next time, or {@link TaskRecord#NEVER}. */
    long next() {
        TaskRecord first = first();
        return first == null ? TaskRecord.NEVER : first.nextDue;
    }

    private @Nullable TaskRecord first() {
        if (live.isEmpty()) {
            return ended.isEmpty() ? null : ended.first();
        }
        return ended.isEmpty() || ORDER.compare(live.first(), ended.first()) <= 0 ? live.first() : ended.first();
    }
}
