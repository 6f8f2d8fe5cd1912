package io.codefleet.internal.orchestration;

import io.codefleet.EventStream;
import io.codefleet.RunProgress;
import io.codefleet.internal.stream.QueuedStream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Feed of a run's progress to its watchers: at once, then at changes some times a second, and once more at the end. A slow
 * watcher gets the newest. Without watchers it costs nothing. Confined to the context, except {@link #open}.
 */
public final class ProgressFeed {
    private static final long PACE_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final Supplier<RunProgress> now;
    private final List<QueuedStream<RunProgress>> watchers = new ArrayList<>();
    private boolean due;
    private boolean ended;

    /**
     * Creates the feed of one run.
     *
     * @param now how far the run is; called on the context
     */
    public ProgressFeed(Vertx vertx, Context context, Supplier<RunProgress> now) {
        this.vertx = vertx;
        this.context = context;
        this.now = now;
    }

    /** Opens the stream of a new watcher; from any thread. */
    public EventStream<RunProgress> open() {
        List<QueuedStream<RunProgress>> self = new ArrayList<>(1);
        QueuedStream<RunProgress> watcher = new QueuedStream<>(context, 1, () -> {}, () -> watchers.removeAll(self));
        self.add(watcher);
        context.runOnContext(v -> {
            watcher.offer(now.get());
            if (ended) {
                watcher.end();
            } else {
                watchers.add(watcher);
            }
        });
        return watcher;
    }

    /** Notifies the watchers that something has changed. Called on the context. */
    public void changed() {
        if (!due && !watchers.isEmpty()) {
            due = true;
            vertx.setTimer(
                    PACE_MILLIS,
                    timer -> context.runOnContext(v -> {
                        due = false;
                        publish();
                    }));
        }
    }

    private void publish() {
        if (!watchers.isEmpty()) {
            RunProgress progress = now.get();
            List.copyOf(watchers).forEach(watcher -> watcher.offer(progress));
        }
    }

    /** Ends the streams of the watchers, as the run is over. Called on the context. */
    public void end() {
        ended = true;
        publish();
        List.copyOf(watchers).forEach(QueuedStream::end);
        watchers.clear();
    }
}
