package io.codefleet.broker.inmemory.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Copies a namespace: gives its content as changes, and puts the changes of another. It applies no rules, so that a copy does not
 * depend on the version that made the changes. Takes the store's lock for each call.
 */
public final class StateCopy {
    private final NamespaceState state;
    /** Tasks that were added and are nowhere yet. */
    private final Set<StoredTask> added = new HashSet<>();
    /** One text for all tasks of a submitter. */
    private final Map<String, String> submitters = new HashMap<>();

    StateCopy(NamespaceState state) {
        this.state = state;
    }

    // ---- reading

    /** Writes all but the tasks. */
    public void dump(Consumer<StateChange> to) {
        synchronized (state) {
            to.accept(state.counters());
            state.workers.values().forEach(worker -> to.accept(worker.change()));
            state.rateUsedUntil.forEach((actor, until) -> to.accept(new StateChange.RateUsed(actor, until)));
            state.allowances.dump(to);
            state.lanes.placement.dump(to);
            state.events.dump(to);
            state.audit.dump(to);
            state.documents.dump(to);
        }
    }

    /**
     * Writes some tasks, in the order of their submits.
     *
     * @param after the result of the call before; 0 for the first
     * @param max how many tasks at most
     * @return where to go on; empty if these were the last
     */
    public OptionalLong dumpTasks(long after, int max, Consumer<StateChange> to) {
        synchronized (state) {
            int count = 0;
            for (Map.Entry<Long, StoredTask> entry :
                    state.bySubmit.tailMap(after, false).entrySet()) {
                dump(entry.getValue(), to);
                count++;
                if (count == max) {
                    return OptionalLong.of(entry.getKey());
                }
            }
            return OptionalLong.empty();
        }
    }

    private void dump(StoredTask task, Consumer<StateChange> to) {
        String id = task.task.id();
        to.accept(new StateChange.TaskAdded(task.content(), task.submitter, task.submitted));
        task.history().forEach(attempt -> to.accept(new StateChange.AttemptEnded(id, attempt)));
        if (task.checkpoint != null) {
            to.accept(new StateChange.CheckpointSet(id, task.checkpoint));
        }
        if (task.outcome != null) {
            to.accept(new StateChange.OutcomeSet(id, task.outcome));
        }
        to.accept(new StateChange.TaskUpdated(task.fields(state.permits)));
    }

    // ---- writing

    /** Applies changes of another store, in their order. */
    public void put(List<StateChange> changes) {
        synchronized (state) {
            changes.forEach(this::put);
        }
    }

    /**
     * Makes the copy ready to go on by itself; from now on it collects its changes. Nobody could renew a lease or send a heartbeat while no store worked, so that each has
     * its full time again.
     */
    public void takeOver() {
        synchronized (state) {
            state.beginStep();
            long now = state.now();
            for (StoredTask task : new ArrayList<>(state.running)) {
                task.leaseEnd = Math.max(task.leaseEnd, now + task.leaseMillis * 1000L);
                state.dueTimes.update(task);
            }
            for (WorkerRecord worker : state.workers.values()) {
                if (!worker.offline) {
                    worker.expiry = Math.max(worker.expiry, now + worker.timeToLive);
                    worker.profile.waiting.add(worker);
                }
            }
            state.changes.start(state.counters());
        }
    }

    private void put(StateChange change) {
        if (change instanceof StateChange.TaskAdded task) {
            add(task);
        } else if (change instanceof StateChange.TaskUpdated task) {
            update(task.fields());
        } else if (change instanceof StateChange.OutcomeSet set) {
            known(set.taskId(), task -> task.outcome = set.outcome());
        } else if (change instanceof StateChange.CheckpointSet set) {
            known(set.taskId(), task -> task.checkpoint = set.checkpoint());
        } else if (change instanceof StateChange.AttemptEnded ended) {
            known(ended.taskId(), task -> task.recordOnce(ended.attempt()));
        } else if (change instanceof StateChange.TaskDeleted deleted) {
            known(deleted.taskId(), this::delete);
            // a snapshot can have the documents of a task that was deleted while it was taken
            state.documents.forget(deleted.taskId());
        } else {
            putOther(change);
        }
    }

