package io.codefleet.broker.redis;

import io.codefleet.Checkpoint;
import io.codefleet.ErrorKind;
import io.codefleet.LogLines;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.Usage;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.broker.redis.ReportEncoder.EncodedReport;
import io.codefleet.broker.redis.internal.record.RoutingHeader;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.record.TaskRecord;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.broker.redis.internal.script.Scripts;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.LeaseLostException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.error.WorkerReplacedException;
import io.codefleet.json.LogJson;
import io.codefleet.json.OutcomeJson;
import io.codefleet.json.WorkerJson;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of workers: heartbeats, claims, renewals, reports. */
final class RedisWorkerOperations {
    private static final Logger log = LoggerFactory.getLogger(RedisWorkerOperations.class);
    private static final int RENEWED_AT_ONCE = 500;
    private static final int CLAIM_PARTS = 6;
    private static final int BODY = 4;

    private final Namespace namespace;
    private final NewerTasks newer;
    private final ReportEncoder encoder;
    private final Context context;
    private final WorkerExchanges exchanges;
    private final LargeBodies largeBodies;

    RedisWorkerOperations(Namespace namespace, Context context) {
        this(namespace, context, new NewerTasks());
    }

    private RedisWorkerOperations(Namespace namespace, Context context, NewerTasks newer) {
        this.namespace = namespace;
        this.newer = newer;
        this.encoder = new ReportEncoder(namespace);
        this.context = context;
        this.exchanges = new WorkerExchanges(namespace, context, newer);
        this.largeBodies = new LargeBodies(namespace);
    }

    /** Returns the same operations for a view of the namespace. Its calls go apart, as the audit names its actor. */
    RedisWorkerOperations of(Namespace view) {
        return new RedisWorkerOperations(view, context, newer);
    }

    /** Fails the claims and reports that wait, after the connection was closed. On the context. */
    void close() {
        exchanges.close();
    }

    Future<Void> heartbeat(WorkerInfo worker, Duration timeToLive) {
        String profile = String.join(",", worker.types()) + "|" + String.join(",", worker.capabilities());
        return namespace
                .change(LuaScript.HEARTBEAT)
                .arg(worker.id())
                .arg(WorkerJson.encode(worker).toBuffer())
                .arg(profile)
                .arg(Times.micros(timeToLive))
                .arg(worker.takesTasks() ? worker.concurrency() : 0)
                .arg(worker.running())
                .arg(weights(worker))
                .arg(Times.micros(worker.startedAt()))
                .send()
                .compose(answer -> answer.toInteger() < 0
                        ? Future.failedFuture(new WorkerReplacedException(worker.id()))
                        : Future.succeededFuture());
    }

