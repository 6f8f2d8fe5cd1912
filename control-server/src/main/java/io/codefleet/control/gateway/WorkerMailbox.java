package io.codefleet.control.gateway;

import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.log.remote.NumberedSignals.Batch;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The signals to one worker. They are kept until the worker says that it has them, so that none is lost with a connection. Of two
 * waits the later one counts. What a call to the broker brings after its wait has ended is for the next wait. Its methods may be
 * called from any thread.
 */
final class WorkerMailbox {
    /** A wait whose connection is gone takes signals for at most so long. */
    private static final Duration STEP = Duration.ofSeconds(5);

    private static final Batch NOTHING = new Batch(0, List.of());

    private final Function<Duration, Future<List<WorkerSignal>>> receive;
    private final Consumer<WorkerMailbox> whenReceived;
    private volatile @Nullable Batch kept;
    private @Nullable Waiter waiter;
    private volatile boolean isReceiving;

    private record Waiter(Promise<Batch> promise, long deadline) {
        Duration left() {
            return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        }
    }

    /**
     * Creates a mailbox without signals.
     *
     * @param receive asks the broker for the signals of the worker
     * @param whenReceived runs after each answer of the broker
     */
    WorkerMailbox(Function<Duration, Future<List<WorkerSignal>>> receive, Consumer<WorkerMailbox> whenReceived) {
        this.receive = receive;
        this.whenReceived = whenReceived;
    }

    /** Returns whether it holds signals that the worker may not have. */
    boolean hasSignals() {
        return kept != null;
    }

    /** Returns whether the broker has been asked for signals and has not answered. */
    boolean isReceiving() {
        return isReceiving;
    }

    /** Returns the number of the signals that it holds; 0 if it holds none. */
    long held() {
        Batch held = kept;
        return held == null ? 0 : held.number();
    }

    /** Drops the signals of this number, if it holds them. */
    synchronized void drop(long number) {
        if (held() == number) {
            kept = null;
        }
    }

    /** Ends the wait under way without signals. */
    synchronized void endWait() {
        if (waiter != null) {
            waiter.promise().tryComplete(NOTHING);
            waiter = null;
        }
    }

    /** Ends this wait, unless a later one has replaced it. */
    synchronized void endWait(Future<Batch> wait) {
        if (waiter != null && waiter.promise().future() == wait) {
            endWait();
        }
    }

    /**
     * Returns the next signals of the worker.
     *
     * @param last the number of the last signals that the worker has
     */
    synchronized Future<Batch> receive(Duration wait, long last) {
        endWait();
        Batch held = kept;
        if (held != null && held.number() != last) {
            return Future.succeededFuture(held);
        }
        kept = null;
        Waiter next = new Waiter(Promise.promise(), System.nanoTime() + wait.toNanos());
        waiter = next;
        step();
        return next.promise().future();
    }

    private void step() {
        if (waiter == null || isReceiving) {
            return;
        }
        isReceiving = true;
        Duration left = waiter.left();
        receive.apply(left.compareTo(STEP) < 0 ? left : STEP).onComplete(this::received);
    }

    private void received(AsyncResult<List<WorkerSignal>> answer) {
        take(answer);
        whenReceived.accept(this);
    }

    private synchronized void take(AsyncResult<List<WorkerSignal>> answer) {
        isReceiving = false;
        Waiter waiting = waiter;
        if (answer.succeeded() && !answer.result().isEmpty()) {
            Batch batch = new Batch(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE), answer.result());
            kept = batch;
            waiter = null;
            if (waiting != null) {
                waiting.promise().tryComplete(batch);
            }
        } else if (waiting != null && answer.failed()) {
            waiter = null;
            waiting.promise().tryFail(answer.cause());
        } else if (waiting != null && waiting.left().isZero()) {
            waiter = null;
            waiting.promise().tryComplete(NOTHING);
        } else {
            step();
        }
    }
}
