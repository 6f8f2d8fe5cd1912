package io.codefleet;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that can be closed by its reader. Handlers are called on the event loop of the client.
 *
 * @param <T> what it carries
 */
public interface EventStream<T> extends ReadStream<T> {
    @Override
    EventStream<T> exceptionHandler(@Nullable Handler<Throwable> handler);

    @Override
    EventStream<T> handler(@Nullable Handler<T> handler);

    @Override
    EventStream<T> pause();

    @Override
    EventStream<T> resume();

    @Override
    EventStream<T> fetch(long amount);

    @Override
    EventStream<T> endHandler(@Nullable Handler<Void> handler);

    /**
     * Returns how many items were dropped up to now because the reader was slow. In a handler these are older than its item, as
     * the oldest are dropped first. May be called from any thread.
     */
    default long dropped() {
        return 0;
    }

    /** Ends the stream; nothing is delivered afterwards but the end. */
    Future<Void> close();
}
