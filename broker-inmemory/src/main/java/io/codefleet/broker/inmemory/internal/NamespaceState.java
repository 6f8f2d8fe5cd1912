package io.codefleet.broker.inmemory.internal;

import io.codefleet.AttemptInfo;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.broker.CancelReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The state of a namespace and the elementary changes of it. Guarded by the store's lock. */
final class NamespaceState {
    private final InstantSource clock;
    private long stepTime;
    private long lastTick;

    final Map<String, StoredTask> tasks = new HashMap<>();
    /** By the time of submit, for lists. */
    final TreeMap<Long, StoredTask> bySubmit = new TreeMap<>();

    final Map<String, Set<StoredTask>> children = new HashMap<>();
    final Set<StoredTask> running = new HashSet<>();
    final Map<String, WorkerRecord> workers = new LinkedHashMap<>();
    final Map<String, Set<Follower>> progressWatchers = new HashMap<>();
    final Set<Follower> logWatchers = new HashSet<>();
    final LaneRegistry lanes;
    final ConcurrencyPermits permits = new ConcurrencyPermits();
    final AllowanceLedger allowances;
    final DueTaskQueue dueTimes = new DueTaskQueue();
    final EventLog events;
    final AuditLog audit;
    final DocumentStore documents;
    /** Until when the tasks of an actor have used up its rate. */
    final Map<String, Long> rateUsedUntil = new HashMap<>();

    final ChangeRecorder changes;
    private final Executor notifier;
    int maxEvents = StorageLimits.DEFAULT.maxEvents();
    boolean paused;
    long queued;
    long delayed;
    long submittedTotal;
    long completedTotal;
    long failedTotal;
    long cancelledTotal;

    /** Where the prompts of the tasks are; null if they are in the heap. */
    private final @Nullable TextArena texts;

    NamespaceState(InstantSource clock, ChangeRecorder changes, Executor notifier, @Nullable TextArena texts) {
        this.texts = texts;
        this.clock = clock;
        this.changes = changes;
        this.notifier = notifier;
        this.events = new EventLog(changes);
        this.audit = new AuditLog(changes);
        this.documents = new DocumentStore(this);
        this.allowances = new AllowanceLedger(changes);
        this.lanes = new LaneRegistry(changes);
    }

    /** Reads the clock, which stands still within a step. */
    void beginStep() {
        Instant instant = clock.instant();
        stepTime = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }

    /** Returns the time of the step, in microseconds. */
    long now() {
        return stepTime;
    }

    /** Returns the current time, or one just behind the last tick: ticks increase strictly, whatever the clock does. */
    long tick() {
        lastTick = Math.max(lastTick + 1, now());
        return lastTick;
    }

    /** Returns the last tick that was given. */
    long lastTick() {
        return lastTick;
    }

    StateChange.CountersSet counters() {
        return new StateChange.CountersSet(
                lastTick, paused, maxEvents, submittedTotal, completedTotal, failedTotal, cancelledTotal);
    }

    void put(StateChange.CountersSet counters) {
        lastTick = counters.lastTick();
        paused = counters.paused();
        maxEvents = counters.maxEvents();
        submittedTotal = counters.submitted();
        completedTotal = counters.completed();
        failedTotal = counters.failed();
        cancelledTotal = counters.cancelled();
    }

    Executor notifier() {
        return notifier;
    }

    DeferredNotifications effects() {
        return new DeferredNotifications(this::giveBack);
    }

    private synchronized void giveBack(WorkerRecord worker, SignalBatch signals) {
        beginStep();
        DeferredNotifications notifications = effects();
        worker.takeBack(signals, notifications);
        notifier.execute(notifications::flush);
    }

    /** Sends the notifications of a step. Called outside the lock. */
    void say(DeferredNotifications notifications) {
        if (!notifications.isEmpty()) {
            notifier.execute(notifications::flush);
        }
    }

    void event(StoredTask task, TaskEvent.Kind kind, long now, DeferredNotifications notifications) {
        events.task(task, kind, now, maxEvents, notifications);
    }

    void enqueue(StoredTask task, DeferredNotifications notifications) {
        task.status = TaskStatus.QUEUED;
        changes.touch(task);
        count(task, 1);
        dueTimes.update(task);
        if (!permits.await(task)) {
            putInLane(task, notifications);
        }
    }

    void count(StoredTask task, int change) {
        queued += change;
        task.lane.queued += change;
    }

    private void putInLane(StoredTask task, DeferredNotifications notifications) {
        LaneQueue lane = lanes.choose(task, workers.values(), now());
        if (lane != task.lane && task.task.placement() instanceof Placement.Spread spread) {
            task.sharedAt = now() + StoredTask.micros(spread.grace());
        }
        putIn(lane, task, notifications);
    }

    private void putIn(LaneQueue lane, StoredTask task, DeferredNotifications notifications) {
        task.queuedIn = lane;
        changes.touch(task);
        lanes.put(lane, task);
        dueTimes.update(task);
        if (!paused) {
            lanes.wake(lane, workers, notifications);
        }
    }

    void removeFromLane(StoredTask task) {
        lanes.remove(task.queuedIn, task);
        task.sharedAt = StoredTask.NEVER;
    }

    /** Moves a task that its chosen worker has not taken to all workers that serve it. */
    void share(StoredTask task, DeferredNotifications notifications) {
        removeFromLane(task);
        putIn(task.lane, task, notifications);
    }

