package io.codefleet.broker.inmemory.internal;

import io.codefleet.AttemptInfo;
import io.codefleet.Checkpoint;
import io.codefleet.CodefleetOptions;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.Outcome;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskStatus;
import io.codefleet.broker.ApprovalDecision;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.BrokerErrors;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.LeaseLostException;
import io.codefleet.workflow.Workflows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps of workers: claim, renew, report. Guarded by the store's lock. */
final class InMemoryWorkerOperations {
    private final NamespaceState state;

    InMemoryWorkerOperations(NamespaceState state) {
        this.state = state;
    }

    List<Assignment> claim(ClaimRequest request, StorageLimits limits, DeferredNotifications notifications) {
        WorkerRecord worker = state.workers.get(request.workerId());
        if (worker == null || worker.offline) {
            return List.of();
        }
        worker.profile.waiting.remove(worker);
        state.grantPermits(notifications);
        List<Assignment> assignments = new ArrayList<>(Math.min(request.max(), 64));
        request.held().ifPresent(held -> handOutAgain(worker, request, held, assignments));
        while (assignments.size() < request.max()) {
            StoredTask next = state.paused ? state.lanes.approvalFor(worker) : state.lanes.headFor(worker);
            if (next == null) {
                break;
            }
            if (!setAside(next, limits, notifications)) {
                assignments.add(assign(next, request, notifications));
            }
        }
        if (assignments.size() < request.max()) {
            worker.profile.waiting.add(worker);
        }
        return assignments;
    }

    /** Removes a task from its lane if its allowance is used up, and returns whether it is. */
    private boolean setAside(StoredTask task, StorageLimits limits, DeferredNotifications notifications) {
        long now = state.now();
        Optional<BudgetExceededException> exceeded =
                task.task.allowance().flatMap(allowance -> state.allowances.exceeded(allowance, now));
        if (exceeded.isEmpty()) {
            return false;
        }
        state.takeOut(task);
        long resetAt = exceeded.get().resetsAt().map(StoredTask::micros).orElse(StoredTask.NEVER);
        if (resetAt < task.queueEnd()) {
            state.delay(task, resetAt);
            return true;
        }
        TaskError error = BrokerErrors.allowanceUsedUp(
                exceeded.get().subject(), exceeded.get().reached());
        state.fail(task, error, limits, now, notifications);
        return true;
    }

    /** Gives a worker again what it was given. What an earlier process of its id was given is still run by that one. */
    private void handOutAgain(
            WorkerRecord worker, ClaimRequest request, Set<String> held, List<Assignment> assignments) {
        for (StoredTask task : state.running) {
            if (assignments.size() == request.max()) {
                return;
            }
            boolean isOfWorker = request.workerId().equals(task.workerId) && worker.wasGiven(task.token);
            if (isOfWorker && !held.contains(task.task.id())) {
                prolong(task, request.lease(), state.now());
                assignments.add(assignment(task, task.content(), request.workerId()));
            }
        }
    }

    private Assignment assign(StoredTask task, ClaimRequest request, DeferredNotifications notifications) {
        // First, as it takes memory: a task must not begin if there is none.
        Task content = task.content();
        state.begin(task);
        task.status = TaskStatus.RUNNING;
        task.attempt++;
        task.token = state.tick();
        task.workerId = request.workerId();
        task.started = state.now();
        task.attemptDeadline =
                task.started + StoredTask.micros(task.task.limits().attemptTimeout());
        prolong(task, request.lease(), task.started);
        state.changes.touch(task);
        state.event(task, TaskEvent.Kind.STARTED, task.started, notifications);
        return assignment(task, content, request.workerId());
    }

    private static Assignment assignment(StoredTask task, Task content, String workerId) {
        Lease lease = new Lease(task.task.id(), task.attempt, task.token, workerId);
        return new Assignment(lease, content, task.failures, Optional.ofNullable(task.checkpoint));
    }

    private void prolong(StoredTask task, Duration lease, long now) {
        task.leaseEnd = now + StoredTask.micros(lease);
        task.leaseMillis = (int) Math.min(lease.toMillis(), Integer.MAX_VALUE);
        state.dueTimes.update(task);
    }

