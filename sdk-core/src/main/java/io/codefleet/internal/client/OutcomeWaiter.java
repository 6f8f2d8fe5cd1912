package io.codefleet.internal.client;

import io.codefleet.Outcome;
import io.codefleet.broker.Broker;
import io.codefleet.broker.FollowReply;
import io.codefleet.error.ClosedException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings outcomes to those who wait. A notification is enough in the normal case; each wait is polled for too, so that a lost
 * notification only delays. State is confined to the context.
 */
final class OutcomeWaiter {
    private static final Logger log = LoggerFactory.getLogger(OutcomeWaiter.class);
    /** How many ids one poll asks for, and how many calls one round of polling makes. */
    private static final int POLL_BATCH = 500;

    private static final int POLL_CALLS = 20;

    private final Context context;
    private final Broker broker;
    private final Map<String, Wait> waits = new LinkedHashMap<>();
    private final EarlyOutcomes early = new EarlyOutcomes();
    /** Ids that the next poll asks for: the waits that begin in one turn of the event loop share a call. */
    private final List<String> askSoon = new ArrayList<>();

    private long round;
    private boolean closed;

    /** Waiters for one task, with the round since which the first of them waits, and whether its outcome is sent here. */
    private record Wait(Set<Promise<Outcome>> promises, long sinceRound, boolean expected) {
        void complete(Outcome outcome) {
            promises.forEach(promise -> promise.tryComplete(outcome));
        }

        void fail(RuntimeException failure) {
            promises.forEach(promise -> promise.tryFail(failure));
        }
    }

    OutcomeWaiter(Context context, Broker broker) {
        this.context = context;
        this.broker = broker;
    }

    /**
     * Keeps the outcomes of tasks that are about to be submitted until they are asked for. From any thread. Outcomes are handled on
     * the context too, so that those of a later submit find it done.
     */
    void expect(List<String> taskIds) {
        context.runOnContext(v -> {
            if (!closed) {
                taskIds.forEach(early::expect);
            }
        });
    }

    /** Waits for an outcome. From any thread. */
    Future<Outcome> await(String taskId) {
        Promise<Outcome> promise = Promise.promise();
        context.runOnContext(v -> begin(taskId, promise));
        return promise.future();
    }

    /**
     * Waits as {@link #await(String)} does, for at most this long and until a future completes. It keeps nothing of a wait that has
     * ended without an outcome.
     */
    Future<Optional<Outcome>> await(String taskId, Duration limit, Future<?> until) {
        Promise<Outcome> promise = Promise.promise();
        Promise<Optional<Outcome>> answer = Promise.promise();
        context.runOnContext(v -> {
            Runnable leave = () -> {
                leave(taskId, promise);
                answer.tryComplete(Optional.empty());
            };
            long timer = context.owner().setTimer(Math.max(1, limit.toMillis()), expired -> leave.run());
            answer.future().onComplete(ended -> context.owner().cancelTimer(timer));
            promise.future().onComplete(outcome -> answer.tryComplete(Optional.of(outcome)), answer::tryFail);
            begin(taskId, promise);
            until.onComplete(over -> context.runOnContext(w -> leave.run()));
        });
        return answer.future();
    }

    private void begin(String taskId, Promise<Outcome> promise) {
        if (closed) {
            promise.fail(new ClosedException("the client"));
            return;
        }
        boolean expected = early.isComplete(taskId);
        @Nullable Outcome known = early.take(taskId);
        if (known != null) {
            promise.complete(known);
            return;
        }
        Wait wait = waits.get(taskId);
        if (wait == null) {
            wait = new Wait(new LinkedHashSet<>(), round, expected);
            waits.put(taskId, wait);
            if (!expected) {
                pollSoon(taskId);
            }
        }
        wait.promises().add(promise);
    }

    private void pollSoon(String taskId) {
        askSoon.add(taskId);
        if (askSoon.size() == 1) {
            context.runOnContext(v -> {
                List<String> ids = List.copyOf(askSoon);
                askSoon.clear();
                pollInBatches(ids);
            });
        }
    }

    /** Ends a wait without an outcome. The submitter may ask again, so that an outcome which comes meanwhile is kept. */
    private void leave(String taskId, Promise<Outcome> promise) {
        Wait wait = waits.get(taskId);
        if (wait != null && wait.promises().remove(promise) && wait.promises().isEmpty()) {
            waits.remove(taskId);
            if (wait.expected() && !closed) {
                early.expect(taskId);
            }
        }
    }

    /** Returns for how many tasks somebody waits; on the context. */
    int waiting() {
        return waits.size();
    }

    /** Handles an outcome that has come. Called on the context. */
    void arrived(Outcome outcome) {
        Wait wait = waits.remove(outcome.taskId());
        if (wait != null) {
            wait.complete(outcome);
        } else if (!closed) {
            early.put(outcome);
        }
    }

    /** Asks for what has been awaited since before the last round; on the context, every poll interval. */
    void pollRound() {
        List<String> due = new ArrayList<>();
        for (Map.Entry<String, Wait> entry : waits.entrySet()) {
            if (entry.getValue().sinceRound() < round) {
                due.add(entry.getKey());
            }
            if (due.size() == POLL_BATCH * POLL_CALLS) {
                break;
            }
        }
        round++;
        // To the end of the line, so that all get their turn when there are more than one round asks for.
        for (String id : due) {
            Wait wait = waits.remove(id);
            if (wait != null) {
                waits.put(id, wait);
            }
        }
        pollInBatches(due);
    }

    private void pollInBatches(List<String> ids) {
        for (int from = 0; from < ids.size(); from += POLL_BATCH) {
            poll(ids.subList(from, Math.min(ids.size(), from + POLL_BATCH)));
        }
    }

    private void poll(List<String> ids) {
        GuardedCall.of(() -> broker.follow(ids))
                .onComplete(answer -> context.runOnContext(v -> {
                    if (answer.succeeded()) {
                        arrived(answer.result());
                    } else {
                        log.atDebug().setCause(answer.cause()).log("asking for outcomes failed; asked again later");
                    }
                }));
    }

    private void arrived(FollowReply reply) {
        reply.ended().forEach(this::arrivedIfAwaited);
        for (String id : reply.unknown()) {
            Wait wait = waits.remove(id);
            if (wait != null) {
                wait.fail(new TaskNotFoundException(id));
            }
        }
    }

    private void arrivedIfAwaited(Outcome outcome) {
        if (waits.containsKey(outcome.taskId())) {
            arrived(outcome);
        }
    }

    /** Fails every wait; on the context. */
    void close() {
        closed = true;
        early.clear();
        Iterator<Wait> each = List.copyOf(waits.values()).iterator();
        waits.clear();
        while (each.hasNext()) {
            each.next().fail(new ClosedException("the client"));
        }
    }
}
