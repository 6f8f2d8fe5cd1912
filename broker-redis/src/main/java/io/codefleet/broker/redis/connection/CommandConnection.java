package io.codefleet.broker.redis.connection;

import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection for commands that answer at once. They are pipelined. While it is broken they wait; those that may are sent
 * again when it broke before their answer came; none waits longer than the time limit. An answer that is overdue breaks the
 * connection, as on one that is in order none behind it could come either. Any thread may send.
 */
public final class CommandConnection {
    private static final int MAX_UNDER_WAY = 1 << 16;
    private static final int LONGEST_SWEEP_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final RedisAddress address;
    private final Link link;
    private final Deque<Call> waiting = new ArrayDeque<>();
    private final Deque<Call> sent = new ArrayDeque<>();
    private long sweepTimer = -1;
    private boolean closed;

    private static final class Call {
        final Request request;
        final boolean again;
        final long deadline;
        final Promise<@Nullable Response> answer = Promise.promise();
        boolean answered;

        Call(Request request, boolean again, long deadline) {
            this.request = request;
            this.again = again;
            this.deadline = deadline;
        }
    }

    /**
     * @param enter what is done on each new connection before it is used
     * @param onState told on the context whether calls go through
     */
    public CommandConnection(
            Vertx vertx,
            Context context,
            RedisAddress address,
            Function<RedisConnection, Future<Void>> enter,
            Consumer<Boolean> onState) {
        this.vertx = vertx;
        this.context = context;
        this.address = address;
        this.link = new Link(
                vertx,
                context,
                address,
                MAX_UNDER_WAY,
                enter,
                () -> {
                    onState.accept(true);
                    sendWaiting();
                },
                () -> onState.accept(false));
    }

    /** Connects; fails with a typed error if that cannot be done now. On the context. */
    public Future<Void> open() {
        long every =
                Math.max(1, Math.min(LONGEST_SWEEP_MILLIS, address.timeout().toMillis() / 4));
        sweepTimer = vertx.setPeriodic(every, timer -> sweep());
        return link.open().recover(failure -> Future.failedFuture(Failures.of(address, failure)));
    }

    /**
     * Sends a command.
     *
     * @param again whether it may be sent again when it is unknown whether it was done
     */
    public Future<@Nullable Response> send(Request request, boolean again) {
        Call call =
                new Call(request, again, System.nanoTime() + address.timeout().toNanos());
        if (Vertx.currentContext() == context) {
            accept(call);
        } else {
            context.runOnContext(v -> accept(call));
        }
        return call.answer.future();
    }

    private void accept(Call call) {
        RedisConnection connection = link.connection();
        if (closed) {
            call.answer.tryFail(Failures.closed());
        } else if (connection == null) {
            waiting.addLast(call);
        } else {
            transmit(connection, call);
        }
    }

    private void transmit(RedisConnection connection, Call call) {
        sent.addLast(call);
        connection.send(call.request).onComplete(answer -> {
            if (Vertx.currentContext() == context) {
                answered(connection, call, answer);
            } else {
                context.runOnContext(v -> answered(connection, call, answer));
            }
        });
    }

    private void sendWaiting() {
        RedisConnection connection = link.connection();
        while (connection != null && !waiting.isEmpty()) {
            transmit(connection, waiting.removeFirst());
        }
    }

    private void answered(RedisConnection connection, Call call, AsyncResult<? extends @Nullable Response> answer) {
        call.answered = true;
        while (!sent.isEmpty() && sent.peekFirst().answered) {
            sent.removeFirst();
        }
        if (answer.succeeded()) {
            call.answer.tryComplete(answer.result());
        } else if (closed) {
            call.answer.tryFail(Failures.closed());
        } else if (Failures.isNoScript(answer.cause())) {
            call.answer.tryFail(answer.cause());
        } else if (Failures.isAnswer(answer.cause())) {
            call.answer.tryFail(Failures.of(address, answer.cause()));
        } else {
            unanswered(connection, call, answer.cause());
        }
    }

    private void unanswered(RedisConnection connection, Call call, Throwable cause) {
        if (link.connection() == connection) {
            link.reset();
        }
        if (call.again && !isOver(call)) {
            call.answered = false;
            accept(call);
        } else {
            call.answer.tryFail(Failures.of(address, cause));
        }
    }

    private static boolean isOver(Call call) {
        return System.nanoTime() - call.deadline >= 0;
    }

    private void sweep() {
        Iterator<Call> each = waiting.iterator();
        while (each.hasNext()) {
            Call call = each.next();
            if (isOver(call)) {
                each.remove();
                call.answer.tryFail(new BrokerUnavailableException(
                        "Redis at " + address + " could not be reached within " + address.timeout()
                                + "; is it running there?",
                        null));
            }
        }
        Call oldest = sent.peekFirst();
        if (oldest != null && isOver(oldest)) {
            link.reset();
        }
    }

    /** Disconnects, and fails all that is under way. On the context. */
    public void close() {
        closed = true;
        vertx.cancelTimer(sweepTimer);
        link.close();
        waiting.forEach(call -> call.answer.tryFail(Failures.closed()));
        waiting.clear();
        sent.forEach(call -> call.answer.tryFail(Failures.closed()));
    }
}
