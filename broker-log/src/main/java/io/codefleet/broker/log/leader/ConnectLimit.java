package io.codefleet.broker.log.leader;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Limit of the time in which a process connects. A process that connects may be the one that has to lead. An election or a long log
 * can take longer than the command timeout, and a process that gave up then would begin again, and never lead. So the limit
 * includes one election, and what this process reads before it leads. Lives on one context.
 */
final class ConnectLimit {
    private final Vertx vertx;
    private final Context context;
    private final Duration commandTimeout;
    private final Supplier<Optional<Future<Void>>> takeOver;
    private final Promise<Duration> expired = Promise.promise();
    private boolean cancelled;

    /**
     * Creates the limit for one connection.
     *
     * @param takeOver the last take-over that this process began
     */
    ConnectLimit(Vertx vertx, Context context, Duration commandTimeout, Supplier<Optional<Future<Void>>> takeOver) {
        this.vertx = vertx;
        this.context = context;
        this.commandTimeout = commandTimeout;
        this.takeOver = takeOver;
    }

    /** Begins; the future completes when the time is over, with its length but for the take-over. */
    Future<Duration> begin(Duration election) {
        Duration time = commandTimeout.plus(election);
        vertx.setTimer(time.toMillis(), late -> context.runOnContext(v -> awaitTakeOver(time)));
        return expired.future();
    }

    private void awaitTakeOver(Duration time) {
        Optional<Future<Void>> begun = takeOver.get();
        if (cancelled || begun.isEmpty()) {
            expired.complete(time);
            return;
        }
        // Also after a failure: the client hears of it later than this does.
        begun.get().onComplete(done -> vertx.setTimer(commandTimeout.toMillis(), late -> expired.complete(time)));
    }

    /** Waits for no take-over any more. */
    void cancel() {
        context.runOnContext(v -> cancelled = true);
    }
}
