package io.codefleet.broker.redis;

import io.codefleet.AuditAction;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.StorageLimits;
import io.codefleet.SubmitRate;
import io.codefleet.Task;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.broker.redis.internal.record.Decoding;
import io.codefleet.broker.redis.internal.record.LabelsRecord;
import io.codefleet.broker.redis.internal.record.OutcomeRecord;
import io.codefleet.broker.redis.internal.record.RoutingHeader;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.record.SpendingRecord;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.broker.redis.internal.script.Scripts;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.RateLimitedException;
import io.codefleet.json.TaskJson;
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

/** Submits tasks and follows them. */
final class RedisSubmitOperations {
    private static final int FOLLOWED_AT_ONCE = 500;

    private final Namespace namespace;

    private record Encoded(Task task, Buffer body, String fingerprint, String labels) {
        int size() {
            return body.length() + labels.length();
        }
    }

    RedisSubmitOperations(Namespace namespace) {
        this.namespace = namespace;
    }

    Future<List<SubmitReply>> submit(List<Task> tasks, AuditAction action) {
        List<Encoded> sound = new ArrayList<>(tasks.size());
        List<SubmitReply> replies = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            try {
                sound.add(encode(task));
                replies.add(SubmitReply.Accepted.INSTANCE);
            } catch (PayloadTooLargeException | InvalidInputException e) {
                replies.add(new SubmitReply.Refused(e));
            } catch (RuntimeException e) {
                replies.add(new SubmitReply.Refused(unencodable(task, e)));
            }
        }
        return submitSound(sound, namespace.who(action)).map(answers -> merge(replies, answers));
    }

    /**
     * Returns the refusal of a task that cannot be encoded, which concerns this task only; the message of the failure may
     * quote the task.
     */
    private static InvalidInputException unencodable(Task task, RuntimeException failure) {
        return new InvalidInputException(
                "task " + task.id(),
                "cannot be written as JSON (" + failure.getClass().getSimpleName() + ")",
                failure);
    }

    private Encoded encode(Task task) {
        int limit = namespace.options().limits().maxPayloadBytes();
        Optional<PayloadTooLargeException> artifacts =
                task.context().agent().artifacts().tooLarge(task.id(), limit);
        if (artifacts.isPresent()) {
            throw artifacts.get();
        }
        Buffer body = TaskJson.encode(task).toBuffer();
        if (body.length() > limit) {
            throw new PayloadTooLargeException("task " + task.id(), body.length(), limit);
        }
        Payloads payloads = namespace.payloads();
        return new Encoded(
                task,
                payloads.seal(PayloadKind.TASK, task.id(), body),
                payloads.fingerprint(task.id(), identity(task, body)),
                LabelsRecord.text(payloads, task, namespace.options().actor()));
    }

    /** Returns the part of a task that distinguishes it from others of its id: the body without the headers. */
    private static Buffer identity(Task task, Buffer body) {
        return task.headers().isEmpty()
                ? body
                : TaskJson.encode(task.headers(Map.of())).toBuffer();
    }

    private static List<SubmitReply> merge(List<SubmitReply> replies, List<SubmitReply> ofSound) {
        int next = 0;
        for (int i = 0; i < replies.size(); i++) {
            if (!(replies.get(i) instanceof SubmitReply.Refused)) {
                replies.set(i, ofSound.get(next++));
            }
        }
        return replies;
    }

    private Future<List<SubmitReply>> submitSound(List<Encoded> tasks, String who) {
        return Batches.join(Batches.split(tasks, Batches.TASKS, Encoded::size).stream()
                .map(batch -> submitBatch(batch, who))
                .toList());
    }

    private Future<List<SubmitReply>> submitBatch(List<Encoded> batch, String who) {
        StorageLimits limits = namespace.options().limits();
        Scripts.Call call = namespace
                .change(LuaScript.SUBMIT)
                .acknowledges()
                .arg(namespace.client())
                .arg(limits.maxQueuedTasks())
                .arg(who)
                .arg(limits.maxQueuedPerLane().orElse(0))
                .arg(limits.submitRate()
                        .map(rate -> Times.micros(rate.interval()))
                        .orElse(0L))
                .arg(limits.submitRate().map(SubmitRate::burst).orElse(0))
                .arg(limits.maxLanes());
        batch.forEach(encoded -> addTask(call, encoded));
        return call.send().map(answer -> {
            List<SubmitReply> replies = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                replies.add(read(batch.get(i).task(), answer, i));
            }
            return replies;
        });
    }

    private static void addTask(Scripts.Call call, Encoded encoded) {
        Task task = encoded.task();
        call.arg(task.id())
                .arg(encoded.body())
                .arg(encoded.fingerprint())
                .arg(RoutingHeader.of(task).text())
                .arg(task.parentId().orElse(""))
                .arg(encoded.labels());
    }

    /** Reads the reply about one task. A reply that cannot be read fails that task only. */
    private SubmitReply read(Task task, Response answer, int index) {
        try {
            String what = "the reply to the submit of task " + task.id();
            return Decoding.decode(what, () -> reply(task, ScriptReply.list(answer, index)));
        } catch (MalformedDataException e) {
            return new SubmitReply.Refused(e);
        }
    }

    private SubmitReply reply(Task task, Response answer) {
        CodefleetOptions options = namespace.options();
        StorageLimits limits = options.limits();
        String text = answer.toString();
        if (text.startsWith("r")) {
            Duration wait = Times.duration(Long.parseLong(text.substring(1)));
            return new SubmitReply.Refused(new RateLimitedException(options.actor(), wait));
        }
        if (text.startsWith("b") && task.allowance().isPresent()) {
            return new SubmitReply.Refused(
                    SpendingRecord.refusal(task.allowance().get(), text));
        }
        return switch (text) {
            case "0" -> SubmitReply.Accepted.INSTANCE;
            case "1" -> new SubmitReply.Refused(new DuplicateTaskException(task.id()));
            case "2" ->
                new SubmitReply.Refused(QueueFullException.ofNamespace(options.namespace(), limits.maxQueuedTasks()));
            case "3" ->
                new SubmitReply.Refused(QueueFullException.ofLane(
                        task.id(), limits.maxQueuedPerLane().orElse(0)));
            case "4" ->
                new SubmitReply.Refused(QueueFullException.ofLanes(task.id(), options.namespace(), limits.maxLanes()));
            default -> new SubmitReply.Ended(OutcomeRecord.read(namespace.payloads(), task.id(), answer, 0));
        };
    }

    Future<FollowReply> follow(List<String> taskIds) {
        return Batches.all(taskIds, FOLLOWED_AT_ONCE, this::followBatch).map(replies -> {
            List<Outcome> ended = new ArrayList<>();
            Set<String> unknown = new HashSet<>();
            replies.forEach(reply -> {
                ended.addAll(reply.ended());
                unknown.addAll(reply.unknown());
            });
            return new FollowReply(ended, unknown);
        });
    }

    /** Asks again for what a reply had no room for. */
    private Future<List<FollowReply>> followBatch(List<String> ids) {
        return namespace
                .call(LuaScript.FOLLOW)
                .arg(namespace.client())
                .arg(Batches.MAX_BYTES)
                .args(ids)
                .send()
                .compose(answer -> {
                    int answeredCount = answeredCount(ids, answer);
                    FollowReply reply = followReply(ids.subList(0, answeredCount), answer);
                    return answeredCount >= ids.size()
                            ? Future.succeededFuture(List.of(reply))
                            : followBatch(ids.subList(answeredCount, ids.size()))
                                    .map(more -> {
                                        List<FollowReply> all = new ArrayList<>(List.of(reply));
                                        all.addAll(more);
                                        return all;
                                    });
                });
    }

    private static int answeredCount(List<String> ids, Response answer) {
        int answeredCount = 1;
        while (answeredCount < ids.size()
                && !ScriptReply.list(answer, answeredCount).toString().equals("2")) {
            answeredCount++;
        }
        return answeredCount;
    }

    private FollowReply followReply(List<String> ids, Response answer) {
        List<Outcome> ended = new ArrayList<>();
        Set<String> unknown = new HashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            Response reply = ScriptReply.list(answer, i);
            if (reply.toString().equals("0")) {
                unknown.add(ids.get(i));
            } else if (!reply.toString().equals("1")) {
                ended.add(OutcomeRecord.read(namespace.payloads(), ids.get(i), reply, 0));
            }
        }
        return new FollowReply(ended, unknown);
    }
}
