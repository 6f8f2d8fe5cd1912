package io.codefleet;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Creates clients of a fleet.
 *
 * <pre>{@code
 * Codefleet.connect("redis://localhost:6379")
 *     .compose(fleet -> fleet.submitTask(Task.of("Name three kinds of race conditions"))
 *         .compose(TaskHandle::result)
 *         .onSuccess(result -> System.out.println(result.text()))
 *         .eventually(fleet::close))
 *     .onFailure(Throwable::printStackTrace);
 * }</pre>
 *
 * <p>A worker of the same fleet runs the task. With {@code memory:demo} it must be in this process: {@link
 * CodefleetClient#worker}.
 */
public final class Codefleet {

    private Codefleet() {}

    /** Connects with default options; see {@link #connect(Vertx, CodefleetOptions)}. */
    public static Future<CodefleetClient> connect(String uri) {
        try {
            return connect(CodefleetOptions.of(uri));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Connects with a {@code Vertx} of its own, which is closed with the client. */
    public static Future<CodefleetClient> connect(CodefleetOptions options) {
        return CodefleetProvider.load().connect(options);
    }

    /**
     * Connects on the host's {@code Vertx}. Fails with {@link io.codefleet.error.InvalidInputException} if no broker on the
     * class path serves the URI's scheme, with {@link io.codefleet.error.BrokerUnavailableException} if it cannot be
     * reached, and with {@link io.codefleet.error.BrokerRefusedException} if it refuses.
     */
    public static Future<CodefleetClient> connect(Vertx vertx, CodefleetOptions options) {
        return CodefleetProvider.load().connect(vertx, options);
    }
}
