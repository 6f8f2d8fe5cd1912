package io.codefleet.broker.inmemory.store;

import io.codefleet.AttemptInfo;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.StorageLimits;
import io.codefleet.TaskError;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.WorkerSignal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All that a namespace holds, and the changes that every step is made of. Guarded by the store's lock. */
final class State {
    private final InstantSource clock;
    private long stepTime;
    private long lastTick;

    final Map<String, TaskRecord> tasks = new HashMap<>();
    /** By the time of submit, for lists. */
    final TreeMap<Long, TaskRecord> bySubmit = new TreeMap<>();

    final Map<String, Set<TaskRecord>> children = new HashMap<>();
    final Set<TaskRecord> running = new HashSet<>();
    final Map<String, WorkerRecord> workers = new LinkedHashMap<>();
    final Map<String, Set<Follower>> progressWatchers = new HashMap<>();
    final Lanes lanes = new Lanes();
    final Places places = new Places();
    final Accounts accounts = new Accounts();
    final DueTimes dueTimes = new DueTimes();
    final EventLog events = new EventLog();
    final AuditLog audit = new AuditLog();
    int maxEvents = StorageLimits.DEFAULT.maxEvents();
    boolean paused;
    long queued;
    long delayed;
    long submittedTotal;
    long completedTotal;
    long failedTotal;
    long cancelledTotal;

    State(InstantSource clock) {
        this.clock = clock;
    }

    /** Looks at the clock; it stands still within a step. */
    void beginStep() {
        Instant instant = clock.instant();
        stepTime = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }

    /** The time of the step, in microseconds. */
    long now() {
        return stepTime;
    }

    /** Now, or just behind the last tick: strictly increasing, whatever the clock does. */
    long tick() {
        lastTick = Math.max(lastTick + 1, now());
        return lastTick;
    }

    Effects effects() {
        return new Effects(this::giveBack);
    }

    private synchronized void giveBack(WorkerRecord worker, List<WorkerSignal> signals) {
        beginStep();
        Effects effects = effects();
        signals.forEach(signal -> worker.signal(signal, effects));
        effects.say();
    }

    void event(TaskRecord task, TaskEvent.Kind kind, long now, Effects effects) {
        events.task(task, kind, now, maxEvents, effects);
    }

    void enqueue(TaskRecord task, Effects effects) {
        task.status = TaskStatus.QUEUED;
        count(task, 1);
        dueTimes.update(task);
        if (!places.await(task)) {
            putInLane(task, effects);
        }
    }

    private void count(TaskRecord task, int change) {
        queued += change;
        task.lane.queued += change;
    }

    private void putInLane(TaskRecord task, Effects effects) {
        Lane lane = lanes.choose(task, workers.values());
        if (lane != task.lane && task.task.placement() instanceof Placement.Spread spread) {
            task.sharedAt = now() + TaskRecord.micros(spread.grace());
        }
        putIn(lane, task, effects);
    }

    private void putIn(Lane lane, TaskRecord task, Effects effects) {
        task.queuedIn = lane;
        lanes.put(lane, task);
        dueTimes.update(task);
        if (!paused) {
            lanes.wake(lane, workers, effects);
        }
    }

    private void removeFromLane(TaskRecord task) {
        lanes.remove(task.queuedIn, task);
        task.sharedAt = TaskRecord.NEVER;
    }

    /** Gives a task that its chosen worker has not taken to all that serve it. */
    void share(TaskRecord task, Effects effects) {
        removeFromLane(task);
        putIn(task.lane, task, effects);
    }

    /** Shares all that wait for a worker which is gone, unless they are placed on it for good. */
    void shareAllOf(String workerId, Effects effects) {
        lanes.chosenFor(workerId).forEach(task -> share(task, effects));
    }

    /** Gives the places of concurrency keys that the step has freed, in order: before a claim, and at the end of the step. */
    void givePlaces(Effects effects) {
        places.give().forEach(task -> putInLane(task, effects));
    }

    void delay(TaskRecord task, long due) {
        task.status = TaskStatus.DELAYED;
        task.due = due;
        delayed++;
        dueTimes.update(task);
    }

