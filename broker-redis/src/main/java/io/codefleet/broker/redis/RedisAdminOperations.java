package io.codefleet.broker.redis;

import io.codefleet.AuditAction;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.broker.PurgeReply;
import io.codefleet.broker.redis.internal.payload.SealedCommand;
import io.codefleet.broker.redis.internal.record.LabelsRecord;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.broker.redis.internal.script.Scripts;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Operations of an operator on a namespace, and its maintenance. */
final class RedisAdminOperations {
    private static final Set<TaskStatus> ENDED =
            EnumSet.of(TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED);
    private static final int MAINTAINED_AT_ONCE = 200;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int PURGED_AT_ONCE = 1000;
    private static final String NEWER_LAYOUT = "L";

    private static final Pattern CURSOR = Pattern.compile("\\d{1,19}");

    private final Namespace namespace;

    RedisAdminOperations(Namespace namespace) {
        this.namespace = namespace;
    }

    // ---- purge: steps that each look at a bounded number of tasks

    Future<PurgeReply> purge(TaskQuery query, int max, Optional<String> cursor) {
        if (cursor.isPresent() && !CURSOR.matcher(cursor.get()).matches()) {
            return Future.failedFuture(
                    new InvalidInputException("purge.cursor", "is not a cursor of this fleet; take one from a step"));
        }
        Set<TaskStatus> statuses = EnumSet.copyOf(ENDED);
        if (!query.statuses().isEmpty()) {
            statuses.retainAll(query.statuses());
        }
        return statuses.isEmpty() || max <= 0
                ? Future.succeededFuture(new PurgeReply(0, Optional.empty()))
                : purge(query.statuses(statuses), max, 0, cursor.orElse("0"));
    }

    private Future<PurgeReply> purge(TaskQuery query, int max, int before, String from) {
        Scripts.Call call = namespace
                .call(LuaScript.PURGE)
                .arg(RedisQueryOperations.states(query.statuses()))
                .arg(query.type().orElse(""))
                .arg(LabelsRecord.wanted(query))
                .arg(max - before)
                .arg(PURGED_AT_ONCE)
                .arg(from)
                .arg(namespace.who(AuditAction.PURGED));
        return call.send().compose(answer -> {
            int deleted = before + ScriptReply.count(answer, 0);
            String next = ScriptReply.text(answer, 1);
            return next.isEmpty() || deleted >= max
                    ? Future.succeededFuture(
                            new PurgeReply(deleted, Optional.of(next).filter(behind -> !behind.isEmpty())))
                    : purge(query, max, deleted, next);
        });
    }

    Future<Integer> purgeDeadLetters(List<String> taskIds) {
        return Batches.all(
                        taskIds,
                        Batches.TASKS,
                        batch -> namespace
                                .call(LuaScript.PURGE_DEAD_LETTERS)
                                .arg(namespace.who(AuditAction.PURGED))
                                .args(batch)
                                .send()
                                .map(answer -> List.of(answer.toInteger())))
                .map(deleted -> deleted.stream().mapToInt(Integer::intValue).sum());
    }

    // ---- the rest

    Future<Void> pause(boolean paused) {
        return namespace
                .call(LuaScript.PAUSE)
                .arg(paused ? 1 : 0)
                .arg(namespace.who(paused ? AuditAction.PAUSED : AuditAction.RESUMED))
                .send()
                .mapEmpty();
    }

    Future<Integer> command(Optional<String> workerId, WorkerCommand command) {
        // What the host's codec cannot encode it says now, before anything is asked of Redis.
        SealedCommand.of(namespace.payloads(), command, workerId, 0);
        return namespace
                .time()
                .compose(now -> {
                    Scripts.Call call = namespace
                            .call(LuaScript.COMMAND)
                            .arg(namespace.who(AuditAction.COMMANDED))
                            .arg(command.name())
                            .arg(SealedCommand.of(namespace.payloads(), command, workerId, now)
                                    .text());
                    workerId.ifPresent(call::arg);
                    return call.send();
                })
                .map(answer -> Integer.parseInt(answer.toString()));
    }

    Future<Duration> runMaintenance() {
        return namespace
                .change(LuaScript.MAINTENANCE)
                .arg(MAINTAINED_AT_ONCE)
                .arg(Times.micros(LONGEST_WAIT))
                .arg(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE))
                .arg(Times.micros(namespace.options().limits().auditRetention()))
                .arg(namespace.options().limits().maxAuditEntries())
                .arg(Scripts.LAYOUT)
                .send()
                .compose(answer -> reaped(answer.toString()));
    }

    private Future<Duration> reaped(String answer) {
        UnsupportedVersionException refusal = answer.startsWith(NEWER_LAYOUT)
                ? namespace.scripts().checkLayout(Integer.parseInt(answer.substring(NEWER_LAYOUT.length())))
                : null;
        return refusal == null
                ? Future.succeededFuture(Times.duration(Long.parseLong(answer)))
                : Future.failedFuture(refusal);
    }
}
