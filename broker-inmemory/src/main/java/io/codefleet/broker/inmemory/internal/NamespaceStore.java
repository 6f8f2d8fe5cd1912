package io.codefleet.broker.inmemory.internal;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.CancelResult;
import io.codefleet.Checkpoint;
import io.codefleet.CodefleetOptions;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.FleetStats;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Page;
import io.codefleet.Progress;
import io.codefleet.Spending;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.Lease;
import io.codefleet.broker.PurgeReply;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.WorkerReplacedException;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the broker on one namespace. Each takes the lock once, however many tasks it is about, and says what it has to say
 * to others when it has given the lock back.
 */
public final class NamespaceStore {
    private final NamespaceState state;
    private final InMemorySubmitOperations submits;
    private final InMemoryWorkerOperations workerOperations;
    private final InMemoryQueryOperations queries;
    private final InMemoryAdminOperations adminOperations;
    private final Maintenance maintenance;

    /** Creates an empty namespace that takes the time from this clock. */
    public NamespaceStore(String namespace, InstantSource clock) {
        this(namespace, clock, Runnable::run, null);
    }

    /**
     * Creates an empty namespace whose prompts are outside the heap, as a leader may have many tasks.
     *
     * @param notifier runs what says to clients what a step has changed, outside the lock
     */
    public NamespaceStore(String namespace, InstantSource clock, Executor notifier) {
        this(namespace, clock, notifier, new TextArena());
    }

    private NamespaceStore(String namespace, InstantSource clock, Executor notifier, @Nullable TextArena texts) {
        ChangeRecorder changes = new ChangeRecorder();
        this.state = new NamespaceState(clock, changes, notifier, texts);
        this.submits = new InMemorySubmitOperations(namespace, state);
        this.workerOperations = new InMemoryWorkerOperations(state);
        this.queries = new InMemoryQueryOperations(state);
        this.adminOperations = new InMemoryAdminOperations(state);
        this.maintenance = new Maintenance(state);
    }

    /**
     * Returns what the steps since the last call have changed, in order. They are collected from {@link StateCopy#takeOver} on, and
     * the caller is to take them.
     */
    public List<StateChange> takeChanges() {
        synchronized (state) {
            return state.changes.take(state);
        }
    }

    /** Returns what makes this store a copy of another, or gives its content as changes. */
    public StateCopy copy() {
        return new StateCopy(state);
    }

    /** Returns the executor that runs the notifications to clients, in order. */
    public Executor notifier() {
        return state.notifier();
    }

    private <T> T step(Function<DeferredNotifications, T> step) {
        DeferredNotifications notifications = state.effects();
        T answer;
        synchronized (state) {
            state.beginStep();
            answer = step.apply(notifications);
            state.grantPermits(notifications);
        }
        state.say(notifications);
        return answer;
    }

    /**
     * Submits tasks.
     *
     * @param action what the audit calls it
     */
    public List<SubmitReply> submit(List<Task> tasks, Follower follower, CodefleetOptions by, AuditAction action) {
        return step(notifications -> submits.submit(tasks, follower, by, action, notifications));
    }

    public FollowReply follow(Collection<String> taskIds, Follower follower) {
        return step(notifications -> {
            List<Outcome> ended = new ArrayList<>();
            Set<String> unknown = new HashSet<>();
            for (String id : taskIds) {
                StoredTask task = state.tasks.get(id);
                if (task == null) {
                    unknown.add(id);
                } else if (task.outcome != null) {
                    ended.add(task.outcome);
                } else {
                    task.follow(follower);
                }
            }
            return new FollowReply(ended, unknown);
        });
    }

    public void watchProgress(String taskId, Follower follower) {
        step(notifications -> state.progressWatchers
                .computeIfAbsent(taskId, key -> new HashSet<>())
                .add(follower));
    }

    public void unwatchProgress(String taskId, Follower follower) {
        step(notifications -> {
            Set<Follower> watchers = state.progressWatchers.get(taskId);
            if (watchers != null && watchers.remove(follower) && watchers.isEmpty()) {
                state.progressWatchers.remove(taskId);
            }
            return true;
        });
    }

