package io.codefleet.broker.inmemory.store;

import io.codefleet.AttemptInfo;
import io.codefleet.Checkpoint;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.Outcome;
import io.codefleet.StorageLimits;
import io.codefleet.TaskError;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.BrokerErrors;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.LeaseLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of workers: claim, renew, report. Guarded by the store's lock. */
final class Work {
    private final State state;

    Work(State state) {
        this.state = state;
    }

    List<Assignment> claim(ClaimRequest request, StorageLimits limits, Effects effects) {
        WorkerRecord worker = state.workers.get(request.workerId());
        if (worker == null || worker.offline) {
            return List.of();
        }
        worker.profile.waiting.remove(worker);
        state.givePlaces(effects);
        List<Assignment> assignments = new ArrayList<>(Math.min(request.max(), 64));
        request.held().ifPresent(held -> handOutAgain(request, held, assignments));
        while (!state.paused && assignments.size() < request.max()) {
            TaskRecord next = state.lanes.headFor(worker);
            if (next == null) {
                break;
            }
            if (!setAside(next, limits, effects)) {
                assignments.add(assign(next, request, effects));
            }
        }
        if (assignments.size() < request.max()) {
            worker.profile.waiting.add(worker);
        }
        return assignments;
    }

    /** Takes a task out of its lane whose allowance is used up; says whether it is. */
    private boolean setAside(TaskRecord task, StorageLimits limits, Effects effects) {
        long now = state.now();
        Optional<BudgetExceededException> exceeded =
                task.task.allowance().flatMap(allowance -> state.accounts.exceeded(allowance, now));
        if (exceeded.isEmpty()) {
            return false;
        }
        state.takeOut(task);
        long anew = exceeded.get().resetsAt().map(TaskRecord::micros).orElse(TaskRecord.NEVER);
        if (anew < task.queueEnd()) {
            state.delay(task, anew);
            return true;
        }
        TaskError error = BrokerErrors.allowanceUsedUp(
                exceeded.get().subject(), exceeded.get().reached());
        state.fail(task, error, limits, now, effects);
        return true;
    }

    private void handOutAgain(ClaimRequest request, Set<String> held, List<Assignment> assignments) {
        for (TaskRecord task : state.running) {
            if (assignments.size() == request.max()) {
                return;
            }
            if (request.workerId().equals(task.workerId) && !held.contains(task.task.id())) {
                prolong(task, request.lease(), state.now());
                assignments.add(assignment(task, request.workerId()));
            }
        }
    }

    private Assignment assign(TaskRecord task, ClaimRequest request, Effects effects) {
        state.begin(task);
        task.status = TaskStatus.RUNNING;
        task.attempt++;
        task.token = state.tick();
        task.workerId = request.workerId();
        task.started = state.now();
        task.attemptDeadline =
                task.started + TaskRecord.micros(task.task.limits().attemptTimeout());
        prolong(task, request.lease(), task.started);
        state.event(task, TaskEvent.Kind.STARTED, task.started, effects);
        return assignment(task, request.workerId());
    }

    private static Assignment assignment(TaskRecord task, String workerId) {
        Lease lease = new Lease(task.task.id(), task.attempt, task.token, workerId);
        return new Assignment(lease, task.task, task.failures, Optional.ofNullable(task.checkpoint));
    }

    private void prolong(TaskRecord task, Duration lease, long now) {
        task.leaseEnd = now + TaskRecord.micros(lease);
        state.dueTimes.update(task);
    }

    private @Nullable TaskRecord running(Lease lease) {
        TaskRecord task = state.tasks.get(lease.taskId());
        return task != null && task.isRunningUnder(lease.token()) ? task : null;
    }

    List<Renewal> renew(List<Lease> leases, Duration duration) {
        List<Renewal> renewals = new ArrayList<>(leases.size());
        long now = state.now();
        for (Lease lease : leases) {
            renewals.add(renew(running(lease), duration, now));
        }
        return renewals;
    }

    private Renewal renew(@Nullable TaskRecord task, Duration duration, long now) {
        if (task == null) {
            return Renewal.LOST;
        }
        if (now >= task.attemptDeadline) {
            return Renewal.TIMED_OUT;
        }
        prolong(task, duration, now);
        return task.cancelReason == null ? Renewal.HELD : Renewal.CANCEL_REQUESTED;
    }

    TaskRecord checkpoint(Lease lease, Checkpoint checkpoint) {
        TaskRecord task = running(lease);
        if (task == null) {
            throw new LeaseLostException(lease.taskId(), lease.attempt());
        }
        task.checkpoint = checkpoint;
        return task;
    }

    boolean report(AttemptReport report, StorageLimits limits, Effects effects) {
        Lease lease = report.lease();
        TaskRecord task = running(lease);
        if (task == null) {
            TaskRecord known = state.tasks.get(lease.taskId());
            return known != null && known.reportedToken == lease.token();
        }
        long now = state.now();
        task.reportedToken = lease.token();
        state.accounts.spend(task.task, report.usage(), now);
        state.takeOut(task);
        if (report instanceof AttemptReport.Completed completed) {
            Outcome.Completed outcome = new Outcome.Completed(
                    lease.taskId(),
                    task.attempt,
                    TaskRecord.instant(now),
                    completed.result(),
                    task.used.plus(completed.usage()));
            state.complete(task, outcome, limits, now, effects);
        } else if (report instanceof AttemptReport.Failed failed) {
            failed(task, failed, limits, now, effects);
        } else if (report instanceof AttemptReport.Cancelled cancelled) {
            state.endAttempt(task, AttemptInfo.End.CANCELLED, Optional.empty(), report.usage(), now);
            CancelReason asked = task.cancelReason;
            state.cancel(task, asked == null ? CancelReason.of(cancelled.reason()) : asked, limits, now, effects);
        } else if (report instanceof AttemptReport.Released released) {
            released(task, released, limits, now, effects);
        }
        return true;
    }

    private void failed(TaskRecord task, AttemptReport.Failed report, StorageLimits limits, long now, Effects effects) {
        task.failures++;
        state.endAttempt(task, AttemptInfo.End.FAILED, Optional.of(report.error()), report.usage(), now);
        CancelReason cancelled = task.cancelReason;
        if (cancelled != null) {
            state.cancel(task, cancelled, limits, now, effects);
            return;
        }
        boolean usedUp = task.task
                .retry()
                .filter(policy -> task.failures >= policy.maxAttempts())
                .isPresent();
        Optional<Duration> wait = usedUp ? Optional.empty() : report.retryIn();
        state.tryAgain(task, wait, report.error(), TaskEvent.Kind.RETRYING, limits, now, effects);
    }

    private void released(
            TaskRecord task, AttemptReport.Released report, StorageLimits limits, long now, Effects effects) {
        state.endAttempt(task, AttemptInfo.End.RELEASED, Optional.empty(), report.usage(), now);
        CancelReason cancelled = task.cancelReason;
        if (cancelled != null) {
            state.cancel(task, cancelled, limits, now, effects);
            return;
        }
        state.event(task, TaskEvent.Kind.RELEASED, now, effects);
        if (report.delay().isZero()) {
            state.enqueue(task, effects);
        } else {
            state.delay(task, now + TaskRecord.micros(report.delay()));
        }
    }
}
