package io.codefleet.internal.client;

import io.codefleet.EventStream;
import io.codefleet.Progress;
import io.codefleet.TaskHandle;
import io.codefleet.broker.Broker;
import io.codefleet.internal.batch.GuardedCall;
import io.codefleet.internal.stream.QueuedStream;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings the progress of tasks to the streams that watch it. State is confined to the context. */
final class ProgressHub {
    private static final int CAPACITY = 1000;

    private final Context context;
    private final Broker broker;
    private final Map<String, List<QueuedStream<Progress>>> streams = new HashMap<>();

    ProgressHub(Context context, Broker broker) {
        this.context = context;
        this.broker = broker;
    }

    /** Opens a stream of the task's progress that ends with the task. */
    EventStream<Progress> open(TaskHandle handle) {
        String id = handle.id();
        List<QueuedStream<Progress>> self = new ArrayList<>(1);
        QueuedStream<Progress> stream = new QueuedStream<>(context, CAPACITY, () -> {}, () -> leave(id, self.get(0)));
        self.add(stream);
        context.runOnContext(v -> {
            List<QueuedStream<Progress>> watching = streams.computeIfAbsent(id, key -> new ArrayList<>());
            watching.add(stream);
            if (watching.size() == 1) {
                GuardedCall.of(() -> broker.watchProgress(id))
                        .onFailure(failure -> context.runOnContext(w -> stream.fail(failure)));
            }
        });
        handle.outcome()
                .onComplete(ended -> context.runOnContext(v -> {
                    stream.end();
                    leave(id, stream);
                }));
        return stream;
    }

    private void leave(String id, QueuedStream<Progress> stream) {
        List<QueuedStream<Progress>> watching = streams.get(id);
        if (watching != null && watching.remove(stream) && watching.isEmpty()) {
            streams.remove(id);
            broker.unwatchProgress(id);
        }
    }

    /** Handles progress that an attempt has reported. Called on the context. */
    void arrived(Progress progress) {
        List<QueuedStream<Progress>> watching = streams.get(progress.taskId());
        if (watching != null) {
            List.copyOf(watching).forEach(stream -> stream.offer(progress));
        }
    }

    /** Ends every stream; on the context. */
    void close() {
        List<QueuedStream<Progress>> all = new ArrayList<>();
        streams.values().forEach(all::addAll);
        streams.clear();
        all.forEach(QueuedStream::end);
    }
}
