package io.codefleet.control.gateway;

import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.CancelResult;
import io.codefleet.Checkpoint;
import io.codefleet.Documents;
import io.codefleet.FleetStats;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Page;
import io.codefleet.Progress;
import io.codefleet.Spending;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.Lease;
import io.codefleet.broker.PurgeReply;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.log.remote.NumberedSignals;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.Role;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The broker as one client of the gateway has it: calls in the name of its key, and what it follows goes to its connection. A worker
 * has no more of the tasks than its {@link WorkerScope}. A person works on approvals only.
 */
final class ConnectionBroker implements Broker, NumberedSignals {
    private final Broker broker;
    private final SharedBroker shared;
    private final Subscriptions subscriptions;
    private final SignalWaits signals;
    private final Principal caller;
    private final Optional<WorkerScope> scope;
    private final Documents documents;

    /**
     * Creates the broker of one connection.
     *
     * @param broker the shared broker in the name of the key
     * @param caller the holder of the key
     */
    ConnectionBroker(
            Broker broker,
            SharedBroker shared,
            SharedBroker.Receiver receiver,
            Principal caller,
            Optional<WorkerScope> scope) {
        this.broker = broker;
        this.shared = shared;
        this.subscriptions = new Subscriptions(shared, receiver);
        this.signals = new SignalWaits(shared.mailboxes());
        this.caller = caller;
        this.scope = scope;
        this.documents = new ScopedDocuments(broker, caller.role(), scope);
    }

    @Override
    public Future<List<SubmitReply>> submit(List<Task> tasks) {
        List<String> ids = tasks.stream().map(Task::id).toList();
        if (scope.isPresent()) {
            return scope.get()
                    .maySubmit(tasks, broker)
                    .compose(mayDo -> mayDo
                            ? broker.submit(tasks)
                            : Future.failedFuture(new BrokerRefusedException(
                                    "a worker's key submits requests for approval about its own tasks, and nothing else",
                                    null)))
                    .compose(replies -> added(scope.get(), ids, replies));
        }
        subscriptions.follow(ids);
        return broker.submit(tasks).map(replies -> followed(ids, replies));
    }

    /**
     * Adds accepted tasks to the scope. Does not add a refused task, which may be another task with the same id: it is
     * outside the scope, and not followed.
     */
    private Future<List<SubmitReply>> added(WorkerScope some, List<String> ids, List<SubmitReply> replies) {
        Set<String> accepted = new HashSet<>();
        for (int i = 0; i < replies.size(); i++) {
            if (!(replies.get(i) instanceof SubmitReply.Refused)) {
                some.add(ids.get(i));
            }
            if (replies.get(i) == SubmitReply.Accepted.INSTANCE) {
                accepted.add(ids.get(i));
            }
        }
        return accepted.isEmpty()
                ? Future.succeededFuture(replies)
                : followAll(accepted).map(reply -> withEnded(ids, replies, reply.ended()));
    }

    /** Returns the replies with the outcome of each task that ended before it was followed. */
    private static List<SubmitReply> withEnded(List<String> ids, List<SubmitReply> replies, List<Outcome> ended) {
        List<SubmitReply> all = new ArrayList<>(replies);
        for (Outcome outcome : ended) {
            all.set(ids.indexOf(outcome.taskId()), new SubmitReply.Ended(outcome));
        }
        return all;
    }

    @Override
    public Future<List<SubmitReply>> replay(List<Task> tasks) {
        List<String> ids = tasks.stream().map(Task::id).toList();
        subscriptions.follow(ids);
        return broker.replay(tasks).map(replies -> followed(ids, replies));
    }

