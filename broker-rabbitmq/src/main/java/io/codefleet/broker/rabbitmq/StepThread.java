package io.codefleet.broker.rabbitmq;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A thread that runs blocking steps in their order. Their answers come on the context. Several threads may share a context. */
final class StepThread {
    private final Context context;
    private final WorkerExecutor thread;
    private final String name;
    private final Set<Promise<?>> waiting = ConcurrentHashMap.newKeySet();

    StepThread(Vertx vertx, Context context, String what) {
        this.context = context;
        this.name = "codefleet-rabbitmq-" + what + "-" + UUID.randomUUID();
        this.thread = vertx.createSharedWorkerExecutor(name, 1);
    }

    /** Runs a step; fails with {@link IllegalStateException} when the thread has ended before it could begin. */
    <T extends @Nullable Object> Future<T> run(Callable<T> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> {
            waiting.add(promise);
            try {
                // Unordered: Vert.x has one queue of ordered steps for a whole context. A blocked step there holds up
                // all executors, and one that is closed before its turn stops the queue for good. The order comes from
                // the single thread.
                thread.executeBlocking(() -> begin(promise, step), false).onComplete(answer -> {
                    if (answer.succeeded()) {
                        promise.tryComplete(answer.result());
                    } else {
                        promise.tryFail(answer.cause());
                    }
                });
            } catch (RuntimeException ended) {
                waiting.remove(promise);
                promise.tryFail(ended());
            }
        });
        return promise.future();
    }

    private <T extends @Nullable Object> T begin(Promise<T> promise, Callable<T> step) throws Exception {
        if (!waiting.remove(promise)) {
            throw ended();
        }
        return step.call();
    }

    private IllegalStateException ended() {
        return new IllegalStateException("the thread " + name + " has ended");
    }

    /** Interrupts the step that runs, and fails those that wait, which a closed executor forgets. Never fails. */
    Future<Void> close() {
        return thread.close()
                .otherwiseEmpty()
                .onComplete(closed -> waiting.forEach(promise -> {
                    if (waiting.remove(promise)) {
                        context.runOnContext(v -> promise.tryFail(ended()));
                    }
                }));
    }
}
