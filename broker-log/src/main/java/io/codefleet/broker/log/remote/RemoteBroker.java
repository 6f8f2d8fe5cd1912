package io.codefleet.broker.log.remote;

import io.codefleet.AuditEntry;
import io.codefleet.AuditNote;
import io.codefleet.AuditQuery;
import io.codefleet.CancelResult;
import io.codefleet.Checkpoint;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.FleetStats;
import io.codefleet.LogLines;
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
import io.codefleet.broker.log.codec.ErrorForms;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.broker.log.codec.FleetForms;
import io.codefleet.broker.log.codec.TaskForms;
import io.codefleet.broker.log.codec.WorkForms;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A broker whose calls are made elsewhere; see {@link CallHandler} for the fields. */
final class RemoteBroker implements Broker {
    private final Caller caller;
    private final CodefleetOptions options;
    private final FollowedTasks followed;
    private final Supplier<Future<Void>> close;

    RemoteBroker(Caller caller, CodefleetOptions options, FollowedTasks followed, Supplier<Future<Void>> close) {
        this.caller = caller;
        this.options = options;
        this.followed = followed;
        this.close = close;
    }

    private <T> Future<T> call(BrokerCall call, Consumer<FieldWriter> arguments, Function<FieldReader, T> reply) {
        return caller.call(call, arguments, reply, Duration.ZERO);
    }

    private Future<Void> done(BrokerCall call, Consumer<FieldWriter> arguments) {
        return call(call, arguments, reply -> null);
    }

    @Override
    public Future<List<SubmitReply>> submit(List<Task> tasks) {
        return submit(BrokerCall.SUBMIT, tasks);
    }

    @Override
    public Future<List<SubmitReply>> replay(List<Task> tasks) {
        return submit(BrokerCall.REPLAY, tasks);
    }

    private Future<List<SubmitReply>> submit(BrokerCall call, List<Task> tasks) {
        List<String> ids = tasks.stream().map(Task::id).toList();
        List<String> begun = followed.add(ids);
        return call(call, to -> to.messages(1, tasks, TaskForms::task), reply -> submitReplies(reply, ids))
                .onFailure(failed -> begun.forEach(followed::remove));
    }

    private List<SubmitReply> submitReplies(FieldReader from, List<String> ids) {
        List<SubmitReply> replies = new ArrayList<>();
        from.messages(1, reply -> {
            SubmitReply one = submitReply(reply, ids.get(replies.size()));
            if (one != SubmitReply.Accepted.INSTANCE) {
                followed.remove(ids.get(replies.size()));
            }
            return replies.add(one);
        });
        return replies;
    }

    private SubmitReply submitReply(FieldReader from, String taskId) {
        if (from.has(1)) {
            return new SubmitReply.Ended(from.message(1, TaskForms::outcome));
        }
        return from.optionalMessage(2, error -> ErrorForms.error(error, options.namespace(), options.actor(), taskId))
                .<SubmitReply>map(SubmitReply.Refused::new)
                .orElse(SubmitReply.Accepted.INSTANCE);
    }

    @Override
    public Future<FollowReply> follow(Collection<String> taskIds) {
        followed.add(taskIds);
        return call(BrokerCall.FOLLOW, to -> to.texts(1, taskIds), reply -> {
            FollowReply answer = new FollowReply(reply.messages(1, TaskForms::outcome), new HashSet<>(reply.texts(2)));
            answer.ended().forEach(outcome -> followed.remove(outcome.taskId()));
            answer.unknown().forEach(followed::remove);
            return answer;
        });
    }

    @Override
    public Future<Void> watchProgress(String taskId) {
        followed.watch(taskId);
        return done(BrokerCall.WATCH_PROGRESS, to -> to.text(1, taskId));
    }

    @Override
    public Future<Void> unwatchProgress(String taskId) {
        followed.unwatch(taskId);
        return done(BrokerCall.UNWATCH_PROGRESS, to -> to.text(1, taskId));
    }

    @Override
    public Future<Void> watchLogs() {
        followed.watchLogs(true);
        return done(BrokerCall.WATCH_LOGS, to -> {});
    }

    @Override
    public Future<Void> unwatchLogs() {
        followed.watchLogs(false);
        return done(BrokerCall.UNWATCH_LOGS, to -> {});
    }

    @Override
    public Future<Boolean> log(LogLines lines) {
        return call(BrokerCall.LOG, to -> to.message(1, lines, WorkForms::logLines), reply -> reply.flag(1));
    }

    @Override
    public Future<List<TaskInfo>> find(List<String> taskIds) {
        return call(BrokerCall.FIND, to -> to.texts(1, taskIds), reply -> reply.messages(1, TaskForms::info));
    }

    @Override
    public Future<Page<TaskSummary>> list(TaskQuery query) {
        return call(
                BrokerCall.LIST,
                to -> to.message(1, query, FleetForms::taskQuery),
                reply -> new Page<>(reply.messages(1, TaskForms::summary), reply.optionalText(2)));
    }

    @Override
    public Future<EventBatch> events(Optional<String> cursor, int max, Duration wait) {
        return caller.call(
                BrokerCall.EVENTS,
                to -> to.text(1, cursor).number(2, max).duration(3, wait),
                reply -> new EventBatch(reply.messages(1, FleetForms::event), reply.text(2)),
                wait);
    }

    @Override
    public Future<FleetStats> stats() {
        return call(BrokerCall.STATS, to -> {}, reply -> reply.message(1, FleetForms::stats));
    }

    @Override
    public Future<List<WorkerInfo>> workers() {
        return call(BrokerCall.WORKERS, to -> {}, reply -> reply.messages(1, FleetForms::worker));
    }

