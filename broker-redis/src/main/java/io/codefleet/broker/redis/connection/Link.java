package io.codefleet.broker.redis.connection;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that is made anew when it breaks, after waits that double, each with full jitter. Confined to the context.
 */
final class Link {
    private static final Logger log = LoggerFactory.getLogger(Link.class);
    private static final int FIRST_WAIT_MILLIS = 50;
    private static final int MAX_WAIT_MILLIS = 5000;

    private final Vertx vertx;
    private final Context context;
    private final RedisAddress address;
    private final int maxUnderWay;
    private final Function<RedisConnection, Future<Void>> enter;
    private final Runnable onUp;
    private final Runnable onDown;
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private int failures;
    private boolean closed;

    /**
     * @param maxUnderWay how many commands may be under way at once
     * @param enter what is done on each new connection before it is used
     * @param onUp it can be used again, or for the first time
     * @param onDown it is broken
     */
    Link(
            Vertx vertx,
            Context context,
            RedisAddress address,
            int maxUnderWay,
            Function<RedisConnection, Future<Void>> enter,
            Runnable onUp,
            Runnable onDown) {
        this.vertx = vertx;
        this.context = context;
        this.address = address;
        this.maxUnderWay = maxUnderWay;
        this.enter = enter;
        this.onUp = onUp;
        this.onDown = onDown;
    }

    /** Connects for the first time, without a second try. */
    Future<Void> open() {
        return connect();
    }

    /** The connection, if there is one now. */
    @Nullable
    RedisConnection connection() {
        return connection;
    }

    private Future<Void> connect() {
        Redis made = Redis.createClient(vertx, address.options(maxUnderWay));
        client = made;
        Promise<Void> promise = Promise.promise();
        made.connect()
                .compose(fresh -> {
                    // Until it is up, a break is told by the failure of what is done on it.
                    fresh.exceptionHandler(failure -> {});
                    return enter.apply(fresh).map(fresh);
                })
                .timeout(address.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(answer -> context.runOnContext(v -> {
                    if (closed || client != made) {
                        made.close();
                        promise.fail("closed");
                    } else if (answer.failed()) {
                        drop(made);
                        promise.fail(answer.cause());
                    } else {
                        up(made, answer.result());
                        promise.complete();
                    }
                }));
        return promise.future();
    }

    private void up(Redis made, RedisConnection fresh) {
        fresh.endHandler(v -> context.runOnContext(w -> broken(made)));
        fresh.exceptionHandler(failure -> context.runOnContext(w -> broken(made)));
        connection = fresh;
        failures = 0;
        onUp.run();
    }

    private void broken(Redis made) {
        if (client == made && !closed) {
            reset();
        }
    }

    private void drop(Redis made) {
        if (client == made) {
            client = null;
            connection = null;
        }
        made.close();
    }

    /** Gives the connection up, whatever is under way, and makes another. */
    void reset() {
        Redis old = client;
        if (old == null || closed) {
            return;
        }
        drop(old);
        onDown.run();
        reconnectLater();
    }

    private void reconnectLater() {
        long ceiling = Math.min(MAX_WAIT_MILLIS, (long) FIRST_WAIT_MILLIS << Math.min(failures, 10));
        failures++;
        vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(ceiling), timer -> {
            if (!closed) {
                connect().onFailure(this::failedAgain);
            }
        });
    }

    private void failedAgain(Throwable failure) {
        if (!closed) {
            log.atDebug()
                    .addKeyValue("address", address)
                    .addKeyValue("failures", failures)
                    .addKeyValue("reason", failure.getMessage())
                    .log("connecting again failed");
            reconnectLater();
        }
    }

    void close() {
        closed = true;
        Redis old = client;
        if (old != null) {
            drop(old);
        }
    }
}
