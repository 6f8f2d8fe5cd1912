package io.codefleet.broker.redis.internal.connection;

import io.codefleet.Backoff;
import io.codefleet.broker.redis.internal.address.Node;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that is made again when it breaks, to the node that serves then. The waits before that double, each with full
 * jitter, so that a fleet whose Redis comes back does not come all at once. Confined to the context.
 */
final class ReconnectingConnection {
    private static final Logger log = LoggerFactory.getLogger(ReconnectingConnection.class);

    /** The waits between attempts: from nothing to twice these. */
    static final Backoff BACKOFF =
            new Backoff(Backoff.Growth.EXPONENTIAL, Duration.ofMillis(25), Duration.ofMillis(2500), 1);

    private final Vertx vertx;
    private final Context context;
    private final Dialer dialer;
    private final int maxUnderWay;
    private final Owner owner;
    private @Nullable AuthenticatedConnection session;
    private @Nullable Throwable lastFailure;
    private long upSince;
    private int failures;
    private boolean closed;

    /** Owner of the connection. */
    interface Owner extends ConnectionListener {
        /** Prepares a new connection before it is used; called for each one. */
        Future<Void> enter(RedisConnection fresh);
    }

    /**
     * Creates a connection that is made again whenever it breaks.
     *
     * @param maxUnderWay how many commands may be under way at once
     */
    ReconnectingConnection(Vertx vertx, Context context, Dialer dialer, int maxUnderWay, Owner owner) {
        this.vertx = vertx;
        this.context = context;
        this.dialer = dialer;
        this.maxUnderWay = maxUnderWay;
        this.owner = owner;
    }

    /** Returns the connection; null if there is none now. */
    @Nullable
    RedisConnection connection() {
        return session == null ? null : session.connection();
    }

    /** Returns the node of the connection; null if there is none now. */
    @Nullable
    Node node() {
        return session == null ? null : session.node();
    }

    /** Returns why the connection is missing, or why it was missing the last time. */
    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    /** Connects for the first time; a failure is the caller's. */
    Future<Void> connect() {
        Promise<Void> promise = Promise.promise();
        Future<AuthenticatedConnection> dialed = dialer.dial(maxUnderWay).compose(this::entered);
        dialed.timeout(dialer.address().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(answer -> context.runOnContext(v -> {
                    if (answer.failed() || closed) {
                        // also one that comes later than anybody waits for it
                        dialed.onSuccess(AuthenticatedConnection::close);
                        promise.fail(closed ? Failures.closed() : answer.cause());
                    } else {
                        up(answer.result());
                        promise.complete();
                    }
                }));
        return promise.future();
    }

    private Future<AuthenticatedConnection> entered(AuthenticatedConnection fresh) {
        return owner.enter(fresh.connection())
                .timeout(dialer.address().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(fresh)
                .onFailure(failure -> fresh.close());
    }

    private void up(AuthenticatedConnection fresh) {
        fresh.connection().endHandler(v -> context.runOnContext(w -> broken(fresh, "the connection has ended")));
        fresh.connection().exceptionHandler(failure -> context.runOnContext(w -> broken(fresh, failure.getMessage())));
        session = fresh;
        upSince = System.nanoTime();
        owner.up(fresh.node());
    }

    private void broken(AuthenticatedConnection was, @Nullable String reason) {
        if (was.equals(session)) {
            reset(reason);
        }
    }

    /** Closes the connection, whatever is under way, and makes another. */
    void reset(@Nullable String reason) {
        AuthenticatedConnection old = session;
        if (old == null || closed) {
            return;
        }
        session = null;
        old.close();
        log.atInfo()
                .addKeyValue("node", old.node())
                .addKeyValue("reason", reason)
                .log("connection to Redis lost; connecting again");
        // One that is lost again and again as soon as it is made must not be made faster than one that cannot be made.
        if (System.nanoTime() - upSince > BACKOFF.maxDelay().toNanos()) {
            failures = 0;
        }
        owner.down();
        reconnectLater();
    }

    /** Connects as often as it takes. */
    void reconnectLater() {
        failures++;
        long wait = BACKOFF.delayAfter(failures, ThreadLocalRandom.current().nextDouble())
                .toMillis();
        vertx.setTimer(1 + wait, timer -> {
            if (!closed) {
                connect().onComplete(this::tried);
            }
        });
    }

    private void tried(AsyncResult<Void> attempt) {
        if (closed || attempt.succeeded()) {
            return;
        }
        lastFailure = attempt.cause();
        log.atDebug()
                .addKeyValue("address", dialer.address())
                .addKeyValue("failures", failures)
                .addKeyValue("reason", lastFailure.getMessage())
                .log("connecting again failed");
        reconnectLater();
    }

    void close() {
        closed = true;
        AuthenticatedConnection old = session;
        session = null;
        if (old != null) {
            old.close();
        }
    }
}
