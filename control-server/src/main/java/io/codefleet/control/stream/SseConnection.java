package io.codefleet.control.stream;

import io.codefleet.EventStream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Function;

/**
 * Writes one stream to one HTTP client. The source is paused while the client's write queue is full, so that the server holds
 * no more than that queue. State is confined to the response's context.
 */
final class SseConnection<T> {
    private static final long KEEP_ALIVE_MILLIS = 15_000;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final EventStream<T> source;
    private final Function<T, SseFrame> frames;

    SseConnection(Vertx vertx, HttpServerResponse response, EventStream<T> source, Function<T, SseFrame> frames) {
        this.vertx = vertx;
        this.response = response;
        this.source = source;
        this.frames = frames;
    }

    void open() {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        response.write(": connected\n\n");
        long keepAlive = vertx.setPeriodic(KEEP_ALIVE_MILLIS, tick -> {
            if (!response.writeQueueFull()) {
                response.write(": keep-alive\n\n");
            }
        });
        response.closeHandler(closed -> {
            vertx.cancelTimer(keepAlive);
            source.close();
        });
        response.drainHandler(drained -> source.resume());
        source.exceptionHandler(failure -> end("error"));
        source.endHandler(ended -> end("end"));
        source.handler(this::write);
    }

    private void write(T item) {
        if (response.closed()) {
            return;
        }
        response.write(frames.apply(item).text());
        if (response.writeQueueFull()) {
            source.pause();
        }
    }

    private void end(String reason) {
        if (!response.closed() && !response.ended()) {
            response.end("event: " + reason + "\ndata: {}\n\n");
        }
    }
}
