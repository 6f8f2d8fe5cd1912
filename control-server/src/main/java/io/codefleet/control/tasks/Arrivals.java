package io.codefleet.control.tasks;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items from other threads for one context, which takes those of a moment together: to wake a thread takes longer than most of
 * them. {@link #add} may be called from any thread; all else happens on the context.
 *
 * @param <T> an item
 */
final class Arrivals<T> {
    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);
    private static final Duration GATHER = Duration.ofMillis(10);

    private final Vertx vertx;
    private final Context context;
    private final Consumer<T> taker;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Arrivals(Vertx vertx, Context context, Consumer<T> taker) {
        this.vertx = vertx;
        this.context = context;
        this.taker = taker;
    }

    /** Adds an item, which is taken in a moment, in the order of the calls. */
    void add(T item) {
        waiting.add(item);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(v -> vertx.setTimer(GATHER.toMillis(), due -> {
                // What is added from here on is either taken below or scheduled again.
                scheduled.set(false);
                takeAll();
            }));
        }
    }

    /** Takes at once what has arrived. */
    void takeAll() {
        for (T item = waiting.poll(); item != null; item = waiting.poll()) {
            try {
                taker.accept(item);
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("an item was not taken; those behind it are");
            }
        }
    }
}
