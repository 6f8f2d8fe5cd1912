package io.codefleet.broker.inmemory.internal;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Queue of tasks by the time at which each must be checked next; each task has one such time. Ended tasks, by far the most,
 * are apart from the others, whose times change often. Guarded by the store's lock.
 */
final class DueTaskQueue {
    private static final Comparator<StoredTask> ORDER = (one, other) -> {
        int byTime = Long.compare(one.nextDue, other.nextDue);
        return byTime == 0 ? Long.compare(one.submitted, other.submitted) : byTime;
    };

    private final TreeSet<StoredTask> live = new TreeSet<>(ORDER);
    private final TreeSet<StoredTask> ended = new TreeSet<>(ORDER);

    /** Sets the time by what the task waits for now. */
    void update(StoredTask task) {
        remove(task);
        task.nextDue = switch (task.status) {
            case DELAYED -> Math.min(task.due, task.deadline);
            case QUEUED -> Math.min(task.queueEnd(), task.sharedAt);
            case RUNNING -> Math.min(task.leaseEnd, task.deadline);
            case COMPLETED, FAILED, CANCELLED -> task.keptUntil;
        };
        (task.status.isTerminal() ? ended : live).add(task);
    }

    void remove(StoredTask task) {
        if (task.nextDue != StoredTask.NEVER) {
            if (!live.remove(task)) {
                ended.remove(task);
            }
            task.nextDue = StoredTask.NEVER;
        }
    }

    /** Returns the first task if its time has come, else null. */
    @Nullable
    StoredTask due(long now) {
        StoredTask first = first();
        return first != null && first.nextDue <= now ? first : null;
    }

    /** Returns the next time at which a task is due, or {@link StoredTask#NEVER}. */
    long next() {
        StoredTask first = first();
        return first == null ? StoredTask.NEVER : first.nextDue;
    }

    private @Nullable StoredTask first() {
        if (live.isEmpty()) {
            return ended.isEmpty() ? null : ended.first();
        }
        return ended.isEmpty() || ORDER.compare(live.first(), ended.first()) <= 0 ? live.first() : ended.first();
    }
}
