package io.codefleet.broker.redis.internal.connection;

import io.codefleet.Backoff;
import io.codefleet.broker.redis.internal.address.Node;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.codefleet.time.DurationText;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection for commands that answer at once. They are pipelined. While it is broken they wait; those that may are sent
 * again when it broke before their answer came; those that Redis could not do just then, as it is loading or another node has
 * taken over, are sent again too. None waits longer than the time limit. An answer that is overdue breaks the connection, as on
 * one that is in order none behind it could come either. Any thread may send.
 */
public final class CommandConnection {
    private static final int MAX_UNDER_WAY = 1 << 16;
    private static final int LONGEST_SWEEP_MILLIS = 500;

    /** The waits of a command that Redis could not do just then: from nothing to twice these. */
    private static final Backoff BACKOFF =
            new Backoff(Backoff.Growth.EXPONENTIAL, Duration.ofMillis(25), Duration.ofMillis(250), 1);

    private final Vertx vertx;
    private final Context context;
    private final RedisAddress address;
    private final ReconnectingConnection link;
    private final Deque<Call> waiting = new ArrayDeque<>();
    private final Deque<Call> sent = new ArrayDeque<>();
    private final Set<Call> resting = new HashSet<>();
    private long sweepTimer = -1;
    private boolean closed;

    private static final class Call {
        final Request request;
        final boolean again;
        final int replicas;
        final long deadline;
        final Promise<@Nullable Response> answer = Promise.promise();

        @Nullable
        Throwable refusal;

        int refusals;
        boolean answered;

        Call(Request request, boolean again, int replicas, long deadline) {
            this.request = request;
            this.again = again;
            this.replicas = replicas;
            this.deadline = deadline;
        }
    }

    /**
     * Connects when it is opened.
     *
     * @param enter what is done on each new connection before it is used
     * @param listener called with whether calls go through
     */
    public CommandConnection(
            Vertx vertx,
            Context context,
            Dialer dialer,
            Function<RedisConnection, Future<Void>> enter,
            ConnectionListener listener) {
        this.vertx = vertx;
        this.context = context;
        this.address = dialer.address();
        this.link =
                new ReconnectingConnection(vertx, context, dialer, MAX_UNDER_WAY, new ReconnectingConnection.Owner() {
                    @Override
                    public Future<Void> enter(RedisConnection fresh) {
                        return enter.apply(fresh);
                    }

                    @Override
                    public void up(Node node) {
                        listener.up(node);
                        sendWaiting();
                    }

                    @Override
                    public void down() {
                        listener.down();
                    }
                });
    }

    /** Connects; fails with a typed error if that cannot be done now. On the context. */
    public Future<Void> open() {
        long every =
                Math.max(1, Math.min(LONGEST_SWEEP_MILLIS, address.timeout().toMillis() / 4));
        sweepTimer = vertx.setPeriodic(every, timer -> sweep());
        return link.connect().recover(failure -> Future.failedFuture(Failures.of(address, failure)));
    }

    /** Closes the connection and finds the node that serves now. Called on the context. */
    public void rediscover(String reason) {
        link.reset(reason);
    }

    /**
     * Sends a command.
     *
     * @param again whether it may be sent again when it is unknown whether it was done
     */
    public Future<@Nullable Response> send(Request request, boolean again) {
        return send(request, again, 0);
    }

    /**
     * Sends a command, and answers only when as many replicas have what it wrote.
     *
     * @param again whether it may be sent again when it is unknown whether it was done
     * @param replicas how many; zero for none
     */
    public Future<@Nullable Response> send(Request request, boolean again, int replicas) {
        long deadline = System.nanoTime() + address.timeout().toNanos();
        Call call = new Call(request, again, replicas, deadline);
        if (Vertx.currentContext() == context) {
            accept(call);
        } else {
            runOnContext(call);
        }
        return call.answer.future();
    }

    private void runOnContext(Call call) {
        try {
            context.runOnContext(v -> accept(call));
        } catch (RejectedExecutionException e) {
            // Vert.x was closed
            call.answer.tryFail(Failures.closed());
        }
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
        Future<@Nullable Response> answer = connection.send(call.request);
        Future<@Nullable Response> safe = call.replicas == 0 ? answer : replicated(connection, call.replicas, answer);
        safe.onComplete(result -> {
            if (Vertx.currentContext() == context) {
                answered(connection, call, result);
            } else {
                context.runOnContext(v -> answered(connection, call, result));
            }
        });
    }

