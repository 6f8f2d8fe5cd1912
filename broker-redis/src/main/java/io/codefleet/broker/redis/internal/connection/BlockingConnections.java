package io.codefleet.broker.redis.internal.connection;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections for commands that block: each has one to itself while it waits, and leaves it to the next. One that breaks, or
 * does not answer long after its time, is thrown away with its connection. Any thread may send.
 */
public final class BlockingConnections {
    private static final int MAX_UNDER_WAY = 4;
    /** Shorter than what proxies allow a silent connection, which is a minute at the least. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(45);

    private final Context context;
    private final Dialer dialer;
    private final Deque<AuthenticatedConnection> idle = new ArrayDeque<>();
    private final Set<AuthenticatedConnection> open = new HashSet<>();
    private boolean closed;

    /** Connects when the first command is sent. */
    public BlockingConnections(Context context, Dialer dialer) {
        this.context = context;
        this.dialer = dialer;
    }

    /**
     * Waits in rounds that are not too long for one command.
     *
     * @param command the command that blocks for at most so long
     * @return its answer; null if the time ran out
     */
    public Future<@Nullable Response> await(Duration wait, Function<Duration, Request> command) {
        return await(wait, command, Future.future(never -> {}));
    }

    /**
     * Waits in rounds that are not too long for one command.
     *
     * @param command the command that blocks for at most so long
     * @param end ends the wait, which fails then, with its connection
     * @return its answer; null if the time ran out
     */
    public Future<@Nullable Response> await(Duration wait, Function<Duration, Request> command, Future<Void> end) {
        Duration round = wait.compareTo(LONGEST_ROUND) < 0 ? wait : LONGEST_ROUND;
        Duration left = wait.minus(round);
        return send(command.apply(round), round, end)
                .compose(answer ->
                        answer != null || left.isZero() ? Future.succeededFuture(answer) : await(left, command, end));
    }

    private Future<@Nullable Response> send(Request request, Duration limit, Future<Void> end) {
        Promise<@Nullable Response> answer = Promise.promise();
        context.runOnContext(v -> session()
                .compose(session -> ask(session, request, limit, end))
                .onSuccess(answer::tryComplete)
                .onFailure(failure ->
                        answer.tryFail(closed ? Failures.closed() : Failures.of(dialer.address(), failure))));
        return answer.future();
    }

    private Future<AuthenticatedConnection> session() {
        if (closed) {
            return Future.failedFuture(Failures.closed());
        }
        AuthenticatedConnection free = idle.pollFirst();
        if (free != null) {
            return Future.succeededFuture(free);
        }
        Promise<AuthenticatedConnection> made = Promise.promise();
        dialer.dial(MAX_UNDER_WAY)
                .onComplete(dialed -> context.runOnContext(v -> {
                    if (dialed.failed()) {
                        made.fail(dialed.cause());
                    } else if (closed) {
                        dialed.result().close();
                        made.fail(Failures.closed());
                    } else {
                        open.add(dialed.result());
                        made.complete(dialed.result());
                    }
                }));
        return made.future();
    }

    private Future<@Nullable Response> ask(
            AuthenticatedConnection session, Request request, Duration limit, Future<Void> end) {
        Promise<@Nullable Response> answer = Promise.promise();
        if (end.isComplete()) {
            keep(session);
            return Future.failedFuture(Failures.closed());
        }
        end.onComplete(ended -> context.runOnContext(v -> {
            if (!answer.future().isComplete()) {
                discard(session);
                answer.tryFail(Failures.closed());
            }
        }));
        // An overdue answer is the sign of a dead connection that nobody has closed.
        session.connection()
                .send(request)
                .timeout(limit.plus(dialer.address().timeout()).toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(result -> context.runOnContext(v -> {
                    if (result.succeeded()) {
                        keep(session);
                        answer.tryComplete(result.result());
                    } else {
                        discard(session);
                        answer.tryFail(result.cause());
                    }
                }));
        return answer.future();
    }

    private void keep(AuthenticatedConnection session) {
        if (open.contains(session)) {
            idle.addFirst(session);
            session.connection().endHandler(v -> context.runOnContext(w -> discard(session)));
        }
    }

    private void discard(AuthenticatedConnection session) {
        if (open.remove(session)) {
            idle.remove(session);
            session.close();
        }
    }

    /** Disconnects, and ends every wait. On the context. */
    public void close() {
        closed = true;
        Set.copyOf(open).forEach(this::discard);
    }
}