    public void watchLogs(Follower follower) {
        step(notifications -> state.logWatchers.add(follower));
    }

    public void unwatchLogs(Follower follower) {
        step(notifications -> state.logWatchers.remove(follower));
    }

    public boolean log(LogLines lines) {
        return step(notifications -> {
            Set<Follower> watchers = Set.copyOf(state.logWatchers);
            watchers.forEach(watcher -> notifications.later(() -> watcher.log(lines)));
            return !watchers.isEmpty();
        });
    }

    /** Removes a client that has left. */
    public void forget(Follower follower) {
        step(notifications -> {
            state.tasks.values().forEach(task -> task.unfollow(follower));
            state.logWatchers.remove(follower);
            state.progressWatchers.values().removeIf(watchers -> watchers.remove(follower) && watchers.isEmpty());
            return true;
        });
    }

    public boolean progress(Lease lease, Progress progress) {
        return step(notifications -> {
            StoredTask task = state.tasks.get(lease.taskId());
            if (task == null || !task.isRunningUnder(lease.token())) {
                return false;
            }
            task.progress = progress;
            Set<Follower> watchers = Set.copyOf(state.progressWatchers.getOrDefault(lease.taskId(), Set.of()));
            watchers.forEach(watcher -> notifications.later(() -> watcher.progress(progress)));
            return !watchers.isEmpty();
        });
    }

    /**
     * Stores a checkpoint of the attempt that holds the lease.
     *
     * @throws io.codefleet.error.LeaseLostException if the lease is not the current one
     */
    public void checkpoint(Lease lease, Checkpoint checkpoint) {
        step(notifications -> workerOperations.checkpoint(lease, checkpoint));
    }

    public List<TaskInfo> find(List<String> taskIds) {
        return step(notifications -> {
            List<TaskInfo> found = new ArrayList<>();
            for (String id : taskIds) {
                StoredTask task = state.tasks.get(id);
                if (task != null) {
                    found.add(task.info());
                }
            }
            return found;
        });
    }

    public Page<TaskSummary> list(TaskQuery query) {
        return step(notifications -> queries.list(query));
    }

    public Page<AuditEntry> audit(AuditQuery query) {
        return step(notifications -> state.audit.list(query));
    }

    public List<Spending> spending(Optional<String> key) {
        return step(notifications -> state.allowances.list(key, state.now()));
    }

    /** Returns the shared documents. */
    public DocumentStore documents() {
        return state.documents;
    }

    public FleetStats stats() {
        return step(notifications -> queries.stats());
    }

    public List<WorkerInfo> workers() {
        return step(notifications ->
                state.workers.values().stream().map(WorkerRecord::shown).toList());
    }

    /** Returns the cursor behind the last event. */
    public String eventCursor() {
        return step(notifications -> state.events.cursor());
    }

    public void events(String cursor, int max, Promise<EventBatch> promise) {
        step(notifications -> {
            state.events.read(cursor, max, state.now(), promise, notifications);
            return true;
        });
    }

    public CancelResult cancel(String taskId, String reason, CodefleetOptions by) {
        return step(notifications -> adminOperations.cancel(taskId, reason, by, notifications));
    }

    /** Runs one step of a purge, or throws {@link io.codefleet.error.InvalidInputException} if the cursor is none. */
    public PurgeReply purge(TaskQuery query, int max, Optional<String> cursor, CodefleetOptions by) {
        return step(notifications -> adminOperations.purge(query, queries.behind(cursor), max, by));
    }

    public int purgeDeadLetters(List<String> taskIds, CodefleetOptions by) {
        return step(notifications -> adminOperations.purgeDeadLetters(taskIds, by));
    }

    public void pause(CodefleetOptions by) {
        step(notifications -> adminOperations.pause(by));
    }

    public void resume(CodefleetOptions by) {
        step(notifications -> adminOperations.resume(by, notifications));
    }

    public int command(Optional<String> workerId, WorkerCommand command, CodefleetOptions by) {
        return step(notifications -> adminOperations.command(workerId, command, by, notifications));
    }

