package io.codefleet.internal.bulk;

import io.codefleet.Task;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Tasks of an iterator, which may block: it is asked on a worker thread. */
public final class IteratorSource implements TaskSource {
    /** A slow iterator's first tasks need not wait until it has a batch of them. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private final Context context;
    private final Iterator<Task> tasks;
    private final Runnable onClosed;
    private boolean asked;

    public IteratorSource(Context context, Iterator<Task> tasks, Runnable onClosed) {
        this.context = context;
        this.tasks = tasks;
        this.onClosed = onClosed;
    }

    @Override
    public Future<List<Task>> next(int max) {
        asked = true;
        return context.executeBlocking(() -> take(max));
    }

    private List<Task> take(int max) {
        List<Task> batch = new ArrayList<>();
        long begun = System.nanoTime();
        while (batch.size() < max && tasks.hasNext()) {
            batch.add(tasks.next());
            if (System.nanoTime() - begun > LINGER.toNanos()) {
                break;
            }
        }
        return batch;
    }

    @Override
    public void close() {
        if (!asked) {
            onClosed.run();
            return;
        }
        // Behind a call that may be under way: the host's iterator is not made for two threads.
        context.executeBlocking(() -> {
            onClosed.run();
            return true;
        });
    }
}
