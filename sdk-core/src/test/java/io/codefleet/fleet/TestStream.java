package io.codefleet.fleet;

import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.atomic.AtomicLong;

/** A stream that a test sends, and whose reader's demand it sees. */
final class TestStream<T> implements ReadStream<T> {
    private final AtomicLong demand = new AtomicLong();
    private volatile Handler<Throwable> exceptionHandler = cause -> {};
    private volatile Handler<T> handler = item -> {};
    private volatile Handler<Void> endHandler = end -> {};

    long demand() {
        return demand.get();
    }

    void send(T item) {
        demand.decrementAndGet();
        handler.handle(item);
    }

    void end() {
        endHandler.handle(null);
    }

    void fail(Throwable cause) {
        exceptionHandler.handle(cause);
    }

    @Override
    public ReadStream<T> exceptionHandler(Handler<Throwable> value) {
        exceptionHandler = value;
        return this;
    }

    @Override
    public ReadStream<T> handler(Handler<T> value) {
        handler = value;
        return this;
    }

    @Override
    public ReadStream<T> pause() {
        demand.set(0);
        return this;
    }

    @Override
    public ReadStream<T> resume() {
        demand.set(Long.MAX_VALUE);
        return this;
    }

    @Override
    public ReadStream<T> fetch(long amount) {
        demand.addAndGet(amount);
        return this;
    }

    @Override
    public ReadStream<T> endHandler(Handler<Void> value) {
        endHandler = value;
        return this;
    }
}
