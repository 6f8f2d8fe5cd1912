package io.codefleet.broker.inmemory.store;

import io.codefleet.AttemptInfo;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.RetryPolicy;
import io.codefleet.StorageLimits;
import io.codefleet.TaskError;
import io.codefleet.Usage;
import io.codefleet.broker.BrokerErrors;
import io.codefleet.broker.CancelReason;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Does what is due. Guarded by the store's lock. */
final class Reaper {
    private static final int STEP = 500;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration OFFLINE_SHOWN = Duration.ofHours(1);

    private final State state;

    Reaper(State state) {
        this.state = state;
    }

    Duration reap(StorageLimits limits, Effects effects) {
        long now = state.now();
        for (int i = 0; i < STEP; i++) {
            TaskRecord task = state.dueTimes.due(now);
            if (task == null) {
                reapWorkers(now, effects);
                state.audit.prune(now, limits.auditRetention());
                state.lanes.prune(state.workers.values());
                state.accounts.prune(now);
                if (!state.paused) {
                    state.lanes.wakeAgain(state.workers, effects);
                }
                return waitFrom(now);
            }
            reap(task, limits, now, effects);
        }
        return Duration.ZERO;
    }

    private Duration waitFrom(long now) {
        long next = state.dueTimes.next();
        if (next - now > TaskRecord.micros(LONGEST_WAIT)) {
            return LONGEST_WAIT;
        }
        return Duration.ofNanos((next - now) * 1000);
    }

    private void reap(TaskRecord task, StorageLimits limits, long now, Effects effects) {
        switch (task.status) {
            case COMPLETED, FAILED, CANCELLED -> state.delete(task);
            case RUNNING -> reapRunning(task, limits, now, effects);
            case DELAYED -> {
                state.takeOut(task);
                if (now >= task.deadline) {
                    state.fail(task, deadlineExceeded(task), limits, now, effects);
                } else {
                    state.enqueue(task, effects);
                }
            }
            case QUEUED -> reapQueued(task, limits, now, effects);
        }
    }

    private void reapQueued(TaskRecord task, StorageLimits limits, long now, Effects effects) {
        if (now < task.queueEnd()) {
            state.share(task, effects);
            return;
        }
        state.takeOut(task);
        TaskError error = now >= task.deadline
                ? deadlineExceeded(task)
                : BrokerErrors.queueTimeout(task.task.limits().queueTimeout());
        state.fail(task, error, limits, now, effects);
    }

    private static TaskError deadlineExceeded(TaskRecord task) {
        return BrokerErrors.deadlineExceeded(task.task.limits().deadline());
    }

    private void reapRunning(TaskRecord task, StorageLimits limits, long now, Effects effects) {
        state.takeOut(task);
        task.failures++;
        String worker = String.valueOf(task.workerId);
        boolean timedOut = now >= task.attemptDeadline;
        TaskError error = now >= task.deadline
                ? deadlineExceeded(task)
                : timedOut
                        ? BrokerErrors.attemptTimeout(task.task.limits().attemptTimeout())
                        : BrokerErrors.workerLost(worker);
        TaskError told = error.at(task.attempt, worker);
        state.endAttempt(
                task, timedOut ? AttemptInfo.End.FAILED : AttemptInfo.End.LOST, Optional.of(told), Usage.NONE, now);
        CancelReason cancelled = task.cancelReason;
        if (cancelled != null) {
            state.cancel(task, cancelled, limits, now, effects);
        } else {
            double chance = ThreadLocalRandom.current().nextDouble();
            Optional<Duration> wait =
                    task.task.retry().orElse(RetryPolicy.DEFAULT).waitAfter(error, task.failures, chance);
            state.tryAgain(task, wait, told, TaskEvent.Kind.LEASE_LOST, limits, now, effects);
        }
    }

    private void reapWorkers(long now, Effects effects) {
        Iterator<WorkerRecord> each = state.workers.values().iterator();
        while (each.hasNext()) {
            WorkerRecord worker = each.next();
            if (!worker.offline && now >= worker.expiry) {
                worker.offline = true;
                worker.profile.waiting.remove(worker);
                state.shareAllOf(worker.info.id(), effects);
                state.events.worker(worker.info.id(), WorkerEvent.Kind.LOST, now, state.maxEvents, effects);
            } else if (worker.offline && now >= worker.expiry + TaskRecord.micros(OFFLINE_SHOWN)) {
                each.remove();
            }
        }
    }
}
