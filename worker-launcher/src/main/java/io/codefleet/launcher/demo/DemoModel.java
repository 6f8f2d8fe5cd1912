package io.codefleet.launcher.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * The scripted model of the demo's tasks.
 *
 * @param openCodeConfig a configuration of OpenCode that knows no other model, as JSON
 * @param closing ends its server
 */
public record DemoModel(String openCodeConfig, Closing closing) {
    /** Ends something. */
    @FunctionalInterface
    public interface Closing {
        /** Ends it. */
        Future<Void> close();
    }

    /** Starts its server on a free port of the loopback interface. */
    public static Future<DemoModel> start(Vertx vertx) {
        return Future.failedFuture(new IllegalStateException("the scripted model is not there yet"));
    }
}
