package io.codefleet.mcp;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The calls that wait, of all clients together. Its methods may be called from any thread. */
final class OpenWaits {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    OpenWaits(int limit) {
        this.limit = limit;
    }

    /**
     * Makes a call that waits at its end. It is refused before it has done anything: a client that hears of a failure after its task
     * was submitted would submit it again.
     *
     * @param caller whose place is free as soon as the call has ended or nobody waits for its answer any more
     * @param wait how long it waits; a call that does not wait is not counted
     */
    <T> Future<T> within(ToolCaller caller, Duration wait, Supplier<Future<T>> call) {
        if (wait.isZero()) {
            return call.get();
        }
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return Future.failedFuture(new TooManyWaitsException(limit));
        }
        AtomicBoolean free = new AtomicBoolean();
        caller.gone().ifPresent(gone -> gone.onComplete(left -> release(free)));
        return Future.succeededFuture().compose(begun -> call.get()).onComplete(ended -> release(free));
    }

    private void release(AtomicBoolean free) {
        if (free.compareAndSet(false, true)) {
            open.decrementAndGet();
        }
    }
}
