package io.codefleet.broker;

import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.CancelResult;
import io.codefleet.Checkpoint;
import io.codefleet.Documents;
import io.codefleet.FleetStats;
import io.codefleet.LogLines;
import io.codefleet.Page;
import io.codefleet.Progress;
import io.codefleet.Spending;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.error.BrokerRefusedException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One client's connection to what holds the tasks of one namespace.
 *
 * <p>Rules for all methods:
 *
 * <ul>
 *   <li>Each change of a task is atomic: state, queues, event and wake-ups change together or not at all.
 *   <li>All times are by the broker's clock.
 *   <li>All calls are idempotent: a call that is repeated with the same arguments has no further effect.
 *   <li>A call never waits longer than the command timeout of the options, apart from the {@code wait} it is given, and fails
 *       with {@link io.codefleet.error.BrokerUnavailableException} then. Methods never throw.
 *   <li>Unreadable stored data of one task never fails a call about others: that task is failed with {@link
 *       io.codefleet.ErrorKind#MALFORMED}, or left out.
 *   <li>Methods may be called from any thread; futures complete on a context of the {@code Vertx} it was made with.
 * </ul>
 *
 * <p>The conformance kit {@code codefleet-broker-tck} checks that an implementation keeps these rules.
 */
public interface Broker {
    /** How long {@link #workers} lists a worker that is offline. */
    Duration OFFLINE_SHOWN = Duration.ofHours(1);

    /** How many signals are kept for a worker that does not receive them. */
    int MAX_KEPT_SIGNALS = 10_000;

    /** Maximum number of keys of one {@link #spending} call. */
    int MAX_SPENDING_KEYS = 200;

    /** Maximum number of lanes that {@link #stats} reports. */
    int MAX_REPORTED_LANES = 500;

    // ---- submit and follow

    /**
     * Stores tasks and makes this client follow them. The replies are in the order of the tasks; one that is refused does
     * not keep the others from being stored. A task with a delay is delayed, any other queued. Lanes are ordered by priority
     * and age: a task comes before another if {@code submit time − priority × }{@link Task#AGE_PER_PRIORITY} is less, and for
     * equal priorities in the order of submits.
     */
    Future<List<SubmitReply>> submit(List<Task> tasks);

    /**
     * Submits tasks that hold the content of failed ones, as {@link #submit} does; the audit calls it
     * {@link io.codefleet.AuditAction#REPLAYED}.
     */
    Future<List<SubmitReply>> replay(List<Task> tasks);

    /**
     * Returns which of these tasks have ended, and makes this client follow the others: their outcomes go to {@link
     * BrokerListener#onOutcome}.
     */
    Future<FollowReply> follow(Collection<String> taskIds);

    /** Sends the progress of this task to {@link BrokerListener#onProgress} from now on. */
    Future<Void> watchProgress(String taskId);

    /** Ends {@link #watchProgress}. */
    Future<Void> unwatchProgress(String taskId);

    /** Sends the log lines of all workers to {@link BrokerListener#onLog} from now on, as far as they come. */
    Future<Void> watchLogs();

    /** Ends {@link #watchLogs}. */
    Future<Void> unwatchLogs();

    /**
     * Sends log lines to the clients that watch; nothing is kept.
     *
     * @return whether anybody watches, so that a worker need not send to nobody
     */
    Future<Boolean> log(LogLines lines);

    // ---- read

    /** Returns the full records of these tasks, in the order of the ids; unknown ones are left out. */
    Future<List<TaskInfo>> find(List<String> taskIds);

    /** Returns tasks, the newest submit first. One call looks at a bounded number of tasks, so that a page may be short. */
    Future<Page<TaskSummary>> list(TaskQuery query);

    /**
     * Returns the events behind the cursor.
     *
     * <p>A broker keeps about as many events as the limits allow. If some behind the cursor are gone, the batch begins with a
     * {@link io.codefleet.FleetEvent.Missed}, followed by the oldest event that is kept. {@link io.codefleet.EventQuery#OLDEST}
     * asks for all that are kept, so that none counts as missed.
     *
     * @param cursor {@link EventBatch#cursor()} of the batch before; absent: none yet, give only the cursor of now at once
     * @param max how many at most
     * @param wait how long to wait for the first
     */
    Future<EventBatch> events(Optional<String> cursor, int max, Duration wait);

    /** Returns the statistics of the fleet, with the {@value #MAX_REPORTED_LANES} lanes whose first task comes first. */
    Future<FleetStats> stats();

    /** Returns the workers, those that went offline less than {@link #OFFLINE_SHOWN} ago included. */
    Future<List<WorkerInfo>> workers();

    /**
     * Returns what the tasks of an {@link io.codefleet.Allowance} have consumed: of this key, an empty list if it is not
     * known; if absent, of the {@value #MAX_SPENDING_KEYS} keys that were used last, in the order of their names. Each report
     * that is accepted counts once, in the same step.
     */
    Future<List<Spending>> spending(Optional<String> key);

    /**
     * Returns a page of the audit, the newest entry first. Each submit, replay, cancel, purge, command, pause and resume that
     * changes something writes its entry in the same atomic step, with the actor of the options. So does a report that gives
     * a task of type {@value io.codefleet.workflow.Workflows#APPROVAL_TYPE} its outcome, see {@link ApprovalDecision}, and a
     * change of a document with an {@link io.codefleet.AuditNote}, such as the creation and the revocation of an API key.
     * Nothing else writes, and nothing but age and number ({@link io.codefleet.StorageLimits}) deletes one. One call looks at a
     * bounded number of entries, so that a page may be short.
     */
    Future<Page<AuditEntry>> audit(AuditQuery query);

    /** Returns the shared documents of the namespace. */
    Documents documents();

    // ---- change

    /**
     * Cancels a task and all its descendants. A waiting one is cancelled at once. A running one gets a cancel request, which
     * goes to its worker as a {@link WorkerSignal.CancelRequested} and as the answer to its next renewal; it is cancelled by
     * the worker's report, or when its lease ends. The result is that of the task itself; its descendants are cancelled even
     * if it has ended. If no task has this id, as for a run of many tasks, the result is {@link CancelResult#ofRun}. The
     * outcome of a descendant names the task as its {@link io.codefleet.Outcome.Cancelled#ancestorId}.
     */
    Future<CancelResult> cancel(String taskId, String reason);

    /**
     * Deletes up to {@code max} ended tasks that the query matches, the oldest submit first; its cursor and page size are
     * ignored. A query without statuses stands for all ended ones. Leaves out parts of a task that has not ended, which reads
     * them: another attempt of it would do their work again.
     *
     * @param cursor {@link PurgeReply#next()} of the step before; absent: begin with the oldest
     */
    Future<PurgeReply> purge(TaskQuery query, int max, Optional<String> cursor);

    /**
     * Runs the first step of a {@link #purge(TaskQuery, int, Optional) purge}.
     *
     * @return how many were deleted
     */
    default Future<Integer> purge(TaskQuery query, int max) {
        return purge(query, max, Optional.empty()).map(PurgeReply::deleted);
    }

    /**
     * Deletes those of these tasks that have {@link TaskStatus#FAILED failed}. Leaves out others, unknown ones, and parts of a
     * task that has not ended, which reads them.
     *
     * @return how many were deleted
     */
    default Future<Integer> purgeDeadLetters(List<String> taskIds) {
        return Future.failedFuture(new BrokerRefusedException("this broker deletes no tasks by id; update it", null));
    }

    /**
     * Pauses the namespace: claims return no tasks until {@link #resume}. Only a worker whose id is that of a task of type
     * {@value io.codefleet.workflow.Workflows#APPROVAL_TYPE}, which is placed on it, first of all that are, and has no allowance,
     * gets this task: so the approval is decided, for which a running task may wait.
     */
    Future<Void> pause();

    /** Resumes the namespace: claims return tasks again, and waiting workers are woken. */
    Future<Void> resume();

    /** Sends a command to one worker, or to every registered worker if absent, and returns the number of these workers. */
    Future<Integer> command(Optional<String> workerId, WorkerCommand command);

    // ---- work

    /**
     * Registers a worker or refreshes its registration; {@link WorkerInfo#lastSeen()} is set by the broker. Of two workers with
     * one id but different {@link WorkerInfo#startedAt()}, the one that started later replaces the other, whose heartbeats fail
     * with {@link io.codefleet.error.WorkerReplacedException} while the later one is present.
     *
     * @param timeToLive after how long without a heartbeat it is offline
     */
    Future<Void> heartbeat(WorkerInfo worker, Duration timeToLive);

    /** Removes the registration of a worker that shuts down gracefully. Leases it still holds are left to end by themselves. */
    Future<Void> unregister(String workerId);

    /**
     * Claims the tasks at the heads of the lanes that this worker serves, in their order over all its lanes, each under a
     * lease. It claims none if there are none, or the namespace is {@linkplain #pause paused}, or the worker is not registered.
     * It does not wait: a worker that got fewer than it asked for is sent a {@link WorkerSignal.WorkAvailable} when there is
     * more, and each new task wakes one such worker.
     *
     * <p>A task whose {@link io.codefleet.Allowance} is used up is not given: it is delayed until the next day of UTC begins, or
     * fails with {@link io.codefleet.ErrorKind#BUDGET_EXCEEDED} where it would not wait so long.
     *
     * <p>A claim sent again gives the next tasks. Those of an answer that was lost stay with the worker until their leases run
     * out, unless it says what it holds ({@link ClaimRequest#held()}): then they are given again, with their old tokens.
     */
    Future<List<Assignment>> claim(ClaimRequest request);

    /**
     * Waits for signals to this worker. One such call is under way at a time for each worker. Signals given while none is
     * under way are kept for the next as long as the worker is registered.
     *
     * @param wait how long to wait for the first
     * @return the signals; empty if none came in time
     */
    Future<List<WorkerSignal>> receive(String workerId, Duration wait);

    /**
     * Prolongs leases to this long from now; the replies are in the order of the leases. A lease that has run out is still
     * held until maintenance has ended it, as until then nobody else can have the task: it can be prolonged, and be reported on.
     */
    Future<List<Renewal>> renew(List<Lease> leases, Duration lease);

    /**
     * Reports the ends of attempts, and claims as {@link #claim} does in the same step, if asked to. A report is refused if
     * its token is not that of the current lease. A result above the payload limit fails the task with
     * {@link io.codefleet.ErrorKind#PERMANENT}.
     *
     * <p>A report sent again is accepted again and changes nothing, also when the next attempt has begun meanwhile, until the
     * report of a later attempt has been taken.
     */
    Future<ReportReply> report(List<AttemptReport> reports, Optional<ClaimRequest> next);

    /**
     * Stores the last progress of a running attempt, and sends it to the clients that watch. Ignored if the lease is lost.
     *
     * @return whether anybody watches, so that a worker need not talk to nobody
     */
    Future<Boolean> progress(Lease lease, Progress progress);

    /**
     * Keeps the state of a running attempt, in place of any before, and gives it to the attempts that come after as {@link
     * Assignment#checkpoint()}; deleted with the outcome. Fails with {@link io.codefleet.error.LeaseLostException} if the
     * lease is not the current one, and with {@link io.codefleet.error.PayloadTooLargeException} above the payload limit.
     */
    Future<Void> checkpoint(Lease lease, Checkpoint checkpoint);

    // ---- maintenance

    /**
     * Runs the maintenance that is due, in a bounded step: it queues delayed tasks whose time has come, ends leases that ran
     * out, fails tasks over their queue timeout or deadline, marks workers offline, wakes a worker for a lane that has tasks
     * and waiting workers, and deletes what is over its retention. Every connected process offers to do it; the broker lets
     * one at a time.
     *
     * <p>A lease that ran out is a failure, {@link io.codefleet.ErrorKind#ATTEMPT_TIMEOUT} if the attempt was beyond its time
     * by then, else {@link io.codefleet.ErrorKind#WORKER_LOST}. The task's policy, or {@link
     * io.codefleet.RetryPolicy#DEFAULT} for a task without one, says whether it is tried again and after which wait: as
     * after a reported failure, so that a task that kills its workers comes less and less often, and then no more.
     *
     * @return how long until it is worth offering again; zero if more is due right now
     */
    Future<Duration> runMaintenance();

    // ---- on behalf of others

    /**
     * Returns a view of this connection whose calls are made by another actor: the audit names that actor, and limits that
     * count by actor count for it. All else is shared: outcomes and progress go to the listener of this connection. A view
     * costs about as much as an object; it needs no closing, ends with the connection, and its {@link #close} does nothing.
     *
     * <p>The default supports no views.
     *
     * @param actor as {@link io.codefleet.CodefleetOptions#actor(String)}
     * @throws io.codefleet.error.InvalidInputException if the actor is malformed
     * @throws UnsupportedOperationException if this broker has no views
     */
    default Broker actingAs(String actor) {
        throw new UnsupportedOperationException(getClass().getName() + " does not act for other actors");
    }

    /** Disconnects and fails every call under way with {@link io.codefleet.error.ClosedException}. Never fails. */
    Future<Void> close();
}
