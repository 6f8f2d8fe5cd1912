package io.codefleet.orchestration.mapreduce;

import io.codefleet.mapreduce.Items;
import io.codefleet.orchestration.Runs;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Items of an iterator, which may block: it is asked on a worker thread, and each item goes on as soon as it is there.
 */
final class PulledItems<T> implements ItemSource<T> {
    private final Items.Pulled<T> items;
    private final Runs runs;
    private final Arrivals<T> arrivals = new Arrivals<>();
    private final Queue<T> pulled = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Used by one worker thread at a time. */
    private @Nullable Iterator<T> iterator;

    private boolean pulling;

    PulledItems(Items.Pulled<T> items, Runs runs) {
        this.items = items;
        this.runs = runs;
    }

    @Override
    public Future<List<T>> next(int max) {
        Future<List<T>> taken = arrivals.take(max);
        pullIfWanted();
        return taken;
    }

    private void pullIfWanted() {
        int wanted = arrivals.wanted();
        if (!pulling && wanted > 0) {
            pulling = true;
            runs.vertx()
                    .executeBlocking(() -> pull(wanted), false)
                    .onComplete(more -> runs.context().runOnContext(v -> pulled(more)));
        }
    }

    private void pulled(AsyncResult<Boolean> more) {
        pulling = false;
        arrived();
        if (more.failed()) {
            arrivals.fail(more.cause());
        } else if (!more.result()) {
            arrivals.end();
        }
        pullIfWanted();
    }

    /** Whether there may be more. */
    private boolean pull(int wanted) {
        Iterator<T> from = iterator;
        if (from == null) {
            from = items.iterator().get();
            iterator = from;
        }
        for (int i = 0; i < wanted && !closed.get(); i++) {
            if (!from.hasNext()) {
                return false;
            }
            pulled.add(from.next());
            if (told.compareAndSet(false, true)) {
                runs.context().runOnContext(v -> arrived());
            }
        }
        return true;
    }

    private void arrived() {
        told.set(false);
        for (T item = pulled.poll(); item != null; item = pulled.poll()) {
            arrivals.add(item);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // What closes a stream of files or rows may block too; nothing of the run depends on it.
            runs.vertx()
                    .executeBlocking(
                            () -> {
                                items.onEnd().run();
                                return true;
                            },
                            false);
        }
    }
}
