package io.codefleet.internal.client;

import io.codefleet.broker.Broker;
import io.codefleet.error.ClosedException;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The way to the broker, which nobody takes any more once the client is closed. May be used from any thread. */
final class BrokerLink {
    private final Broker broker;
    private final AtomicBoolean closed;

    BrokerLink(Broker broker) {
        this(broker, new AtomicBoolean());
    }

    private BrokerLink(Broker broker, AtomicBoolean closed) {
        this.broker = broker;
        this.closed = closed;
    }

    /** Returns a link to a view of the broker, which is closed together with this one. */
    BrokerLink to(Broker view) {
        return new BrokerLink(view, closed);
    }

    /** Calls the broker; fails with {@link ClosedException} after {@link #close()}. */
    <T> Future<T> ask(Function<Broker, Future<T>> call) {
        return closed.get()
                ? Future.failedFuture(new ClosedException("the client"))
                : GuardedCall.of(() -> call.apply(broker));
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Closes the link, which refuses every further call; the broker itself stays open. */
    void close() {
        closed.set(true);
    }
}