    /**
     * Completes with the answer once enough replicas have what the command wrote. WAIT is about the writes of this very
     * connection, so it goes right behind the command.
     */
    private Future<@Nullable Response> replicated(
            RedisConnection connection, int replicas, Future<@Nullable Response> answer) {
        Request wait =
                Request.cmd(Command.WAIT).arg(replicas).arg(address.timeout().toMillis() / 2);
        Future<Response> copies = connection.send(wait);
        return answer.compose(done -> copies.compose(number -> number.toInteger() >= replicas
                ? Future.succeededFuture(done)
                : Future.failedFuture(new BrokerUnavailableException(
                        "Redis at " + address + " has it, but only " + number + " of " + replicas
                                + " replicas; waitReplicas asks for them",
                        null))));
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
        } else {
            failed(connection, call, answer.cause());
        }
    }

    private void failed(RedisConnection connection, Call call, Throwable cause) {
        if (Failures.isNoScript(cause)) {
            call.answer.tryFail(cause);
        } else if (Failures.isElsewhere(cause)) {
            breakOff(connection, cause);
            sendAgainLater(call, cause);
        } else if (Failures.isSoon(cause)) {
            sendAgainLater(call, cause);
        } else if (Failures.isAnswer(cause) || cause instanceof CodefleetException) {
            call.answer.tryFail(Failures.of(address, cause));
        } else {
            unanswered(connection, call, cause);
        }
    }

    private void breakOff(RedisConnection connection, Throwable cause) {
        if (link.connection() == connection) {
            link.reset(cause.getMessage());
        }
    }

    /** Sends a call again after a wait. Redis has not run it, so this may repeat even calls that must not run twice. */
    private void sendAgainLater(Call call, Throwable cause) {
        call.refusal = cause;
        call.refusals++;
        if (isOver(call)) {
            call.answer.tryFail(Failures.of(address, cause));
            return;
        }
        long wait = BACKOFF.delayAfter(
                        call.refusals, ThreadLocalRandom.current().nextDouble())
                .toMillis();
        resting.add(call);
        vertx.setTimer(1 + wait, timer -> {
            if (resting.remove(call)) {
                acceptAgain(call);
            }
        });
    }

    private void acceptAgain(Call call) {
        sent.remove(call);
        call.answered = false;
        accept(call);
    }

    private void unanswered(RedisConnection connection, Call call, Throwable cause) {
        breakOff(connection, cause);
        if (call.again && !isOver(call)) {
            acceptAgain(call);
        } else {
            // what Redis said before says more than a connection that was given up as the time was up
            Throwable refusal = call.refusal;
            call.answer.tryFail(Failures.of(address, call.again && refusal != null ? refusal : cause));
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
                call.answer.tryFail(outOfTime(call));
            }
        }
        Call oldest = sent.peekFirst();
        if (oldest != null && isOver(oldest)) {
            link.reset("no answer within " + DurationText.format(address.timeout()));
        }
    }

    /**
     * Returns the failure of a call whose time is over. It names the last refusal of Redis, or else why the connection is
     * missing.
     */
    private CodefleetException outOfTime(Call call) {
        Throwable refusal = call.refusal;
        if (refusal != null) {
            return Failures.of(address, refusal);
        }
        Throwable reason = link.lastFailure();
        return new BrokerUnavailableException(
                "Redis at " + address + " could not be reached within " + DurationText.format(address.timeout())
                        + (reason == null ? "; is it running there?" : ": " + reason.getMessage()),
                reason);
    }

    /** Disconnects, and fails all that is under way. On the context. */
    public void close() {
        closed = true;
        vertx.cancelTimer(sweepTimer);
        link.close();
        waiting.forEach(call -> call.answer.tryFail(Failures.closed()));
        waiting.clear();
        resting.forEach(call -> call.answer.tryFail(Failures.closed()));
        resting.clear();
        sent.forEach(call -> call.answer.tryFail(Failures.closed()));
    }
}