    private static String weights(WorkerInfo worker) {
        return worker.performance().byType().entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue().weight())
                .collect(Collectors.joining(","));
    }

    Future<Void> unregister(String workerId) {
        return namespace.change(LuaScript.UNREGISTER).arg(workerId).send().mapEmpty();
    }

    // ---- claims

    Future<List<Assignment>> claim(ClaimRequest request) {
        return exchanges
                .send(new WorkerExchanges.Exchange(List.of(), Optional.of(request)))
                .compose(reply -> claimed(request, reply.claimed().orElseThrow()));
    }

    /** Returns the assignments of a step, and those of further steps if the request was for more than one step takes. */
    private Future<List<Assignment>> claimed(ClaimRequest request, Response answer) {
        return assignments(request.workerId(), answer)
                .compose(assignments -> withFurtherSteps(request, answer, assignments));
    }

    private Future<List<Assignment>> withFurtherSteps(
            ClaimRequest request, Response answer, List<Assignment> assignments) {
        int left = request.max() - Batches.TASKS;
        if (left <= 0 || answer.size() < Batches.TASKS * CLAIM_PARTS) {
            return Future.succeededFuture(assignments);
        }
        Optional<Set<String>> held = request.held().map(known -> {
            Set<String> now = new HashSet<>(known);
            assignments.forEach(assignment -> now.add(assignment.lease().taskId()));
            return now;
        });
        // Where a further step fails, what this one gave must not be lost.
        return claim(new ClaimRequest(request.workerId(), left, request.lease(), held))
                .otherwise(List.of())
                .map(more -> {
                    assignments.addAll(more);
                    return assignments;
                });
    }

    /** Returns the assignments of a claim; fails if a large body cannot be read, and then the answer counts as lost. */
    private Future<List<Assignment>> assignments(String workerId, Response answer) {
        return largeBodies.read(answer, CLAIM_PARTS, BODY).map(bodies -> assignments(workerId, answer, bodies));
    }

    private List<Assignment> assignments(String workerId, Response answer, Map<String, Buffer> largeBodies) {
        List<Assignment> assignments = new ArrayList<>(answer.size() / CLAIM_PARTS);
        for (int i = 0; i < answer.size(); i += CLAIM_PARTS) {
            Lease lease = new Lease(
                    ScriptReply.text(answer, i),
                    ScriptReply.count(answer, i + 1),
                    ScriptReply.number(answer, i + 2),
                    workerId);
            Buffer body = LargeBodies.isLength(answer, i + BODY)
                    ? largeBodies.get(lease.taskId())
                    : ScriptReply.bytes(answer, i + BODY);
            if (body == null) {
                log.atDebug()
                        .addKeyValue("task", lease.taskId())
                        .log("a claimed task was deleted before its body was read");
                continue;
            }
            try {
                Task task = TaskRecord.task(namespace.payloads(), lease.taskId(), body);
                Optional<Checkpoint> checkpoint = checkpoint(lease.taskId(), ScriptReply.bytes(answer, i + 5));
                assignments.add(new Assignment(lease, task, ScriptReply.count(answer, i + 3), checkpoint));
            } catch (UnsupportedVersionException e) {
                handBack(lease, e);
            } catch (MalformedDataException e) {
                failMalformed(lease, e);
            }
        }
        return assignments;
    }

    private Optional<Checkpoint> checkpoint(String taskId, Buffer stored) {
        return stored.length() == 0
                ? Optional.empty()
                : Optional.of(OutcomeJson.decodeCheckpoint(
                        "the checkpoint of task " + taskId,
                        namespace.payloads().open(PayloadKind.CHECKPOINT, taskId, stored)));
    }

    /**
     * Hands a task back, as a newer worker can run it. This worker takes no more of its lane for a while, so that it does not
     * get in the way.
     */
    private void handBack(Lease lease, UnsupportedVersionException why) {
        namespace
                .call(LuaScript.FIND)
                .arg(Batches.MAX_BYTES)
                .arg(lease.taskId())
                .send()
                .onSuccess(found -> {
                    if (found.size() > 1) {
                        Response task = ScriptReply.list(found, 1);
                        newer.met(lease, new RoutingHeader(ScriptReply.text(ScriptReply.list(task, 1), 1)), why);
                    }
                })
                .onComplete(found -> report(
                                List.of(new AttemptReport.Released(lease, Usage.NONE, NewerTasks.HAND_BACK_DELAY)),
                                Optional.empty())
                        .onFailure(failure -> log.atWarn()
                                .addKeyValue("task", lease.taskId())
                                .setCause(failure)
                                .log("a task of a newer version could not be handed back; its lease runs out")));
    }

    /** Fails a task that nobody can read, as it must have its outcome too. */
    private void failMalformed(Lease lease, MalformedDataException fault) {
        log.atWarn()
                .addKeyValue("task", lease.taskId())
                .addKeyValue("reason", fault.getMessage())
                .log("a stored task cannot be read; it fails");
        TaskError error = TaskError.of(ErrorKind.MALFORMED, fault.getMessage()).at(lease.attempt(), lease.workerId());
        report(List.of(new AttemptReport.Failed(lease, error, Optional.empty())), Optional.empty());
    }

    // ---- reports

    Future<ReportReply> report(List<AttemptReport> reports, Optional<ClaimRequest> next) {
        List<EncodedReport> encoded = reports.stream().map(encoder::encode).toList();
        List<List<EncodedReport>> batches =
                Batches.split(encoded, Batches.TASKS, report -> report.payload().length());
        if (batches.isEmpty()) {
            return next.map(this::claim)
                    .orElse(Future.succeededFuture(List.of()))
                    .map(claimed -> new ReportReply(List.of(), claimed));
        }
        List<Future<ReportReply>> replies = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            boolean last = i == batches.size() - 1;
            replies.add(reportBatch(batches.get(i), last ? next : Optional.empty()));
        }
        return replies.size() == 1 ? replies.get(0) : Future.all(replies).map(done -> join(replies));
    }

    private static ReportReply join(List<Future<ReportReply>> replies) {
        List<Boolean> accepted = new ArrayList<>();
        List<Assignment> claimed = new ArrayList<>();
        replies.forEach(reply -> {
            accepted.addAll(reply.result().accepted());
            claimed.addAll(reply.result().claimed());
        });
        return new ReportReply(accepted, claimed);
    }

    private Future<ReportReply> reportBatch(List<EncodedReport> reports, Optional<ClaimRequest> next) {
        return exchanges
                .send(new WorkerExchanges.Exchange(reports, next))
                .compose(reply -> next.map(request ->
                                assignments(request.workerId(), reply.claimed().orElseThrow()))
                        .orElse(Future.succeededFuture(List.of()))
                        .map(claimed -> new ReportReply(reply.accepted(), claimed)));
    }

    // ---- while an attempt runs

    Future<List<Renewal>> renew(List<Lease> leases, Duration lease) {
        return Batches.all(leases, RENEWED_AT_ONCE, batch -> {
            Scripts.Call call = namespace.call(LuaScript.RENEW).arg(Times.micros(lease));
            batch.forEach(held -> call.arg(held.taskId()).arg(held.token()));
            return call.send().map(RedisWorkerOperations::renewals);
        });
    }

    private static List<Renewal> renewals(Response answer) {
        List<Renewal> renewals = new ArrayList<>(answer.size());
        for (Response one : answer) {
            renewals.add(
                    switch (one.toString()) {
                        case "H" -> Renewal.HELD;
                        case "C" -> Renewal.CANCEL_REQUESTED;
                        case "T" -> Renewal.TIMED_OUT;
                        default -> Renewal.LOST;
                    });
        }
        return renewals;
    }

    Future<Boolean> progress(Lease lease, Progress progress) {
        Buffer encoded = OutcomeJson.encode(progress).toBuffer();
        return namespace
                .call(LuaScript.PROGRESS)
                .arg(lease.taskId())
                .arg(lease.token())
                .arg(namespace.payloads().seal(PayloadKind.PROGRESS, lease.taskId(), encoded))
                .send()
                .map(followers -> followers.toInteger() > 0);
    }

    Future<Boolean> log(LogLines lines) {
        Buffer encoded = LogJson.encode(lines).toBuffer();
        return namespace
                .call(LuaScript.LOG)
                .arg(namespace.payloads().seal(PayloadKind.LOG, Namespace.LOGS, encoded))
                .send()
                .map(watchers -> watchers.toInteger() > 0);
    }

    Future<Void> checkpoint(Lease lease, Checkpoint checkpoint) {
        int limit = namespace.options().limits().maxPayloadBytes();
        Buffer state = OutcomeJson.encode(checkpoint).toBuffer();
        if (state.length() > limit) {
            return Future.failedFuture(
                    new PayloadTooLargeException("the checkpoint of task " + lease.taskId(), state.length(), limit));
        }
        return namespace
                .call(LuaScript.CHECKPOINT)
                .arg(lease.taskId())
                .arg(lease.token())
                .arg(namespace.payloads().seal(PayloadKind.CHECKPOINT, lease.taskId(), state))
                .send()
                .compose(answer -> answer.toInteger() == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture(new LeaseLostException(lease.taskId(), lease.attempt())));
    }
}
