package io.codefleet.broker.redis;

import io.codefleet.AuditAction;
import io.codefleet.CancelResult;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.redis.internal.record.CancelRecord;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Cancels a task and its descendants: some children at a time, so that a large family holds Redis for short times only. */
final class Cancels {
    private static final int CHILDREN_AT_ONCE = 1000;
    private static final int KEYS_AT_ONCE = 20;
    private static final String END = "0";

    private final Namespace namespace;

    Cancels(Namespace namespace) {
        this.namespace = namespace;
    }

    Future<CancelResult> cancel(String taskId, String reason) {
        Family family = new Family(taskId, reason);
        return family.cancelEach(List.of(taskId), CancelReason.of(reason), false)
                .compose(own -> {
                    boolean isAlone = family.pending.isEmpty() && family.pages.isEmpty();
                    Future<Void> rest = isAlone
                            ? Future.succeededFuture()
                            : family.cancelRest().compose(done -> grantPermits());
                    return rest.map(done -> own.get(0) == CancelResult.NOT_FOUND
                            ? CancelResult.ofRun(family.ofDescendants)
                            : own.get(0));
                });
    }

    private Future<Void> grantPermits() {
        return namespace
                .change(LuaScript.PLACES)
                .arg(KEYS_AT_ONCE)
                .send()
                .compose(keys -> keys.toInteger() < KEYS_AT_ONCE ? Future.succeededFuture() : grantPermits());
    }

    /** One call: what is left of it, and what it has done. A task may be its own ancestor, so each is cancelled once. */
    private final class Family {
        private final CancelReason reason;
        private final Set<String> seen;
        private final Set<CancelResult> ofDescendants = EnumSet.noneOf(CancelResult.class);
        /** Children that were found and are not yet cancelled. */
        private List<String> pending = new ArrayList<>();
        /** Cursors of the parents that have more children. */
        private final Deque<ChildCursor> pages = new ArrayDeque<>();

        private record ChildCursor(String parent, String from) {}

        Family(String taskId, String reason) {
            this.reason = CancelReason.ofAncestor(taskId, reason);
            this.seen = new HashSet<>(Set.of(taskId));
        }

        Future<Void> cancelRest() {
            if (!pending.isEmpty()) {
                List<String> ids = pending;
                pending = new ArrayList<>();
                return cancelSome(ids, 0).compose(done -> cancelRest());
            }
            ChildCursor next = pages.poll();
            return next == null
                    ? Future.succeededFuture()
                    : namespace
                            .call(LuaScript.CHILDREN)
                            .arg(next.parent())
                            .arg(next.from())
                            .arg(CHILDREN_AT_ONCE)
                            .send()
                            .compose(page -> {
                                addChildren(next.parent(), page);
                                return cancelRest();
                            });
        }

        /**
         * Cancels the tasks in batches, one batch after the other. The next call must not wait behind so many that its time
         * is over before its turn.
         */
        private Future<Void> cancelSome(List<String> ids, int from) {
            int to = Math.min(ids.size(), from + CHILDREN_AT_ONCE);
            return cancelEach(ids.subList(from, to), reason, true).compose(results -> {
                ofDescendants.addAll(results);
                return to == ids.size() ? Future.succeededFuture() : cancelSome(ids, to);
            });
        }

        Future<List<CancelResult>> cancelEach(List<String> ids, CancelReason why, boolean children) {
            return Batches.all(
                    ids,
                    Batches.TASKS,
                    batch -> namespace
                            .change(LuaScript.CANCEL)
                            .arg(namespace.who(AuditAction.CANCELLED))
                            .arg(children ? 1 : 0)
                            .buffers(withReason(batch, why))
                            .send()
                            .map(answer -> cancelled(batch, answer)));
        }

        private List<CancelResult> cancelled(List<String> ids, Response answer) {
            List<CancelResult> results = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                results.add(
                        switch ((int) ScriptReply.number(answer, 2 * i)) {
                            case 0 -> CancelResult.NOT_FOUND;
                            case 1 -> CancelResult.ALREADY_ENDED;
                            case 2 -> CancelResult.CANCELLED;
                            default -> CancelResult.REQUESTED;
                        });
                addChildren(ids.get(i), ScriptReply.list(answer, 2 * i + 1));
            }
            return results;
        }

        private void addChildren(String parent, Response page) {
            for (Response child : ScriptReply.list(page, 1)) {
                if (seen.add(child.toString())) {
                    pending.add(child.toString());
                }
            }
            String next = ScriptReply.text(page, 0);
            if (!next.equals(END)) {
                pages.add(new ChildCursor(parent, next));
            }
        }
    }

    private List<Buffer> withReason(List<String> ids, CancelReason reason) {
        return ids.stream()
                .flatMap(id -> Stream.of(Buffer.buffer(id), CancelRecord.write(namespace.payloads(), id, reason)))
                .toList();
    }
}
