package io.codefleet.broker.redis;

import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.FleetStats;
import io.codefleet.Page;
import io.codefleet.Spending;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Broker;
import io.codefleet.broker.redis.internal.record.AuditRecord;
import io.codefleet.broker.redis.internal.record.Decoding;
import io.codefleet.broker.redis.internal.record.LabelsRecord;
import io.codefleet.broker.redis.internal.record.RoutingHeader;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.record.SpendingRecord;
import io.codefleet.broker.redis.internal.record.TaskRecord;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.WorkerJson;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Queries of a namespace. Damaged records are left out. */
final class RedisQueryOperations {
    private static final int FOUND_AT_ONCE = 50;
    private static final int LOOKED_AT = 2000;
    private static final int WORKERS_AT_ONCE = 100;
    private static final Pattern CURSOR = Pattern.compile("\\d{1,19}");

    private final Namespace namespace;

    RedisQueryOperations(Namespace namespace) {
        this.namespace = namespace;
    }

    Future<List<TaskInfo>> find(List<String> taskIds) {
        return Batches.all(taskIds, FOUND_AT_ONCE, ids -> find(ids, taskIds.size() == 1, new ArrayList<>()));
    }

    /** Asks again for what a reply had no room for. */
    private Future<List<TaskInfo>> find(List<String> ids, boolean alone, List<TaskInfo> found) {
        return namespace
                .call(LuaScript.FIND)
                .arg(Batches.MAX_BYTES)
                .args(ids)
                .send()
                .compose(answer -> {
                    for (int i = 1; i < answer.size(); i++) {
                        read(ScriptReply.list(answer, i), alone).ifPresent(found::add);
                    }
                    int answered = (int) Math.max(1, ScriptReply.number(answer, 0));
                    return answered >= ids.size()
                            ? Future.succeededFuture(found)
                            : find(ids.subList(answered, ids.size()), alone, found);
                });
    }

    /** Reads a task. A damaged one is left out among others, and fails a call about it alone. */
    private Optional<TaskInfo> read(Response task, boolean alone) {
        try {
            return Optional.of(TaskRecord.info(namespace.payloads(), task));
        } catch (MalformedDataException | UnsupportedVersionException e) {
            if (alone) {
                throw e;
            }
            return Optional.empty();
        }
    }

    static String states(Collection<TaskStatus> statuses) {
        return statuses.stream().map(TaskRecord::state).collect(Collectors.joining());
    }

    Future<Page<TaskSummary>> list(TaskQuery query) {
        Optional<String> cursor = query.cursor();
        if (cursor.isPresent() && !CURSOR.matcher(cursor.get()).matches()) {
            return Future.failedFuture(
                    new InvalidInputException("query.cursor", "is not a cursor of this fleet; take one from a page"));
        }
        return namespace
                .call(LuaScript.LIST)
                .arg(states(query.statuses()))
                .arg(query.type().orElse(""))
                .arg(LabelsRecord.wanted(query))
                .arg(query.pageSize())
                .arg(LOOKED_AT)
                .arg(cursor.orElse("+inf"))
                .send()
                .map(this::page);
    }

    private Page<TaskSummary> page(Response answer) {
        List<TaskSummary> tasks = new ArrayList<>();
        for (int i = 1; i + 1 < answer.size(); i += 2) {
            String id = ScriptReply.text(answer, i);
            Response parts = ScriptReply.list(answer, i + 1);
            Decoding.lenient("task " + id, () -> Optional.of(TaskRecord.summary(namespace.payloads(), id, parts)))
                    .ifPresent(tasks::add);
        }
        return new Page<>(tasks, ScriptReply.optionalText(answer, 0).filter(next -> !next.isEmpty()));
    }

    Future<Page<AuditEntry>> audit(AuditQuery query) {
        return namespace
                .call(LuaScript.AUDIT)
                .arg(query.actor().orElse(""))
                .arg(AuditRecord.letters(query))
                .arg(query.subject().orElse(""))
                .arg(query.pageSize())
                .arg(LOOKED_AT)
                .arg(AuditRecord.newest(query))
                .arg(AuditRecord.oldest(query))
                .send()
                .map(AuditRecord::page);
    }

    Future<List<Spending>> spending(Optional<String> key) {
        return namespace
                .call(LuaScript.SPENDING)
                .arg(key.orElse(""))
                .arg(Broker.MAX_SPENDING_KEYS)
                .send()
                .map(SpendingRecord::read);
    }

    Future<FleetStats> stats() {
        return namespace
                .call(LuaScript.STATS)
                .arg(Broker.MAX_REPORTED_LANES)
                .send()
                .map(RedisQueryOperations::stats);
    }

    private static FleetStats stats(Response v) {
        long submitted = ScriptReply.number(v, 0);
        long completed = ScriptReply.number(v, 1);
        long failed = ScriptReply.number(v, 2);
        long cancelled = ScriptReply.number(v, 3);
        long running = ScriptReply.number(v, 4);
        long delayed = ScriptReply.number(v, 5);
        List<FleetStats.Lane> lanes = new ArrayList<>();
        for (int i = 10; i < v.size(); i++) {
            lanes.add(lane(ScriptReply.list(v, i)));
        }
        return FleetStats.builder(Times.instant(ScriptReply.number(v, 9)))
                .queued(submitted - completed - failed - cancelled - running - delayed)
                .waitingForPermit(ScriptReply.number(v, 6))
                .delayed(delayed)
                .running(running)
                .submitted(submitted)
                .completed(completed)
                .failed(failed)
                .cancelled(cancelled)
                .workers(ScriptReply.count(v, 7))
                .paused(ScriptReply.number(v, 8) == 1)
                .lanes(lanes)
                .build();
    }

    private static FleetStats.Lane lane(Response v) {
        String name = ScriptReply.text(v, 0);
        boolean placed = name.startsWith("@");
        String[] parts = placed ? new String[] {"", ""} : name.split("\\|", 2);
        return FleetStats.Lane.builder(parts[0])
                .requiredCapabilities(RoutingHeader.names(parts.length > 1 ? parts[1] : ""))
                .workerId(placed ? name.substring(1) : null)
                .queued(ScriptReply.number(v, 1))
                .oldest(Times.duration(ScriptReply.number(v, 2)))
                .servingWorkers(ScriptReply.count(v, 3))
                .build();
    }

    Future<List<WorkerInfo>> workers() {
        return namespace.call(LuaScript.WORKERS).send().compose(answer -> {
            List<String> ids = new ArrayList<>();
            answer.forEach(id -> ids.add(id.toString()));
            return ids.isEmpty()
                    ? Future.succeededFuture(List.of())
                    : Batches.all(ids, WORKERS_AT_ONCE, this::workersOf);
        });
    }

    private Future<List<WorkerInfo>> workersOf(List<String> ids) {
        return namespace
                .call(LuaScript.WORKERS)
                .args(ids)
                .send()
                .map(answer -> Decoding.each("a worker", answer, RedisQueryOperations::worker));
    }

    private static Optional<WorkerInfo> worker(Response v) {
        WorkerInfo worker = WorkerJson.decode("a worker", ScriptReply.bytes(v, 0))
                .lastSeen(Times.instant(ScriptReply.number(v, 1)));
        return Optional.of(ScriptReply.number(v, 2) == 1 ? worker : worker.state(WorkerState.OFFLINE));
    }
}
