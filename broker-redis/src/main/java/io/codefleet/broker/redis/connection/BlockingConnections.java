package io.codefleet.broker.redis.connection;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
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

    private final Vertx vertx;
    private final Context context;
    private final RedisAddress address;
    private final Deque<Seat> idle = new ArrayDeque<>();
    private final Set<Redis> clients = new HashSet<>();
    private boolean closed;

    private record Seat(Redis client, RedisConnection connection) {}

    /** Connects when the first command is sent. */
    public BlockingConnections(Vertx vertx, Context context, RedisAddress address) {
        this.vertx = vertx;
        this.context = context;
        this.address = address;
    }

    /**
     * Waits in rounds that are not too long for one command.
     *
     * @param command the command that blocks for at most so long
     * @return its answer; null if the time ran out
     */
    public Future<@Nullable Response> await(Duration wait, Function<Duration, Request> command) {
        Duration round = wait.compareTo(LONGEST_ROUND) < 0 ? wait : LONGEST_ROUND;
        Duration left = wait.minus(round);
        return send(command.apply(round), round)
                .compose(answer -> answer != null || left.isZero() ? Future.succeededFuture(answer) : await(left, command));
    }

    private Future<@Nullable Response> send(Request request, Duration limit) {
        Promise<@Nullable Response> answer = Promise.promise();
        context.runOnContext(v -> seat().compose(seat -> ask(seat, request, limit))
                .onSuccess(answer::tryComplete)
                .onFailure(failure -> answer.tryFail(
                        closed ? Failures.closed() : Failures.of(address, failure))));
        return answer.future();
    }

    private Future<Seat> seat() {
        if (closed) {
            return Future.failedFuture(Failures.closed());
        }
        Seat free = idle.pollFirst();
        if (free != null) {
            return Future.succeededFuture(free);
        }
        Redis client = Redis.createClient(vertx, address.options(MAX_UNDER_WAY));
        clients.add(client);
        return client.connect()
                .timeout(address.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(connection -> {
                    // A break is told by the failure of the command that waits.
                    connection.exceptionHandler(failure -> {});
                    return new Seat(client, connection);
                })
                .onFailure(failure -> discard(client));
    }

    private Future<@Nullable Response> ask(Seat seat, Request request, Duration limit) {
        Promise<@Nullable Response> answer = Promise.promise();
        seat.connection()
                .send(request)
                .timeout(limit.plus(address.timeout()).toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(result -> context.runOnContext(v -> {
                    if (result.succeeded()) {
                        keep(seat);
                        answer.complete(result.result());
                    } else {
                        discard(seat.client());
                        answer.fail(result.cause());
                    }
                }));
        return answer.future();
    }

    private void keep(Seat seat) {
        if (closed) {
            discard(seat.client());
            return;
        }
        idle.addFirst(seat);
        seat.connection()
                .endHandler(v -> context.runOnContext(w -> {
                    idle.remove(seat);
                    discard(seat.client());
                }));
    }

    private void discard(Redis client) {
        if (clients.remove(client)) {
            client.close();
        }
    }

    /** Disconnects, and ends every wait. On the context. */
    public void close() {
        closed = true;
        idle.clear();
        Set.copyOf(clients).forEach(this::discard);
    }
}