    private @Nullable StoredTask running(Lease lease) {
        StoredTask task = state.tasks.get(lease.taskId());
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

    private Renewal renew(@Nullable StoredTask task, Duration duration, long now) {
        if (task == null) {
            return Renewal.LOST;
        }
        if (now >= task.attemptDeadline) {
            return Renewal.TIMED_OUT;
        }
        prolong(task, duration, now);
        return task.cancelReason == null ? Renewal.HELD : Renewal.CANCEL_REQUESTED;
    }

    StoredTask checkpoint(Lease lease, Checkpoint checkpoint) {
        StoredTask task = running(lease);
        if (task == null) {
            throw new LeaseLostException(lease.taskId(), lease.attempt());
        }
        task.checkpoint = checkpoint;
        state.changes.add(() -> new StateChange.CheckpointSet(lease.taskId(), checkpoint));
        return task;
    }

    boolean report(AttemptReport report, CodefleetOptions by, DeferredNotifications notifications) {
        Lease lease = report.lease();
        StoredTask task = running(lease);
        if (task == null) {
            StoredTask known = state.tasks.get(lease.taskId());
            return known != null && known.reportedToken == lease.token();
        }
        StorageLimits limits = by.limits();
        long now = state.now();
        task.reportedToken = lease.token();
        state.changes.touch(task);
        state.allowances.spend(task.task, report.usage(), now);
        state.takeOut(task);
        if (report instanceof AttemptReport.Completed completed) {
            Outcome.Completed outcome = new Outcome.Completed(
                    lease.taskId(),
                    task.attempt,
                    StoredTask.instant(now),
                    completed.result(),
                    task.used.plus(completed.usage()));
            state.complete(task, outcome, limits, now, notifications);
        } else if (report instanceof AttemptReport.Failed failed) {
            failed(task, failed, limits, now, notifications);
        } else if (report instanceof AttemptReport.Cancelled cancelled) {
            state.endAttempt(task, AttemptInfo.End.CANCELLED, Optional.empty(), report.usage(), now);
            CancelReason asked = task.cancelReason;
            state.cancel(task, asked == null ? CancelReason.of(cancelled.reason()) : asked, limits, now, notifications);
        } else if (report instanceof AttemptReport.Released released) {
            released(task, released, limits, now, notifications);
        }
        auditDecision(task, report, by, now);
        return true;
    }

    /** Writes who decided an approval, if this report did. */
    private void auditDecision(StoredTask task, AttemptReport report, CodefleetOptions by, long now) {
        boolean decides = task.status == TaskStatus.COMPLETED || task.status == TaskStatus.FAILED;
        if (decides && task.task.type().equals(Workflows.APPROVAL_TYPE)) {
            ApprovalDecision.of(report)
                    .ifPresent(decision -> state.audit.entry(
                            now, by, decision.action(), List.of(task.task.id()), decision.detail(by.actor())));
        }
    }

    private void failed(
            StoredTask task,
            AttemptReport.Failed report,
            StorageLimits limits,
            long now,
            DeferredNotifications notifications) {
        task.failures++;
        state.endAttempt(task, AttemptInfo.End.FAILED, Optional.of(report.error()), report.usage(), now);
        CancelReason cancelled = task.cancelReason;
        if (cancelled != null) {
            state.cancel(task, cancelled, limits, now, notifications);
            return;
        }
        boolean usedUp = task.task
                .retry()
                .filter(policy -> task.failures >= policy.maxAttempts())
                .isPresent();
        Optional<Duration> wait = usedUp ? Optional.empty() : report.retryIn();
        state.tryAgain(task, wait, report.error(), TaskEvent.Kind.RETRYING, limits, now, notifications);
    }

    private void released(
            StoredTask task,
            AttemptReport.Released report,
            StorageLimits limits,
            long now,
            DeferredNotifications notifications) {
        state.endAttempt(task, AttemptInfo.End.RELEASED, Optional.empty(), report.usage(), now);
        CancelReason cancelled = task.cancelReason;
        if (cancelled != null) {
            state.cancel(task, cancelled, limits, now, notifications);
            return;
        }
        state.event(task, TaskEvent.Kind.RELEASED, now, notifications);
        if (report.delay().isZero()) {
            state.enqueue(task, notifications);
        } else {
            state.delay(task, now + StoredTask.micros(report.delay()));
        }
    }
}
