package io.codefleet.broker.log.remote;

import io.codefleet.Outcome;
import io.codefleet.broker.Lease;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.broker.log.codec.TaskForms;
import io.codefleet.broker.log.codec.WorkForms;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Restores in a new session what the client had in the one before: leases, followed tasks and what it watches. It follows tasks in
 * batches whose answers stay small, so that a connection that breaks again leaves fewer to follow. Lives on one context.
 */
final class Resumption {
    private static final int FIRST_BATCH = 4;
    private static final int MAX_BATCH = 1024;
    /** The answer that a batch is meant to have; a connection carries it in the time that one lives at least. */
    private static final int ANSWER_BYTES = 1 << 20;

    private static final Duration RETRY = Duration.ofMillis(500);

    private final Vertx vertx;
    private final FollowedTasks followed;
    private final SessionCalls calls;
    private final Consumer<Outcome> outcomes;
    private final Deque<String> left = new ArrayDeque<>();
    private int batch = FIRST_BATCH;
    private boolean isFollowing;

    /** Makes calls that end with their session. */
    @FunctionalInterface
    interface SessionCalls {
        /** Makes one; it fails when the session ends, and where there is none, for good. */
        <T> Future<T> make(BrokerCall call, FieldWriter arguments, Function<FieldReader, T> reply);
    }

    private record FollowAnswer(int asked, int bytes, List<Outcome> ended) {}

    /**
     * Creates one.
     *
     * @param outcomes receives the outcomes of tasks that ended meanwhile
     */
    Resumption(Vertx vertx, FollowedTasks followed, SessionCalls calls, Consumer<Outcome> outcomes) {
        this.vertx = vertx;
        this.followed = followed;
        this.calls = calls;
        this.outcomes = outcomes;
    }

    /** Renews what the workers hold before any other call: the server lets them read only what they surely hold. */
    void renew() {
        List<Lease> leases = followed.leases();
        if (!leases.isEmpty()) {
            calls.make(
                    BrokerCall.RENEW,
                    new FieldWriter().messages(1, leases, WorkForms::lease).duration(2, followed.leaseTime()),
                    Function.identity());
        }
    }

    /** Watches again what the client watched. */
    void watch() {
        followed.watched()
                .forEach(id ->
                        calls.make(BrokerCall.WATCH_PROGRESS, new FieldWriter().text(1, id), Function.identity()));
        if (followed.watchesLogs()) {
            calls.make(BrokerCall.WATCH_LOGS, new FieldWriter(), Function.identity());
        }
    }

    /**
     * Follows all tasks again, as the leader may not know that they are followed, and delivers the outcomes of those that have ended.
     * One that the leader does not know stays followed: its submit may be under way.
     */
    void follow() {
        left.clear();
        left.addAll(followed.followed());
        next();
    }

    private void next() {
        if (isFollowing || left.isEmpty()) {
            return;
        }
        List<String> ids = new ArrayList<>();
        while (ids.size() < batch && !left.isEmpty()) {
            ids.add(left.remove());
        }
        isFollowing = true;
        calls.make(
                        BrokerCall.FOLLOW,
                        new FieldWriter().texts(1, ids),
                        reply -> new FollowAnswer(ids.size(), reply.length(), reply.messages(1, TaskForms::outcome)))
                .onComplete(done -> {
                    isFollowing = false;
                    if (done.succeeded()) {
                        answered(done.result());
                    } else if (done.cause() instanceof CodefleetException fault && fault.retryable()) {
                        later(ids);
                    } else if (!(done.cause() instanceof ClosedException)) {
                        // An outcome of these cannot be read; the others can still be followed.
                        next();
                    }
                });
    }

    private void answered(FollowAnswer answer) {
        long fitting = (long) answer.asked() * ANSWER_BYTES / Math.max(1, answer.bytes());
        batch = (int) Math.max(1, Math.min(MAX_BATCH, Math.min(2L * batch, fitting)));
        answer.ended().forEach(outcomes);
        next();
    }

    private void later(List<String> ids) {
        left.addAll(ids);
        batch = Math.max(1, batch / 2);
        vertx.setTimer(RETRY.toMillis(), v -> next());
    }
}
