package io.codefleet.internal.stream;

import io.codefleet.EventStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream fed from one side and read from the other. It holds back while its reader is paused; over its capacity the oldest
 * items are dropped.
 *
 * <p>All state is confined to the context; methods may be called from any thread.
 *
 * @param <T> what it carries
 */
public final class QueuedStream<T> implements EventStream<T> {
    private static final Logger log = LoggerFactory.getLogger(QueuedStream.class);

    private final Context context;
    private final int capacity;
    private final Runnable onDemand;
    private final Runnable onClosed;
    private final DropRecord<T> drops;
    private final AtomicLong dropped = new AtomicLong();
    private final Deque<T> queue = new ArrayDeque<>();
    private long demand = Long.MAX_VALUE;
    private boolean ended;
    private boolean closed;
    private boolean endDelivered;
    private boolean delivering;
    private @Nullable Handler<T> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * Creates a stream.
     *
     * @param capacity how many undelivered items it holds
     * @param onDemand called on the context when the reader wants more than there is
     * @param onClosed called on the context once, when the reader closes it
     */
    public QueuedStream(Context context, int capacity, Runnable onDemand, Runnable onClosed) {
        this(context, capacity, onDemand, onClosed, DropRecord.none());
    }

    /**
     * Creates a stream whose items report what was dropped.
     *
     * @param capacity how many undelivered items it holds
     * @param onDemand called on the context when the reader wants more than there is
     * @param onClosed called on the context once, when the reader closes it
     * @param drops records what is dropped, and makes the items report it
     */
    public QueuedStream(Context context, int capacity, Runnable onDemand, Runnable onClosed, DropRecord<T> drops) {
        this.context = context;
        this.capacity = capacity;
        this.onDemand = onDemand;
        this.onClosed = onClosed;
        this.drops = drops;
    }

    /** Adds an item; call it on the context. */
    public void offer(T item) {
        if (ended) {
            return;
        }
        if (queue.size() == capacity) {
            drops.add(queue.removeFirst());
            dropped.incrementAndGet();
        }
        queue.addLast(item);
        deliver();
    }

    /** Ends the stream behind what is in it; call it on the context. */
    public void end() {
        ended = true;
        deliver();
    }

    /** Ends the stream with an error, which goes to the exception handler; call it on the context. */
    public void fail(Throwable cause) {
        if (ended) {
            return;
        }
        Handler<Throwable> onFailure = exceptionHandler;
        if (onFailure != null) {
            callHandler(() -> onFailure.handle(cause));
        }
        end();
    }

    /** Returns whether the reader waits for an item. Call it on the context. */
    public boolean hasDemand() {
        return !ended && handler != null && demand > 0 && queue.isEmpty();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            for (Handler<T> reader = handler; reader != null && demand > 0; reader = handler) {
                Optional<T> next = next();
                if (next.isEmpty()) {
                    break;
                }
                if (demand != Long.MAX_VALUE) {
                    demand--;
                }
                read(reader, next.get());
            }
        } finally {
            delivering = false;
        }
        Handler<Void> onEnd = endHandler;
        if (ended && queue.isEmpty() && !endDelivered && onEnd != null) {
            endDelivered = true;
            callHandler(() -> onEnd.handle(null));
        } else if (hasDemand()) {
            onDemand.run();
        }
    }

    private Optional<T> next() {
        if (closed) {
            return Optional.empty();
        }
        return queue.isEmpty() ? drops.rest() : Optional.of(drops.reportedWith(queue.removeFirst()));
    }

    private static <E> void read(Handler<E> reader, E item) {
        callHandler(() -> reader.handle(item));
    }

    /**
     * Calls a handler of the reader and logs its failure, which is its own: others read the same, and more items are to come.
     */
    private static void callHandler(Runnable reading) {
        try {
            reading.run();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("a handler of a stream failed");
        }
    }

    private QueuedStream<T> change(Runnable change) {
        if (Vertx.currentContext() == context) {
            // A reader that pauses in its handler gets no more, however many items arrive before the context is free.
            change.run();
            context.runOnContext(v -> deliver());
        } else {
            later(change);
        }
        return this;
    }

    private void later(Runnable change) {
        context.runOnContext(v -> {
            change.run();
            deliver();
        });
    }

    @Override
    public QueuedStream<T> exceptionHandler(@Nullable Handler<Throwable> value) {
        return change(() -> exceptionHandler = value);
    }

    @Override
    public QueuedStream<T> handler(@Nullable Handler<T> value) {
        return change(() -> handler = value);
    }

    @Override
    public QueuedStream<T> endHandler(@Nullable Handler<Void> value) {
        return change(() -> endHandler = value);
    }

    @Override
    public QueuedStream<T> pause() {
        return change(() -> demand = 0);
    }

    @Override
    public QueuedStream<T> resume() {
        return change(() -> demand = Long.MAX_VALUE);
    }

    @Override
    public QueuedStream<T> fetch(long amount) {
        return change(() -> demand = Long.MAX_VALUE - amount < demand ? Long.MAX_VALUE : demand + amount);
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    @Override
    public Future<Void> close() {
        later(() -> {
            if (!ended) {
                queue.clear();
                closed = true;
                ended = true;
                onClosed.run();
            }
        });
        return Future.succeededFuture();
    }
}
