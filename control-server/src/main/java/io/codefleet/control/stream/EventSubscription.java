package io.codefleet.control.stream;

import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscription of one watcher to the events of a fleet: those of {@link SharedEvents} while it keeps up, and a stream of its own
 * from the first event that found no room here. State is confined to the context; methods may be called from any thread.
 */
final class EventSubscription implements EventStream<Frame> {
    private static final Logger log = LoggerFactory.getLogger(EventSubscription.class);
    private static final int CAPACITY = 256;

    private final Context context;
    private final SharedEvents shared;
    private final EventQuery query;
    private final Deque<Frame> queue = new ArrayDeque<>();
    private long demand = Long.MAX_VALUE;
    /** Where the watcher's own stream begins, once the queue is read. */
    private @Nullable String continueAfter;

    private @Nullable EventStream<FleetEvent> own;
    private @Nullable Throwable failure;
    private boolean ended;
    private boolean endDelivered;
    private boolean delivering;
    private @Nullable Handler<Frame> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    EventSubscription(Context context, SharedEvents shared, EventQuery query) {
        this.context = context;
        this.shared = shared;
        this.query = query;
    }

    /** Adds an event of the shared stream; on the context. */
    void offer(FleetEvent event, Frame frame) {
        // One that was read from the shared stream and found no room is read again by the watcher alone.
        if (ended || continueAfter != null || own != null || !query.wants(event)) {
            return;
        }
        queue.addLast(frame);
        if (queue.size() == CAPACITY) {
            continueAfter = event.cursor();
            shared.remove(this);
        }
        deliver();
    }

    /** Reads from the broker; on the context. */
    void readAlone(EventQuery from) {
        if (ended) {
            return;
        }
        EventStream<FleetEvent> stream = shared.alone(from);
        own = stream;
        // One at a time, so that no more than one waits here.
        stream.pause().fetch(1);
        stream.exceptionHandler(cause -> context.runOnContext(v -> fail(cause)));
        stream.endHandler(done -> context.runOnContext(v -> end()));
        stream.handler(event -> context.runOnContext(v -> {
            queue.addLast(SharedEvents.frame(event));
            deliver();
        }));
    }

    /** Ends the stream behind what is in it; on the context. */
    void end() {
        ended = true;
        deliver();
    }

    /** Ends the stream with a failure behind what is in it; on the context. */
    void fail(Throwable cause) {
        if (!ended) {
            failure = cause;
            end();
        }
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            for (Handler<Frame> reader = handler; reader != null && demand > 0 && !queue.isEmpty(); reader = handler) {
                if (demand != Long.MAX_VALUE) {
                    demand--;
                }
                read(reader, queue.removeFirst());
                if (own != null) {
                    own.fetch(1);
                }
            }
        } finally {
            delivering = false;
        }
        if (queue.isEmpty()) {
            afterQueue();
        }
    }

    /** Passes a frame to one reader. A failure of one reader does not affect the others, nor later frames. */
    private static void read(Handler<Frame> reader, Frame frame) {
        try {
            reader.handle(frame);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("an event could not be written to its watcher");
        }
    }

    private void afterQueue() {
        String from = continueAfter;
        if (from != null && !ended) {
            continueAfter = null;
            readAlone(query.after(from));
        } else if (ended && !endDelivered && handler != null) {
            endDelivered = true;
            Handler<Throwable> onFailure = exceptionHandler;
            Handler<Void> onEnd = endHandler;
            if (failure != null && onFailure != null) {
                onFailure.handle(failure);
            }
            if (onEnd != null) {
                onEnd.handle(null);
            }
        }
    }

    private EventSubscription change(Runnable change) {
        if (Vertx.currentContext() == context) {
            // A reader that pauses gets no more of what is queued.
            change.run();
            deliver();
        } else {
            context.runOnContext(v -> {
                change.run();
                deliver();
            });
        }
        return this;
    }

    @Override
    public EventSubscription exceptionHandler(@Nullable Handler<Throwable> value) {
        return change(() -> exceptionHandler = value);
    }

    @Override
    public EventSubscription handler(@Nullable Handler<Frame> value) {
        return change(() -> handler = value);
    }

    @Override
    public EventSubscription endHandler(@Nullable Handler<Void> value) {
        return change(() -> endHandler = value);
    }

    @Override
    public EventSubscription pause() {
        return change(() -> demand = 0);
    }

    @Override
    public EventSubscription resume() {
        return change(() -> demand = Long.MAX_VALUE);
    }

    @Override
    public EventSubscription fetch(long amount) {
        return change(() -> demand = Long.MAX_VALUE - amount < demand ? Long.MAX_VALUE : demand + amount);
    }

    @Override
    public Future<Void> close() {
        context.runOnContext(v -> {
            if (!ended) {
                ended = true;
                endDelivered = true;
                queue.clear();
                shared.remove(this);
                if (own != null) {
                    own.close();
                }
            }
        });
        return Future.succeededFuture();
    }
}
