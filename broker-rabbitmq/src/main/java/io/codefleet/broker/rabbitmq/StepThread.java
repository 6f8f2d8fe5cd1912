package io.codefleet.broker.rabbitmq;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A thread that runs blocking steps in their order. Their answers come on the context. */
final class StepThread {
    private final Context context;
    private final WorkerExecutor thread;

    StepThread(Vertx vertx, Context context, String what) {
        this.context = context;
        this.thread = vertx.createSharedWorkerExecutor("codefleet-rabbitmq-" + what + "-" + UUID.randomUUID(), 1);
    }

    /** Runs a step; fails with {@link IllegalStateException} when the thread has ended. */
    <T extends @Nullable Object> Future<T> run(Callable<T> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> {
            try {
                thread.executeBlocking(step).onComplete(promise);
            } catch (RuntimeException ended) {
                promise.fail(ended);
            }
        });
        return promise.future();
    }

    Future<Void> close() {
        return thread.close().otherwiseEmpty();
    }
}
