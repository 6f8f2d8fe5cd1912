package io.codefleet.broker.inmemory.internal;

import io.codefleet.AttemptInfo;
import io.codefleet.Outcome;
import io.codefleet.Task;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects what the steps change, where somebody wants to know. What is touched several times between two collections is given once,
 * as it is then. Guarded by the store's lock.
 */
final class ChangeRecorder {
    private boolean enabled;
    private final Set<StoredTask> tasks = new LinkedHashSet<>();
    private final Set<WorkerRecord> workers = new LinkedHashSet<>();
    private List<StateChange> changes = new ArrayList<>();

    @Nullable
    private StateChange counters;

    /**
     * Returns whether a receiver wants the changes. Callers ask where changes are so frequent that even to offer one would
     * cost time.
     */
    boolean isEnabled() {
        return enabled;
    }

    /** Adds a change, which it creates only if a receiver wants it. */
    void add(Supplier<StateChange> change) {
        if (enabled) {
            changes.add(change.get());
        }
    }

    void added(StoredTask task, Task content) {
        if (enabled) {
            changes.add(new StateChange.TaskAdded(content, task.submitter, task.submitted));
            tasks.add(task);
        }
    }

    void touch(StoredTask task) {
        if (enabled) {
            tasks.add(task);
        }
    }

    void touch(WorkerRecord worker) {
        if (enabled) {
            workers.add(worker);
        }
    }

    void ended(StoredTask task, AttemptInfo attempt) {
        if (enabled) {
            changes.add(new StateChange.AttemptEnded(task.task.id(), attempt));
            tasks.add(task);
        }
    }

    void finished(StoredTask task, Outcome outcome) {
        if (enabled) {
            changes.add(new StateChange.OutcomeSet(task.task.id(), outcome));
            tasks.add(task);
        }
    }

    void deleted(StoredTask task) {
        if (enabled) {
            changes.add(new StateChange.TaskDeleted(task.task.id()));
            tasks.remove(task);
        }
    }

    /** Collects from now on; what is so far is known to who wants the changes. */
    void start(StateChange.CountersSet known) {
        enabled = true;
        counters = known;
    }

    /** Returns the changes since the last collection; from now on there are none. */
    List<StateChange> take(NamespaceState state) {
        List<StateChange> taken = changes;
        changes = new ArrayList<>();
        tasks.forEach(task -> taken.add(new StateChange.TaskUpdated(task.fields(state.permits))));
        tasks.clear();
        for (WorkerRecord worker : workers) {
            if (state.workers.get(worker.info.id()) == worker) {
                taken.add(worker.change());
            }
        }
        workers.clear();
        StateChange now = state.counters();
        if (!now.equals(counters)) {
            taken.add(now);
            counters = now;
        }
        return taken;
    }
}
