package io.codefleet.internal.client;

import io.codefleet.broker.Broker;
import io.codefleet.error.ClosedException;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.Future;
import java.util.function.Function;

/** The way to the broker, which nobody takes any more once the client is closed. May be used from any thread. */
final class BrokerLink {
    private final Broker broker;
    private volatile boolean closed;

    BrokerLink(Broker broker) {
        this.broker = broker;
    }

    /** Asks the broker; fails with {@link ClosedException} after {@link #close()}. */
    <T> Future<T> ask(Function<Broker, Future<T>> call) {
        return closed
                ? Future.failedFuture(new ClosedException("the client"))
                : GuardedCall.of(() -> call.apply(broker));
    }

    boolean isClosed() {
        return closed;
    }

    /** Lets no further call through; the broker itself stays open. */
    void close() {
        closed = true;
    }
}