    /**
     * Registers a worker, or renews its registration.
     *
     * @throws WorkerReplacedException if a worker of the same id is present that started later
     */
    public void heartbeat(WorkerInfo worker, Duration timeToLive) {
        step(notifications -> {
            long now = state.now();
            WorkerInfo seen = worker.lastSeen(StoredTask.instant(now));
            Profile profile = state.lanes.profileOf(worker);
            long ttl = StoredTask.micros(timeToLive);
            WorkerRecord known = state.workers.get(worker.id());
            if (known != null && known.isPresent(now) && known.info.startedAt().isAfter(worker.startedAt())) {
                throw new WorkerReplacedException(worker.id());
            }
            if (known == null || known.offline) {
                WorkerRecord joined = WorkerRecord.joined(seen, profile, state, known);
                joined.expireAfter(now, ttl);
                state.workers.put(worker.id(), joined);
                state.changes.touch(joined);
                state.events.worker(worker.id(), WorkerEvent.Kind.JOINED, now, state.maxEvents, notifications);
            } else {
                known.move(profile);
                known.heartbeat(seen);
                known.expireAfter(now, ttl);
                state.changes.touch(known);
            }
            return true;
        });
    }

    public void unregister(String workerId) {
        step(notifications -> {
            WorkerRecord worker = state.workers.remove(workerId);
            if (worker != null) {
                worker.profile.waiting.remove(worker);
                state.changes.add(() -> new StateChange.WorkerRemoved(workerId));
                state.shareAllOf(workerId, notifications);
                state.events.worker(workerId, WorkerEvent.Kind.LEFT, state.now(), state.maxEvents, notifications);
            }
            return true;
        });
    }

    public List<Assignment> claim(ClaimRequest request, StorageLimits limits) {
        return step(notifications -> workerOperations.claim(request, limits, notifications));
    }

    public void receive(String workerId, OptionalLong last, Promise<SignalBatch> promise) {
        step(notifications -> {
            WorkerRecord worker = state.workers.get(workerId);
            if (worker != null) {
                worker.receive(last, promise, notifications);
            }
            return true;
        });
    }

    public List<Renewal> renew(List<Lease> leases, Duration lease) {
        return step(notifications -> workerOperations.renew(leases, lease));
    }

    public ReportReply report(List<AttemptReport> reports, Optional<ClaimRequest> next, CodefleetOptions by) {
        return step(notifications -> {
            List<Boolean> accepted = new ArrayList<>(reports.size());
            for (AttemptReport report : reports) {
                accepted.add(workerOperations.report(report, by, notifications));
            }
            List<Assignment> claimed = next.map(request -> workerOperations.claim(request, by.limits(), notifications))
                    .orElse(List.of());
            return new ReportReply(accepted, claimed);
        });
    }

    public Duration runMaintenance(StorageLimits limits) {
        return step(notifications -> maintenance.run(limits, notifications));
    }

    /**
     * Turns a clock of a test as if all workers had renewed their leases and sent heartbeats meanwhile, and does what is due then. An
     * attempt that is over its time by then ends, as its worker would have ended it.
     *
     * @param turn by how much
     * @param clock turns the clock by that
     */
    public void turnWithWorkers(Duration turn, Runnable clock, StorageLimits limits) {
        step(notifications -> {
            LiveWorkers.live(state, turn);
            clock.run();
            Duration wait;
            do {
                wait = maintenance.run(limits, notifications);
            } while (wait.isZero());
            return wait;
        });
    }

    /**
     * Ends the lease of a running task, as if its worker had died long ago, and does what is due then.
     *
     * @return whether the task ran
     */
    public boolean loseLease(String taskId, StorageLimits limits) {
        return step(notifications -> {
            StoredTask task = state.tasks.get(taskId);
            boolean runs = task != null && task.status == TaskStatus.RUNNING;
            if (task != null && runs) {
                task.leaseEnd = state.now();
                state.dueTimes.update(task);
                maintenance.run(limits, notifications);
            }
            return runs;
        });
    }
}
