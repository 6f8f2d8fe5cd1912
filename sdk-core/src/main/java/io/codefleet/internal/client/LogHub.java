package io.codefleet.internal.client;

import io.codefleet.EventStream;
import io.codefleet.LogLines;
import io.codefleet.broker.Broker;
import io.codefleet.internal.batch.GuardedCall;
import io.codefleet.internal.stream.QueuedStream;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;

/** Brings the log lines of workers to the streams that watch them. State is confined to the context. */
final class LogHub {
    private static final int CAPACITY = 100;

    private final Context context;
    private final Broker broker;
    private final List<QueuedStream<LogLines>> streams = new ArrayList<>();

    LogHub(Context context, Broker broker) {
        this.context = context;
        this.broker = broker;
    }

    EventStream<LogLines> open() {
        List<QueuedStream<LogLines>> self = new ArrayList<>(1);
        QueuedStream<LogLines> stream =
                new QueuedStream<>(context, CAPACITY, () -> {}, () -> leave(self.get(0)), new DroppedLines());
        self.add(stream);
        context.runOnContext(v -> {
            streams.add(stream);
            if (streams.size() == 1) {
                GuardedCall.of(broker::watchLogs).onFailure(failure -> context.runOnContext(w -> stream.fail(failure)));
            }
        });
        return stream;
    }

    private void leave(QueuedStream<LogLines> stream) {
        if (streams.remove(stream) && streams.isEmpty()) {
            broker.unwatchLogs();
        }
    }

    /** Handles lines that a worker has sent. Called on the context. */
    void arrived(LogLines lines) {
        List.copyOf(streams).forEach(stream -> stream.offer(lines));
    }

    /** Ends every stream; on the context. */
    void close() {
        List<QueuedStream<LogLines>> all = List.copyOf(streams);
        streams.clear();
        all.forEach(QueuedStream::end);
    }
}
