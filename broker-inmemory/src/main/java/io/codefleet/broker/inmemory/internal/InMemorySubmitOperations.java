package io.codefleet.broker.inmemory.internal;

import io.codefleet.AuditAction;
import io.codefleet.CodefleetOptions;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.Outcome;
import io.codefleet.StorageLimits;
import io.codefleet.SubmitRate;
import io.codefleet.Task;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.RateLimitedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes tasks in, or refuses them. Guarded by the store's lock. */
final class InMemorySubmitOperations {
    private final String namespace;
    private final NamespaceState state;

    InMemorySubmitOperations(String namespace, NamespaceState state) {
        this.namespace = namespace;
        this.state = state;
    }

    List<SubmitReply> submit(
            List<Task> tasks,
            Follower follower,
            CodefleetOptions by,
            AuditAction action,
            DeferredNotifications notifications) {
        state.maxEvents = by.limits().maxEvents();
        state.rateUsedUntil.values().removeIf(until -> until <= state.now());
        List<SubmitReply> replies = new ArrayList<>(tasks.size());
        List<String> stored = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            StoredTask known = state.tasks.get(task.id());
            Optional<CodefleetException> refusal = known == null ? refusal(task, by) : Optional.empty();
            if (known != null) {
                replies.add(again(known, task, follower));
            } else if (refusal.isPresent()) {
                replies.add(new SubmitReply.Refused(refusal.get()));
            } else {
                store(task, by.actor(), follower, notifications);
                stored.add(task.id());
                replies.add(SubmitReply.Accepted.INSTANCE);
            }
        }
        state.audit.tasks(state.now(), by, action, stored);
        return replies;
    }

    private static SubmitReply again(StoredTask known, Task task, Follower follower) {
        if (!known.content().isSameTask(task)) {
            return new SubmitReply.Refused(new DuplicateTaskException(task.id()));
        }
        Outcome outcome = known.outcome;
        if (outcome != null) {
            return new SubmitReply.Ended(outcome);
        }
        known.follow(follower);
        return SubmitReply.Accepted.INSTANCE;
    }

    private Optional<CodefleetException> refusal(Task task, CodefleetOptions by) {
        StorageLimits limits = by.limits();
        if (state.queued + state.delayed >= limits.maxQueuedTasks()) {
            return Optional.of(QueueFullException.ofNamespace(namespace, limits.maxQueuedTasks()));
        }
        Optional<CodefleetException> full = task.delay().isZero() ? fullLane(task, limits) : Optional.empty();
        if (full.isPresent()) {
            return full;
        }
        Optional<BudgetExceededException> exceeded = task.delay().isZero()
                ? task.allowance().flatMap(allowance -> state.allowances.exceeded(allowance, state.now()))
                : Optional.empty();
        if (exceeded.isPresent()) {
            return Optional.of(exceeded.get());
        }
        return limits.submitRate().flatMap(rate -> overRate(by.actor(), rate));
    }

    private Optional<CodefleetException> fullLane(Task task, StorageLimits limits) {
        Optional<LaneQueue> lane = state.lanes.find(task);
        int queued = lane.map(known -> known.queued).orElse(0);
        Optional<Integer> perLane = limits.maxQueuedPerLane();
        if (perLane.isPresent() && queued >= perLane.get()) {
            return Optional.of(QueueFullException.ofLane(task.id(), perLane.get()));
        }
        boolean isEmpty = lane.map(LaneQueue::size).orElse(0) == 0;
        return isEmpty && state.lanes.used() >= limits.maxLanes()
                ? Optional.of(QueueFullException.ofLanes(task.id(), namespace, limits.maxLanes()))
                : Optional.empty();
    }

    private Optional<CodefleetException> overRate(String actor, SubmitRate rate) {
        long now = state.now();
        long interval = StoredTask.micros(rate.interval());
        long until = Math.max(now, state.rateUsedUntil.getOrDefault(actor, now)) + interval;
        long wait = until - now - interval * rate.burst();
        if (wait > 0) {
            return Optional.of(new RateLimitedException(actor, Duration.ofNanos(wait * 1000)));
        }
        state.rateUsedUntil.put(actor, until);
        state.changes.add(() -> new StateChange.RateUsed(actor, until));
        return Optional.empty();
    }

    private void store(Task task, String submitter, Follower follower, DeferredNotifications notifications) {
        long now = state.tick();
        StoredTask stored = state.stored(task, submitter, now);
        stored.follow(follower);
        state.add(stored, task);
        state.submittedTotal++;
        state.event(stored, TaskEvent.Kind.SUBMITTED, now, notifications);
        if (task.delay().isZero()) {
            state.enqueue(stored, notifications);
        } else {
            state.delay(stored, now + StoredTask.micros(task.delay()));
        }
    }
}
