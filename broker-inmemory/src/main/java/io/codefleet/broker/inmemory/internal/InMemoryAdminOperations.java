package io.codefleet.broker.inmemory.internal;

import io.codefleet.AuditAction;
import io.codefleet.CancelResult;
import io.codefleet.CodefleetOptions;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.StorageLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.PurgeReply;
import io.codefleet.broker.WorkerSignal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/** The operations by which people steer a namespace: each that changes something is in the audit. Guarded by the store's lock. */
final class InMemoryAdminOperations {
    private final NamespaceState state;

    InMemoryAdminOperations(NamespaceState state) {
        this.state = state;
    }

    /** Cancels a task and its descendants one by one, each once: a family may be deep, and a task may be its own ancestor. */
    CancelResult cancel(String taskId, String reason, CodefleetOptions by, DeferredNotifications notifications) {
        List<String> changed = new ArrayList<>();
        StoredTask task = state.tasks.get(taskId);
        Optional<CancelResult> own = Optional.ofNullable(task)
                .map(known -> cancelOne(known, CancelReason.of(reason), by.limits(), changed, notifications));
        Set<CancelResult> ofDescendants = EnumSet.noneOf(CancelResult.class);
        CancelReason descendantReason = CancelReason.ofAncestor(taskId, reason);
        Set<String> seen = new HashSet<>(Set.of(taskId));
        Deque<String> parents = new ArrayDeque<>(seen);
        while (!parents.isEmpty()) {
            for (StoredTask child : state.children.getOrDefault(parents.remove(), Set.of())) {
                if (seen.add(child.task.id())) {
                    ofDescendants.add(cancelOne(child, descendantReason, by.limits(), changed, notifications));
                    parents.add(child.task.id());
                }
            }
        }
        state.audit.tasks(state.now(), by, AuditAction.CANCELLED, changed);
        return own.orElseGet(() -> CancelResult.ofRun(ofDescendants));
    }

    private CancelResult cancelOne(
            StoredTask task,
            CancelReason reason,
            StorageLimits limits,
            List<String> changed,
            DeferredNotifications notifications) {
        if (task.status.isTerminal()) {
            return CancelResult.ALREADY_ENDED;
        }
        long now = state.now();
        if (task.status != TaskStatus.RUNNING) {
            state.takeOut(task);
            state.cancel(task, reason, limits, now, notifications);
            changed.add(task.task.id());
            return CancelResult.CANCELLED;
        }
        if (task.cancelReason == null) {
            task.cancelReason = reason;
            state.changes.touch(task);
            changed.add(task.task.id());
            state.event(task, TaskEvent.Kind.CANCEL_REQUESTED, now, notifications);
            WorkerRecord worker = state.workers.get(String.valueOf(task.workerId));
            if (worker != null) {
                worker.signal(new WorkerSignal.CancelRequested(task.task.id(), reason.reason()), notifications);
            }
        }
        return CancelResult.REQUESTED;
    }

    /**
     * Deletes ended tasks that a query matches and that are no part of an open task, in one step of a purge.
     *
     * @param tasks those that the purge has not looked at, by the order of their submits
     * @param max how many are deleted at most
     */
    PurgeReply purge(TaskQuery query, NavigableMap<Long, StoredTask> tasks, int max, CodefleetOptions by) {
        List<StoredTask> ended = new ArrayList<>();
        Optional<String> next = Optional.empty();
        for (Map.Entry<Long, StoredTask> entry : tasks.entrySet()) {
            if (ended.size() == Math.max(0, max)) {
                next = Optional.of(String.valueOf(entry.getKey() - 1));
                break;
            }
            StoredTask task = entry.getValue();
            if (task.status.isTerminal() && InMemoryQueryOperations.matches(query, task) && !hasOpenParent(task)) {
                ended.add(task);
            }
        }
        ended.forEach(state::delete);
        if (!ended.isEmpty()) {
            List<String> ids = ended.stream().map(task -> task.task.id()).toList();
            state.audit.entry(state.now(), by, AuditAction.PURGED, ids, Optional.empty());
        }
        return new PurgeReply(ended.size(), next);
    }

    /** Deletes those of these tasks that have failed and are no part of an open task, and returns how many. */
    int purgeDeadLetters(List<String> taskIds, CodefleetOptions by) {
        List<String> deleted = new ArrayList<>();
        for (String id : taskIds) {
            StoredTask task = state.tasks.get(id);
            if (task != null && task.status == TaskStatus.FAILED && !hasOpenParent(task)) {
                state.delete(task);
                deleted.add(id);
            }
        }
        state.audit.tasks(state.now(), by, AuditAction.PURGED, deleted);
        return deleted.size();
    }

    /** Returns whether a parent that has not ended may read the task yet. */
    private boolean hasOpenParent(StoredTask task) {
        return task.task
                .parentId()
                .map(state.tasks::get)
                .filter(parent -> !parent.status.isTerminal())
                .isPresent();
    }

    boolean pause(CodefleetOptions by) {
        return setPaused(true, by);
    }

    boolean resume(CodefleetOptions by, DeferredNotifications notifications) {
        boolean changed = setPaused(false, by);
        state.lanes.wakeAll(state.workers, notifications);
        return changed;
    }

    /** Returns whether this changed it; only that is in the audit. */
    private boolean setPaused(boolean paused, CodefleetOptions by) {
        if (state.paused == paused) {
            return false;
        }
        state.paused = paused;
        AuditAction action = paused ? AuditAction.PAUSED : AuditAction.RESUMED;
        state.audit.entry(state.now(), by, action, List.of(), Optional.empty());
        return true;
    }

    /** Returns how many workers the command reached: the one of this id, or all that are not offline. */
    int command(
            Optional<String> workerId,
            WorkerCommand command,
            CodefleetOptions by,
            DeferredNotifications notifications) {
        List<WorkerRecord> reached = state.workers.values().stream()
                .filter(worker -> !worker.offline)
                .filter(worker -> workerId.map(worker.info.id()::equals).orElse(true))
                .toList();
        reached.forEach(worker -> worker.signal(new WorkerSignal.CommandReceived(command), notifications));
        if (!reached.isEmpty()) {
            List<String> ids = reached.stream().map(worker -> worker.info.id()).toList();
            state.audit.entry(state.now(), by, AuditAction.COMMANDED, ids, Optional.of(command.name()));
        }
        return reached.size();
    }
}