    private void putOther(StateChange change) {
        if (change instanceof StateChange.WorkerSet worker) {
            put(worker);
        } else if (change instanceof StateChange.WorkerRemoved removed) {
            state.workers.remove(removed.workerId());
        } else if (change instanceof StateChange.EventAdded event) {
            state.events.put(event.number(), event.event(), state.maxEvents);
        } else if (change instanceof StateChange.AuditAdded entry) {
            state.audit.put(entry.number(), entry.entry());
        } else if (change instanceof StateChange.AuditPruned pruned) {
            state.audit.dropBefore(pruned.first());
        } else if (change instanceof StateChange.AllowanceSpent spent) {
            state.allowances.put(spent.key(), spent.total(), spent.day(), spent.onDay());
        } else if (change instanceof StateChange.AllowanceForgotten forgotten) {
            state.allowances.forget(forgotten.key());
        } else if (change instanceof StateChange.RateUsed used) {
            state.rateUsedUntil.put(used.actor(), used.until());
        } else if (change instanceof StateChange.TurnTaken turn) {
            state.lanes.placement.put(turn);
        } else if (change instanceof StateChange.CountersSet counters) {
            state.put(counters);
        } else if (change instanceof StateChange.DocumentSet set) {
            state.documents.set(set.document());
        } else if (change instanceof StateChange.DocumentDeleted deleted) {
            state.documents.remove(deleted.kind(), deleted.name());
        }
    }

    /**
     * Applies a change to a task if it is known. An unknown task was deleted later, or the snapshot was taken when it was
     * gone.
     */
    private void known(String taskId, Consumer<StoredTask> change) {
        StoredTask task = state.tasks.get(taskId);
        if (task != null) {
            change.accept(task);
        }
    }

    private void add(StateChange.TaskAdded change) {
        StoredTask old = state.tasks.get(change.task().id());
        if (old != null && old.submitted == change.submitted()) {
            return;
        }
        if (old != null) {
            delete(old);
        }
        String submitter = submitters.computeIfAbsent(change.submitter(), same -> same);
        StoredTask task = state.stored(change.task(), submitter, change.submitted());
        state.add(task, change.task());
        added.add(task);
    }

    private void delete(StoredTask task) {
        if (!added.remove(task)) {
            takeOut(task);
        }
        task.lane.live--;
        state.delete(task);
    }

    private void update(StoredTaskFields fields) {
        known(fields.taskId(), task -> {
            if (!added.remove(task)) {
                takeOut(task);
            }
            task.put(fields);
            putIn(task, fields);
        });
    }

    private void takeOut(StoredTask task) {
        if (task.status.isTerminal()) {
            task.lane.live++;
        } else {
            state.takeOut(task);
        }
    }

    private void putIn(StoredTask task, StoredTaskFields fields) {
        switch (task.status) {
            case QUEUED -> {
                state.count(task, 1);
                boolean waitsForPlace = task.task.concurrency().isPresent() && !fields.hasPermit();
                if (waitsForPlace) {
                    state.permits.await(task);
                } else {
                    state.permits.hold(task);
                    task.queuedIn =
                            fields.chosenWorker().map(state.lanes::ofChosen).orElse(task.lane);
                    state.lanes.put(task.queuedIn, task);
                }
            }
            case DELAYED -> state.delayed++;
            case RUNNING -> {
                state.running.add(task);
                state.permits.hold(task);
            }
            case COMPLETED, FAILED, CANCELLED -> task.lane.live--;
        }
        state.dueTimes.update(task);
    }

    private void put(StateChange.WorkerSet change) {
        Profile profile = state.lanes.profileOf(change.worker());
        WorkerRecord worker = state.workers.computeIfAbsent(
                change.worker().id(), id -> new WorkerRecord(change.worker(), profile, state));
        worker.profile = profile;
        worker.put(change);
    }
}
