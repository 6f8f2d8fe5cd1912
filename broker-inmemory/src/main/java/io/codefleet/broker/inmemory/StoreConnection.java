package io.codefleet.broker.inmemory;

import io.codefleet.error.ClosedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Connection by which one client and its views get the answers of a store, until the client closes. May be used from any thread.
 */
final class StoreConnection {
    private final Vertx vertx;
    private final Executor notifier;
    private final Set<Promise<?>> waits = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final boolean answersAtOnce;

    /**
     * Creates a connection to a store.
     *
     * @param notifier runs what the store says, in its order
     * @param answersAtOnce whether the future of a step is complete when the call returns
     */
    StoreConnection(Vertx vertx, Executor notifier, boolean answersAtOnce) {
        this.vertx = vertx;
        this.notifier = notifier;
        this.answersAtOnce = answersAtOnce;
    }

    /** Completes with the answer of a step in a later turn of the caller's event loop. */
    <T> Future<T> answer(Supplier<T> step) {
        if (closed.get()) {
            return Future.failedFuture(new ClosedException("the in-memory broker"));
        }
        if (answersAtOnce) {
            return atOnce(step);
        }
        Promise<T> promise = Promise.promise();
        Context context = vertx.getOrCreateContext();
        try {
            T answer = step.get();
            context.runOnContext(v -> promise.complete(answer));
        } catch (RuntimeException e) {
            context.runOnContext(v -> promise.fail(e));
        }
        return promise.future();
    }

    private static <T> Future<T> atOnce(Supplier<T> step) {
        try {
            return Future.succeededFuture(step.get());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    Future<Void> done(Runnable step) {
        return answer(() -> {
            step.run();
            return (Void) null;
        });
    }

    /**
     * Waits for what the store completes later, or for the time to run out. The end of the time takes its place behind the
     * notifications that the store has already: a store that notifies late, as it is being stored, would otherwise have
     * nothing for a caller that waits a short time.
     */
    <T> Future<T> wait(Promise<T> arrival, Duration limit, Supplier<T> onTimeout) {
        if (closed.get()) {
            return Future.failedFuture(new ClosedException("the in-memory broker"));
        }
        Context context = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        waits.add(arrival);
        long timer = vertx.setTimer(
                Math.max(1, limit.toMillis()), expired -> notifier.execute(() -> arrival.tryComplete(onTimeout.get())));
        arrival.future().onComplete(arrived -> {
            waits.remove(arrival);
            vertx.cancelTimer(timer);
            context.runOnContext(v -> answer.handle(arrived));
        });
        return answer.future();
    }

    boolean isOpen() {
        return !closed.get();
    }

    /** Closes the connection, which refuses every further call, and returns whether it was open. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }

    /** Fails what waits. */
    void endWaits() {
        waits.forEach(wait -> wait.tryFail(new ClosedException("the in-memory broker")));
    }
}