    /** After a failed attempt: the task waits for another, or fails if none is to come or can come before its deadline. */
    void tryAgain(
            TaskRecord task,
            Optional<Duration> wait,
            TaskError error,
            TaskEvent.Kind kind,
            StorageLimits limits,
            long now,
            Effects effects) {
        long due = wait.map(after -> now + TaskRecord.micros(after)).orElse(TaskRecord.NEVER);
        if (due >= task.deadline) {
            fail(task, error, limits, now, effects);
            return;
        }
        event(task, kind, now, effects);
        if (due > now) {
            delay(task, due);
        } else {
            enqueue(task, effects);
        }
    }

    /** Takes the task out of its lane to be run; it keeps its place. */
    void begin(TaskRecord task) {
        count(task, -1);
        removeFromLane(task);
        running.add(task);
    }

    /** Takes the task out of where it waits or runs; the caller puts it elsewhere. */
    void takeOut(TaskRecord task) {
        switch (task.status) {
            case QUEUED -> {
                count(task, -1);
                removeFromLane(task);
                places.leave(task);
            }
            case DELAYED -> delayed--;
            case RUNNING -> {
                running.remove(task);
                places.leave(task);
            }
            case COMPLETED, FAILED, CANCELLED -> throw new IllegalStateException("an ended task does not change");
        }
    }

    void endAttempt(TaskRecord task, AttemptInfo.End end, Optional<TaskError> error, Usage usage, long now) {
        task.used = task.used.plus(usage);
        task.record(new AttemptInfo(
                task.attempt,
                String.valueOf(task.workerId),
                TaskRecord.instant(task.started),
                Optional.of(TaskRecord.instant(now)),
                Optional.of(end),
                error,
                usage));
    }

    /** Gives a task its outcome; it has been taken out before. */
    void finish(TaskRecord task, Outcome outcome, TaskEvent.Kind kind, Duration kept, long now, Effects effects) {
        task.outcome = outcome;
        task.checkpoint = null;
        task.status = outcome.status();
        task.finished = now;
        task.keptUntil = now + TaskRecord.micros(kept);
        task.lane.live--;
        dueTimes.update(task);
        event(task, kind, now, effects);
        for (Follower follower : task.takeFollowers()) {
            effects.outcome(follower, outcome);
        }
    }

    void complete(TaskRecord task, Outcome.Completed outcome, StorageLimits limits, long now, Effects effects) {
        completedTotal++;
        finish(task, outcome, TaskEvent.Kind.COMPLETED, limits.retention(), now, effects);
    }

    void fail(TaskRecord task, TaskError error, StorageLimits limits, long now, Effects effects) {
        failedTotal++;
        Outcome outcome = new Outcome.Failed(task.task.id(), task.attempt, TaskRecord.instant(now), error, task.used);
        finish(task, outcome, TaskEvent.Kind.FAILED, limits.deadLetterRetention(), now, effects);
    }

    void cancel(TaskRecord task, CancelReason cancel, StorageLimits limits, long now, Effects effects) {
        cancelledTotal++;
        Outcome outcome = new Outcome.Cancelled(
                task.task.id(), task.attempt, TaskRecord.instant(now), cancel.reason(), cancel.ancestorId(), task.used);
        finish(task, outcome, TaskEvent.Kind.CANCELLED, limits.retention(), now, effects);
    }

    void add(TaskRecord task) {
        tasks.put(task.task.id(), task);
        bySubmit.put(task.submitted, task);
        task.lane.live++;
        task.task
                .parentId()
                .ifPresent(parent -> children.computeIfAbsent(parent, key -> new LinkedHashSet<>())
                        .add(task));
    }

    void delete(TaskRecord task) {
        tasks.remove(task.task.id());
        bySubmit.remove(task.submitted);
        dueTimes.remove(task);
        task.task.parentId().ifPresent(parent -> {
            Set<TaskRecord> siblings = children.get(parent);
            if (siblings != null && siblings.remove(task) && siblings.isEmpty()) {
                children.remove(parent);
            }
        });
    }
}
