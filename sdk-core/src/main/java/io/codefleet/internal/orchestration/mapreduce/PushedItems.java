package io.codefleet.internal.orchestration.mapreduce;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.util.List;

/** Items of a stream that sends as many as it is asked for. */
final class PushedItems<T> implements ItemSource<T> {
    private final ReadStream<T> stream;
    private final ItemBuffer<T> buffer = new ItemBuffer<>();
    /** Asked for and not come yet. */
    private int asked;

    PushedItems(ReadStream<T> stream, Context context) {
        this.stream = stream;
        stream.pause();
        stream.exceptionHandler(cause -> context.runOnContext(v -> buffer.fail(cause)));
        stream.endHandler(end -> context.runOnContext(v -> buffer.end()));
        stream.handler(item -> context.runOnContext(v -> {
            asked--;
            buffer.add(item);
        }));
    }

    @Override
    public Future<List<T>> next(int max) {
        int more = max - asked - buffer.size();
        if (more > 0) {
            asked += more;
            stream.fetch(more);
        }
        return buffer.take(max);
    }

    /** Closes the source. A stream cannot be cancelled; it stays paused. */
    @Override
    public void close() {
        stream.pause();
    }
}
