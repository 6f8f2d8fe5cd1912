package io.codefleet;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;

/**
 * A stream that can be closed by its reader. Handlers are called on the event loop of the client.
 *
 * @param <T> what it carries
 */
public interface EventStream<T> extends ReadStream<T> {
    @Override
    EventStream<T> exceptionHandler(Handler<Throwable> handler);

    @Override
    EventStream<T> handler(Handler<T> handler);

    @Override
    EventStream<T> pause();

    @Override
    EventStream<T> resume();

    @Override
    EventStream<T> fetch(long amount);

    @Override
    EventStream<T> endHandler(Handler<Void> handler);

    /** Ends the stream; nothing is delivered afterwards but the end. */
    Future<Void> close();
}
