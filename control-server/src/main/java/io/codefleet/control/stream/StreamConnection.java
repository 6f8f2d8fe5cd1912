package io.codefleet.control.stream;

import io.codefleet.EventStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes one stream to one watcher. The source is paused while the watcher's write queue is full, so that the server holds no
 * more than that queue. State is confined to the context on which the connection was opened; items are written on the context of
 * their source.
 */
final class StreamConnection<T> implements OpenStreams.Entry {
    private static final long KEEP_ALIVE_MILLIS = 15_000;

    private final Vertx vertx;
    private final Context context;
    private final OpenStreams open;
    private final FrameSink sink;
    private final EventStream<T> source;
    private final Function<T, Optional<Frame>> frames;
    private Future<Optional<Frame>> first = Future.succeededFuture(Optional.empty());
    private Function<Long, Optional<Frame>> gap = dropped -> Optional.empty();
    private long dropped;
    private long keepAlive;
    private long check;
    private boolean ended;

    StreamConnection(
            Vertx vertx, OpenStreams open, FrameSink sink, EventStream<T> source, Function<T, Optional<Frame>> frames) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.open = open;
        this.sink = sink;
        this.source = source;
        this.frames = frames;
    }

    /** Begins the connection with a frame, and holds the source back until the frame is written. */
    StreamConnection<T> begin(Future<Optional<Frame>> frame) {
        first = frame;
        return this;
    }

    /** Sends a frame in the place of the items that were dropped because the watcher is slow. It gets their number. */
    StreamConnection<T> onDropped(Function<Long, Frame> frame) {
        gap = frame.andThen(Optional::of);
        return this;
    }

    /**
     * Begins the stream.
     *
     * @param permitted whether the watcher may still watch
     * @param interval how often that is asked
     * @param failure turns what the source failed with into a problem document
     */
    void open(Supplier<Future<Boolean>> permitted, Duration interval, Function<Throwable, JsonObject> failure) {
        sink.open();
        keepAlive = vertx.setPeriodic(KEEP_ALIVE_MILLIS, tick -> sink.keepAlive());
        check = vertx.setPeriodic(
                interval.toMillis(),
                tick -> permitted
                        .get()
                        .onSuccess(still -> context.runOnContext(v -> {
                            if (!still) {
                                end(reason("key-ended"));
                            }
                        })));
        sink.onClosed(() -> context.runOnContext(v -> release()));
        sink.onDrained(source::resume);
        source.exceptionHandler(cause -> context.runOnContext(v -> end(Frame.of("error", failure.apply(cause)))));
        source.endHandler(done -> context.runOnContext(v -> end(reason("finished"))));
        if (first.isComplete() && first.succeeded()) {
            source.handler(this::write);
        } else {
            first.onComplete(answer -> context.runOnContext(v -> {
                if (answer.failed()) {
                    end(Frame.of("error", failure.apply(answer.cause())));
                } else if (!ended) {
                    answer.result().ifPresent(sink::write);
                    source.handler(this::write);
                }
            }));
        }
        open.add(this);
        if (sink.closed()) {
            // Before its handlers were set, so that none of them is called.
            context.runOnContext(v -> release());
        }
    }

    private static Frame reason(String reason) {
        return Frame.of("end", new JsonObject().put("reason", reason));
    }

    private void write(T item) {
        long before = source.dropped();
        if (before > dropped) {
            gap.apply(before - dropped).ifPresent(sink::write);
            dropped = before;
        }
        frames.apply(item).ifPresent(sink::write);
        if (sink.full()) {
            source.pause();
            // The queue may have drained, and resumed the source, between these two lines: no other drain would come.
            if (!sink.full()) {
                source.resume();
            }
        }
    }

    @Override
    public Future<Void> endForShutdown() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> end(reason("shutdown")).onComplete(done));
        return done.future();
    }

    private Future<Void> end(Frame last) {
        if (ended) {
            return Future.succeededFuture();
        }
        release();
        return sink.end(last);
    }

    private void release() {
        if (!ended) {
            ended = true;
            vertx.cancelTimer(keepAlive);
            vertx.cancelTimer(check);
            open.remove(this);
            source.close();
        }
    }
}