    @Override
    public Future<List<Spending>> spending(Optional<String> key) {
        return call(BrokerCall.SPENDING, to -> to.text(1, key), reply -> reply.messages(1, FleetForms::spending));
    }

    @Override
    public Future<Page<AuditEntry>> audit(AuditQuery query) {
        return call(
                BrokerCall.AUDIT,
                to -> to.message(1, query, FleetForms::auditQuery),
                reply -> new Page<>(reply.messages(1, FleetForms::auditEntry), reply.optionalText(2)));
    }

    @Override
    public Documents documents() {
        return new Documents() {
            @Override
            public Future<List<Document>> list(String kind) {
                return call(
                        BrokerCall.LIST_DOCUMENTS,
                        to -> to.text(1, kind),
                        reply -> reply.messages(1, FleetForms::document));
            }

            @Override
            public Future<Boolean> put(Document document, Optional<AuditNote> note) {
                return call(
                        BrokerCall.PUT_DOCUMENT,
                        to -> to.message(1, document, FleetForms::document).optional(2, note, FleetForms::auditNote),
                        reply -> reply.flag(1));
            }

            @Override
            public Future<Boolean> delete(String kind, String name, Optional<AuditNote> note) {
                return call(
                        BrokerCall.DELETE_DOCUMENT,
                        to -> to.text(1, kind).text(2, name).optional(3, note, FleetForms::auditNote),
                        reply -> reply.flag(1));
            }
        };
    }

    @Override
    public Future<CancelResult> cancel(String taskId, String reason) {
        return call(
                BrokerCall.CANCEL,
                to -> to.text(1, taskId).text(2, reason),
                reply -> reply.constant(1, CancelResult.class));
    }

    @Override
    public Future<PurgeReply> purge(TaskQuery query, int max, Optional<String> cursor) {
        return call(
                BrokerCall.PURGE,
                to -> to.message(1, query, FleetForms::taskQuery).number(2, max).text(3, cursor),
                reply -> new PurgeReply(reply.integer(1), reply.optionalText(2)));
    }

    @Override
    public Future<Integer> purgeDeadLetters(List<String> taskIds) {
        return call(BrokerCall.PURGE_DEAD_LETTERS, to -> to.texts(1, taskIds), reply -> reply.integer(1));
    }

    @Override
    public Future<Void> pause() {
        return done(BrokerCall.PAUSE, to -> {});
    }

    @Override
    public Future<Void> resume() {
        return done(BrokerCall.RESUME, to -> {});
    }

    @Override
    public Future<Integer> command(Optional<String> workerId, WorkerCommand command) {
        return call(
                BrokerCall.COMMAND,
                to -> to.text(1, workerId).message(2, command, FleetForms::command),
                reply -> reply.integer(1));
    }

    @Override
    public Future<Void> heartbeat(WorkerInfo worker, Duration timeToLive) {
        return done(
                BrokerCall.HEARTBEAT,
                to -> to.message(1, worker, FleetForms::worker).duration(2, timeToLive));
    }

    @Override
    public Future<Void> unregister(String workerId) {
        followed.removeWorker(workerId);
        return done(BrokerCall.UNREGISTER, to -> to.text(1, workerId));
    }

    @Override
    public Future<List<Assignment>> claim(ClaimRequest request) {
        return call(BrokerCall.CLAIM, to -> to.message(1, request, WorkForms::claim), reply -> {
            List<Assignment> assignments = reply.messages(1, WorkForms::assignment);
            followed.claimed(assignments, request.lease());
            return assignments;
        });
    }

    @Override
    public Future<List<WorkerSignal>> receive(String workerId, Duration wait) {
        return caller.call(
                BrokerCall.RECEIVE,
                to -> to.text(1, workerId).duration(2, wait).number(3, followed.lastSignals(workerId)),
                reply -> {
                    List<WorkerSignal> signals = reply.messages(1, FleetForms::signal);
                    followed.lastSignals(workerId, reply.number(2, 0));
                    return signals;
                },
                wait);
    }

    @Override
    public Future<List<Renewal>> renew(List<Lease> leases, Duration lease) {
        return call(
                BrokerCall.RENEW, to -> to.messages(1, leases, WorkForms::lease).duration(2, lease), reply -> {
                    List<Renewal> renewals =
                            reply.texts(1).stream().map(Renewal::valueOf).toList();
                    followed.renewed(leases, renewals, lease);
                    return renewals;
                });
    }

    @Override
    public Future<ReportReply> report(List<AttemptReport> reports, Optional<ClaimRequest> next) {
        return call(
                BrokerCall.REPORT,
                to -> to.messages(1, reports, WorkForms::report).optional(2, next, WorkForms::claim),
                reply -> {
                    ReportReply answer = reply.message(1, WorkForms::reportReply);
                    followed.reported(reports);
                    next.ifPresent(request -> followed.claimed(answer.claimed(), request.lease()));
                    return answer;
                });
    }

    @Override
    public Future<Boolean> progress(Lease lease, Progress progress) {
        return call(
                BrokerCall.PROGRESS,
                to -> to.message(1, lease, WorkForms::lease).message(2, progress, TaskForms::progress),
                reply -> reply.flag(1));
    }

    @Override
    public Future<Void> checkpoint(Lease lease, Checkpoint checkpoint) {
        return done(
                BrokerCall.CHECKPOINT,
                to -> to.message(1, lease, WorkForms::lease).message(2, checkpoint, TaskForms::checkpoint));
    }

    @Override
    public Future<Duration> runMaintenance() {
        return call(BrokerCall.MAINTENANCE, to -> {}, reply -> reply.duration(1));
    }

    @Override
    public Broker actingAs(String actor) {
        return new RemoteBroker(caller.actingAs(actor), options.actor(actor), followed, Future::succeededFuture);
    }

    @Override
    public Future<Void> close() {
        return close.get();
    }
}
