package io.codefleet.control.server;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Brings results back to the context that asked for them. A request is read and answered on the context of its connection. */
public final class OwnContext {
    private OwnContext() {}

    /** Returns a future of the same result that completes on the context of the caller. */
    public static <T> Future<T> of(Vertx vertx, Future<T> asked) {
        Context own = vertx.getOrCreateContext();
        if (asked.isComplete()) {
            // The future itself may call back on another context although it is complete.
            return asked.succeeded() ? Future.succeededFuture(asked.result()) : Future.failedFuture(asked.cause());
        }
        Promise<T> here = Promise.promise();
        asked.onComplete(done -> {
            if (Vertx.currentContext() == own) {
                complete(here, done);
            } else {
                own.runOnContext(then -> complete(here, done));
            }
        });
        return here.future();
    }

    private static <T> void complete(Promise<T> promise, AsyncResult<T> result) {
        if (result.succeeded()) {
            promise.complete(result.result());
        } else {
            promise.fail(result.cause());
        }
    }
}
