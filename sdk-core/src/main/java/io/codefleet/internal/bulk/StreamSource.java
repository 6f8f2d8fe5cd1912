package io.codefleet.internal.bulk;

import io.codefleet.Task;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Tasks of a Vert.x stream, which is asked for as many as are wanted and no more. State is confined to the context. */
public final class StreamSource implements TaskSource {
    private final ReadStream<Task> stream;
    private final Queue<Task> arrived = new ArrayDeque<>();
    private long asked;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Request request;

    private record Request(int max, Promise<List<Task>> answer) {}

    public StreamSource(Context context, ReadStream<Task> stream) {
        this.stream = stream;
        stream.pause();
        stream.exceptionHandler(cause -> context.runOnContext(v -> {
            failure = cause;
            end();
        }));
        stream.endHandler(end -> context.runOnContext(v -> end()));
        stream.handler(task -> context.runOnContext(v -> {
            asked--;
            arrived.add(task);
            answer();
        }));
    }

    @Override
    public Future<List<Task>> next(int max) {
        Promise<List<Task>> answer = Promise.promise();
        request = new Request(max, answer);
        long missing = max - arrived.size() - asked;
        if (missing > 0 && !ended) {
            asked += missing;
            stream.fetch(missing);
        }
        answer();
        return answer.future();
    }

    private void end() {
        ended = true;
        answer();
    }

    private void answer() {
        Request open = request;
        if (open == null || (arrived.isEmpty() && !ended)) {
            return;
        }
        request = null;
        Throwable cause = failure;
        if (arrived.isEmpty() && cause != null) {
            open.answer().fail(cause);
            return;
        }
        List<Task> batch = new ArrayList<>();
        while (batch.size() < open.max() && !arrived.isEmpty()) {
            batch.add(arrived.remove());
        }
        open.answer().complete(batch);
    }

    /** Leaves the stream paused. */
    @Override
    public void close() {
        if (!ended) {
            stream.pause();
            stream.handler(null);
        }
    }
}
