package io.codefleet.broker.log.leader;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.error.ClosedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Participation of one process in the leader election of a namespace: it waits for its turn, leads, and waits again. Lives on
 * one context.
 */
public final class LogNode {
    private static final Logger log = LoggerFactory.getLogger(LogNode.class);
    private static final long RETRY_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final CodefleetOptions options;
    private final BrokerLog records;
    private final Supplier<InstantSource> clocks;
    private final LogLimits limits;
    private final LeaderLoad load;
    private final Consumer<Throwable> faults;
    private boolean closed;

    @Nullable
    private Leader leader;

    @Nullable
    private Leadership leadership;

    @Nullable
    private Future<Void> takeOver;

    /**
     * Creates the node of one process.
     *
     * @param clocks returns the clock of a term that begins
     * @param load counts what this process leads
     * @param faults hears why this process could not lead
     */
    LogNode(
            Vertx vertx,
            Context context,
            CodefleetOptions options,
            BrokerLog records,
            Supplier<InstantSource> clocks,
            LogLimits limits,
            LeaderLoad load,
            Consumer<Throwable> faults) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.records = records;
        this.clocks = clocks;
        this.limits = limits;
        this.load = load;
        this.faults = faults;
    }

    /** Begins to wait for its turn. */
    public void start() {
        context.runOnContext(v -> stand());
    }

    private void stand() {
        if (closed) {
            return;
        }
        records.elect(load::delay)
                .onComplete(elected -> context.runOnContext(v -> {
                    if (elected.failed()) {
                        again(elected.cause());
                    } else {
                        lead(elected.result());
                    }
                }));
    }

    private void again(Throwable cause) {
        if (!closed) {
            faults.accept(cause);
            vertx.setTimer(RETRY_MILLIS, v -> stand());
        }
    }

    private void lead(Leadership right) {
        if (closed) {
            right.resign();
            return;
        }
        leadership = right;
        Leader begun = new Leader(vertx, context, options, records, clocks.get(), limits, right);
        leader = begun;
        load.begin();
        begun.ended().onSuccess(cause -> load.end());
        right.lost()
                .onSuccess(v -> context.runOnContext(
                        w -> begun.end(new IllegalStateException("another process leads the namespace"))));
        begun.ended().onSuccess(cause -> context.runOnContext(v -> stop(right, cause)));
        Future<Void> taken = begun.begin();
        takeOver = taken;
        taken.onFailure(begun::end);
    }

    /** Returns the last take-over of this process: done when it leads, or cannot. Empty before the first. */
    Optional<Future<Void>> takeOver() {
        return Optional.ofNullable(takeOver);
    }

    private void stop(Leadership right, Throwable cause) {
        leader = null;
        leadership = null;
        if (!closed) {
            log.warn(
                    "this process no longer leads namespace {} of {}: {}",
                    options.namespace(),
                    options.safeUri(),
                    cause.getMessage());
        }
        right.resign().onComplete(done -> context.runOnContext(v -> again(cause)));
    }

    /** Gives up the leadership; completes when another process can have it. */
    public Future<Void> close() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(v -> {
            closed = true;
            Leadership right = leadership;
            Future<Void> finished = leader == null
                    ? Future.succeededFuture()
                    : leader.finish(new ClosedException("the broker at " + options.safeUri()));
            finished.compose(done -> right == null ? Future.succeededFuture() : right.resign())
                    .onComplete(done -> promise.complete());
        });
        return promise.future();
    }
}
