package io.codefleet.faults.process;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Tries again until it works: what a host does whose broker may be away at its start. */
final class RetryUntilConnected {
    private static final long RETRY_MILLIS = 300;

    private RetryUntilConnected() {}

    static Future<CodefleetClient> connect(Vertx vertx, CodefleetOptions options) {
        return until(vertx, () -> Codefleet.connect(vertx, options));
    }

    static <T> Future<T> until(Vertx vertx, Supplier<Future<T>> call) {
        return call.get().recover(failure -> vertx.timer(RETRY_MILLIS).compose(passed -> until(vertx, call)));
    }
}