    /** Moves all tasks that wait for a worker that is gone to the others, unless they are placed on it for good. */
    void shareAllOf(String workerId, DeferredNotifications notifications) {
        lanes.chosenFor(workerId).forEach(task -> share(task, notifications));
    }

    /** Grants the permits of concurrency keys that the step has freed, in order: before a claim, and at the end of the step. */
    void grantPermits(DeferredNotifications notifications) {
        permits.grant().forEach(task -> putInLane(task, notifications));
    }

    void delay(StoredTask task, long due) {
        task.status = TaskStatus.DELAYED;
        task.due = due;
        changes.touch(task);
        delayed++;
        dueTimes.update(task);
    }

    /**
     * Schedules the next attempt of a task after a failed one, or fails the task if none is to come or can come before its
     * deadline.
     */
    void tryAgain(
            StoredTask task,
            Optional<Duration> wait,
            TaskError error,
            TaskEvent.Kind kind,
            StorageLimits limits,
            long now,
            DeferredNotifications notifications) {
        long due = wait.map(after -> now + StoredTask.micros(after)).orElse(StoredTask.NEVER);
        if (due >= task.deadline) {
            fail(task, error, limits, now, notifications);
            return;
        }
        event(task, kind, now, notifications);
        if (due > now) {
            delay(task, due);
        } else {
            enqueue(task, notifications);
        }
    }

    /** Removes the task from its lane to be run; it keeps its permit. */
    void begin(StoredTask task) {
        count(task, -1);
        removeFromLane(task);
        running.add(task);
    }

    /** Removes the task from where it waits or runs; the caller puts it elsewhere. */
    void takeOut(StoredTask task) {
        switch (task.status) {
            case QUEUED -> {
                count(task, -1);
                removeFromLane(task);
                permits.release(task);
            }
            case DELAYED -> delayed--;
            case RUNNING -> {
                running.remove(task);
                permits.release(task);
            }
            case COMPLETED, FAILED, CANCELLED -> throw new IllegalStateException("an ended task does not change");
        }
    }

    void endAttempt(StoredTask task, AttemptInfo.End end, Optional<TaskError> error, Usage usage, long now) {
        task.used = task.used.plus(usage);
        AttemptInfo ended = AttemptInfo.builder(
                        task.attempt, String.valueOf(task.workerId), StoredTask.instant(task.started))
                .endedAt(StoredTask.instant(now))
                .end(end)
                .error(error.orElse(null))
                .usage(usage)
                .build();
        task.record(ended);
        changes.ended(task, ended);
    }

    /** Stores the outcome of a task, which was removed from its lane before. */
    void finish(
            StoredTask task,
            Outcome outcome,
            TaskEvent.Kind kind,
            Duration kept,
            long now,
            DeferredNotifications notifications) {
        task.outcome = outcome;
        task.checkpoint = null;
        task.status = outcome.status();
        task.finished = now;
        task.keptUntil = now + StoredTask.micros(kept);
        changes.finished(task, outcome);
        task.lane.live--;
        dueTimes.update(task);
        event(task, kind, now, notifications);
        for (Follower follower : task.takeFollowers()) {
            notifications.outcome(follower, outcome);
        }
    }

    void complete(
            StoredTask task,
            Outcome.Completed outcome,
            StorageLimits limits,
            long now,
            DeferredNotifications notifications) {
        completedTotal++;
        finish(task, outcome, TaskEvent.Kind.COMPLETED, limits.retention(), now, notifications);
    }

    void fail(StoredTask task, TaskError error, StorageLimits limits, long now, DeferredNotifications notifications) {
        failedTotal++;
        Outcome outcome = new Outcome.Failed(task.task.id(), task.attempt, StoredTask.instant(now), error, task.used);
        finish(task, outcome, TaskEvent.Kind.FAILED, limits.deadLetterRetention(), now, notifications);
    }

    void cancel(
            StoredTask task, CancelReason cancel, StorageLimits limits, long now, DeferredNotifications notifications) {
        cancelledTotal++;
        Outcome outcome = new Outcome.Cancelled(
                task.task.id(), task.attempt, StoredTask.instant(now), cancel.reason(), cancel.ancestorId(), task.used);
        finish(task, outcome, TaskEvent.Kind.CANCELLED, limits.retention(), now, notifications);
    }

    /** Creates the record of a task, which is nowhere yet. */
    StoredTask stored(Task content, String submitter, long submitted) {
        return new StoredTask(content, submitter, submitted, lanes.of(content), texts);
    }

    /**
     * Adds a task.
     *
     * @param content the task as it was submitted
     */
    void add(StoredTask task, Task content) {
        changes.added(task, content);
        tasks.put(task.task.id(), task);
        bySubmit.put(task.submitted, task);
        task.lane.live++;
        task.task
                .parentId()
                .ifPresent(parent -> children.computeIfAbsent(parent, key -> new LinkedHashSet<>())
                        .add(task));
    }

    void delete(StoredTask task) {
        changes.deleted(task);
        tasks.remove(task.task.id());
        documents.forget(task.task.id());
        bySubmit.remove(task.submitted);
        dueTimes.remove(task);
        task.free();
        task.task.parentId().ifPresent(parent -> {
            Set<StoredTask> siblings = children.get(parent);
            if (siblings != null && siblings.remove(task) && siblings.isEmpty()) {
                children.remove(parent);
            }
        });
    }
}
