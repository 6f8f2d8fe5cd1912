package io.codefleet.broker.inmemory.internal;

import io.codefleet.AttemptInfo;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.RetryPolicy;
import io.codefleet.StorageLimits;
import io.codefleet.TaskError;
import io.codefleet.Usage;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerErrors;
import io.codefleet.broker.CancelReason;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Does what is due. Guarded by the store's lock. */
final class Maintenance {
    private static final int STEP = 500;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final NamespaceState state;

    Maintenance(NamespaceState state) {
        this.state = state;
    }

    Duration run(StorageLimits limits, DeferredNotifications notifications) {
        long now = state.now();
        for (int i = 0; i < STEP; i++) {
            StoredTask task = state.dueTimes.due(now);
            if (task == null) {
                maintainWorkers(now, notifications);
                state.audit.prune(now, limits.auditRetention());
                state.lanes.prune(state.workers.values(), now);
                state.allowances.prune(now);
                if (!state.paused) {
                    state.lanes.wakeAgain(state.workers, notifications);
                }
                return waitFrom(now);
            }
            run(task, limits, now, notifications);
        }
        return Duration.ZERO;
    }

    private Duration waitFrom(long now) {
        long next = state.dueTimes.next();
        if (next - now > StoredTask.micros(LONGEST_WAIT)) {
            return LONGEST_WAIT;
        }
        return Duration.ofNanos((next - now) * 1000);
    }

    private void run(StoredTask task, StorageLimits limits, long now, DeferredNotifications notifications) {
        switch (task.status) {
            case COMPLETED, FAILED, CANCELLED -> state.delete(task);
            case RUNNING -> maintainRunning(task, limits, now, notifications);
            case DELAYED -> {
                state.takeOut(task);
                if (now >= task.deadline) {
                    state.fail(task, deadlineExceeded(task), limits, now, notifications);
                } else {
                    state.enqueue(task, notifications);
                }
            }
            case QUEUED -> maintainQueued(task, limits, now, notifications);
        }
    }

    private void maintainQueued(StoredTask task, StorageLimits limits, long now, DeferredNotifications notifications) {
        if (now < task.queueEnd()) {
            state.share(task, notifications);
            return;
        }
        state.takeOut(task);
        TaskError error = now >= task.deadline
                ? deadlineExceeded(task)
                : BrokerErrors.queueTimeout(task.task.limits().queueTimeout());
        state.fail(task, error, limits, now, notifications);
    }

    private static TaskError deadlineExceeded(StoredTask task) {
        return BrokerErrors.deadlineExceeded(task.task.limits().deadline());
    }

    private void maintainRunning(StoredTask task, StorageLimits limits, long now, DeferredNotifications notifications) {
        state.takeOut(task);
        task.failures++;
        String worker = String.valueOf(task.workerId);
        boolean timedOut = now >= task.attemptDeadline;
        TaskError error = now >= task.deadline
                ? deadlineExceeded(task)
                : timedOut
                        ? BrokerErrors.attemptTimeout(task.task.limits().attemptTimeout())
                        : BrokerErrors.workerLost(worker);
        TaskError notified = error.at(task.attempt, worker);
        state.endAttempt(
                task, timedOut ? AttemptInfo.End.FAILED : AttemptInfo.End.LOST, Optional.of(notified), Usage.NONE, now);
        CancelReason cancelled = task.cancelReason;
        if (cancelled != null) {
            state.cancel(task, cancelled, limits, now, notifications);
        } else {
            double chance = ThreadLocalRandom.current().nextDouble();
            Optional<Duration> wait =
                    task.task.retry().orElse(RetryPolicy.DEFAULT).waitAfter(error, task.failures, chance);
            state.tryAgain(task, wait, notified, TaskEvent.Kind.LEASE_LOST, limits, now, notifications);
        }
    }

    private void maintainWorkers(long now, DeferredNotifications notifications) {
        Iterator<WorkerRecord> each = state.workers.values().iterator();
        while (each.hasNext()) {
            WorkerRecord worker = each.next();
            if (!worker.offline && now >= worker.expiry) {
                worker.offline = true;
                state.changes.touch(worker);
                worker.profile.waiting.remove(worker);
                state.shareAllOf(worker.info.id(), notifications);
                state.events.worker(worker.info.id(), WorkerEvent.Kind.LOST, now, state.maxEvents, notifications);
            } else if (worker.offline && now >= worker.expiry + StoredTask.micros(Broker.OFFLINE_SHOWN)) {
                each.remove();
                String id = worker.info.id();
                state.changes.add(() -> new StateChange.WorkerRemoved(id));
            }
        }
    }
}