    private List<SubmitReply> followed(List<String> ids, List<SubmitReply> replies) {
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) != SubmitReply.Accepted.INSTANCE) {
                subscriptions.unfollow(ids.get(i));
            }
        }
        return replies;
    }

    @Override
    public Future<FollowReply> follow(Collection<String> taskIds) {
        return scope.map(some -> some.known(taskIds, broker)
                        .compose(known -> followAll(known).map(reply -> withUnknown(reply, taskIds, known))))
                .orElseGet(() -> followAll(taskIds));
    }

    private Future<FollowReply> followAll(Collection<String> taskIds) {
        subscriptions.follow(taskIds);
        return broker.follow(taskIds).map(reply -> {
            reply.ended().stream().map(Outcome::taskId).forEach(subscriptions::unfollow);
            reply.unknown().forEach(subscriptions::unfollow);
            return reply;
        });
    }

    /** Returns a reply in which tasks outside the scope look like tasks that do not exist. */
    private static FollowReply withUnknown(FollowReply reply, Collection<String> asked, Set<String> known) {
        Set<String> unknown = new HashSet<>(asked);
        unknown.removeAll(known);
        unknown.addAll(reply.unknown());
        return new FollowReply(reply.ended(), unknown);
    }

    @Override
    public Future<Void> watchProgress(String taskId) {
        return subscriptions.watch(taskId, broker);
    }

    @Override
    public Future<Void> unwatchProgress(String taskId) {
        return subscriptions.unwatch(taskId, broker);
    }

    @Override
    public Future<Void> watchLogs() {
        return subscriptions.watchLogs(broker);
    }

    @Override
    public Future<Void> unwatchLogs() {
        return subscriptions.unwatchLogs(broker);
    }

    @Override
    public Future<Boolean> log(LogLines lines) {
        return broker.log(lines);
    }

    @Override
    public Future<List<TaskInfo>> find(List<String> taskIds) {
        return scope.map(some -> some.known(taskIds, broker)
                        .compose(known -> broker.find(
                                taskIds.stream().filter(known::contains).toList()))
                        .onSuccess(found -> found.forEach(some::read)))
                .orElseGet(() -> broker.find(taskIds));
    }

    @Override
    public Future<Page<TaskSummary>> list(TaskQuery query) {
        return broker.list(query);
    }

    @Override
    public Future<EventBatch> events(Optional<String> cursor, int max, Duration wait) {
        return broker.events(cursor, max, wait);
    }

    @Override
    public Future<FleetStats> stats() {
        return broker.stats();
    }

    @Override
    public Future<List<WorkerInfo>> workers() {
        return broker.workers();
    }

    @Override
    public Future<List<Spending>> spending(Optional<String> key) {
        return broker.spending(key);
    }

    @Override
    public Future<Page<AuditEntry>> audit(AuditQuery query) {
        return broker.audit(query);
    }

    @Override
    public Documents documents() {
        return documents;
    }

    @Override
    public Future<CancelResult> cancel(String taskId, String reason) {
        if (caller.role() == Role.SUBMITTER) {
            return SubmitterScope.cancel(caller, broker, taskId, reason);
        }
        return scope.map(some -> some.hasSubmitted(taskId, broker)
                        .compose(isOwn ->
                                isOwn ? broker.cancel(taskId, reason) : Future.succeededFuture(CancelResult.NOT_FOUND)))
                .orElseGet(() -> broker.cancel(taskId, reason));
    }

    @Override
    public Future<PurgeReply> purge(TaskQuery query, int max, Optional<String> cursor) {
        return broker.purge(query, max, cursor);
    }

    @Override
    public Future<Integer> purgeDeadLetters(List<String> taskIds) {
        return broker.purgeDeadLetters(taskIds);
    }

    @Override
    public Future<Void> pause() {
        return broker.pause();
    }

    @Override
    public Future<Void> resume() {
        return broker.resume();
    }

    @Override
    public Future<Integer> command(Optional<String> workerId, WorkerCommand command) {
        return broker.command(workerId, command);
    }

    /**
     * Makes a call of workers with these ids. An approval is placed on the worker that has the id of the approval's task, which is
     * that of its parent, a slash and a step. A worker's key makes no call of such a worker, and a person's key makes no other.
     */
    private <T> Future<T> working(Collection<String> workerIds, Supplier<Future<T>> call) {
        if (scope.isPresent()) {
            return workerIds.stream().anyMatch(id -> id.indexOf('/') >= 0) ? approvalRefused() : call.get();
        }
        List<String> ids = workerIds.stream().distinct().toList();
        return broker.find(ids)
                .compose(found -> found.size() == ids.size()
                                && found.stream().map(TaskInfo::task).allMatch(ConnectionBroker::isApproval)
                        ? call.get()
                        : workRefused());
    }

    private static boolean isApproval(Task task) {
        return task.type().equals(Workflows.APPROVAL_TYPE);
    }

    private static <T> Future<T> approvalRefused() {
        return Future.failedFuture(new BrokerRefusedException(
                "a worker's key does not decide on approvals: its workers have ids without '/' and do not serve the type '"
                        + Workflows.APPROVAL_TYPE + "'",
                null));
    }

    private static <T> Future<T> workRefused() {
        return Future.failedFuture(new BrokerRefusedException(
                "a person's key works on nothing but approvals: its workers have the id of an approval's task and serve the"
                        + " type '" + Workflows.APPROVAL_TYPE + "' only",
                null));
    }

    @Override
    public Future<Void> heartbeat(WorkerInfo worker, Duration timeToLive) {
        boolean servesApprovals = worker.types().contains(Workflows.APPROVAL_TYPE);
        if (scope.isPresent() && servesApprovals) {
            return approvalRefused();
        }
        if (scope.isEmpty() && !(servesApprovals && worker.types().size() == 1)) {
            return workRefused();
        }
        return working(List.of(worker.id()), () -> broker.heartbeat(worker, timeToLive))
                .onSuccess(done -> scope.ifPresent(some -> some.registered(worker)));
    }

    @Override
    public Future<Void> unregister(String workerId) {
        return working(List.of(workerId), () -> {
            long held = shared.mailboxes().held(workerId);
            return broker.unregister(workerId)
                    .onSuccess(done -> shared.mailboxes().forget(workerId, held));
        });
    }

    @Override
    public Future<List<Assignment>> claim(ClaimRequest request) {
        return working(
                List.of(request.workerId()),
                () -> scope.map(some -> some.claim(request, broker)).orElseGet(() -> broker.claim(request)));
    }

    @Override
    public Future<List<WorkerSignal>> receive(String workerId, Duration wait) {
        return receive(workerId, wait, 0).map(Batch::signals);
    }

    @Override
    public Future<Batch> receive(String workerId, Duration wait, long last) {
        return working(List.of(workerId), () -> signals.receive(workerId, broker, wait, last));
    }

    @Override
    public Future<List<Renewal>> renew(List<Lease> leases, Duration lease) {
        return scope.map(some -> some.renew(leases, lease, broker))
                .orElseGet(() ->
                        working(leases.stream().map(Lease::workerId).toList(), () -> broker.renew(leases, lease)));
    }

    @Override
    public Future<ReportReply> report(List<AttemptReport> reports, Optional<ClaimRequest> next) {
        List<String> workers = Stream.concat(
                        reports.stream().map(report -> report.lease().workerId()),
                        next.stream().map(ClaimRequest::workerId))
                .toList();
        return working(
                workers,
                () -> scope.map(some -> some.report(reports, next, broker))
                        .orElseGet(() -> broker.report(reports, next)));
    }

    @Override
    public Future<Boolean> progress(Lease lease, Progress progress) {
        return broker.progress(lease, progress);
    }

    @Override
    public Future<Void> checkpoint(Lease lease, Checkpoint checkpoint) {
        return broker.checkpoint(lease, checkpoint);
    }

    @Override
    public Future<Duration> runMaintenance() {
        return broker.runMaintenance();
    }

    /** Ends what the client follows; the shared connection stays. */
    @Override
    public Future<Void> close() {
        signals.close();
        subscriptions.close(broker);
        return Future.succeededFuture();
    }
}
