package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.internal.orchestration.Runs;
import io.codefleet.mapreduce.Items;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Items of an iterator, which may block: it is asked on a worker thread, and each item is passed on as soon as it is there.
 */
final class PulledItems<T> implements ItemSource<T> {
    private final Items.Pulled<T> items;
    private final Runs runs;
    private final ItemBuffer<T> buffer = new ItemBuffer<>();
    private final Queue<T> pulled = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
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
        Future<List<T>> taken = buffer.take(max);
        pullIfRequested();
        return taken;
    }

    private void pullIfRequested() {
        int requested = buffer.requested();
        if (!pulling && requested > 0) {
            pulling = true;
            runs.vertx()
                    .executeBlocking(() -> pull(requested), false)
                    .onComplete(more -> runs.context().runOnContext(v -> pulled(more)));
        }
    }

    private void pulled(AsyncResult<Boolean> more) {
        pulling = false;
        arrived();
        if (more.failed()) {
            buffer.fail(more.cause());
        } else if (!more.result()) {
            buffer.end();
        }
        pullIfRequested();
    }

    /** Pulls items from the iterator, and returns whether there may be more. */
    private boolean pull(int requested) {
        Iterator<T> from = iterator;
        if (from == null) {
            from = items.iterator().get();
            iterator = from;
        }
        for (int i = 0; i < requested && !closed.get(); i++) {
            if (!from.hasNext()) {
                return false;
            }
            pulled.add(from.next());
            if (ended.compareAndSet(false, true)) {
                runs.context().runOnContext(v -> arrived());
            }
        }
        return true;
    }

    private void arrived() {
        ended.set(false);
        for (T item = pulled.poll(); item != null; item = pulled.poll()) {
            buffer.add(item);
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
