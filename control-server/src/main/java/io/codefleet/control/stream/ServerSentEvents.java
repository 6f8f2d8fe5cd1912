package io.codefleet.control.stream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** A watcher by server-sent events. */
final class ServerSentEvents implements FrameSink {
    private final HttpServerResponse response;

    ServerSentEvents(HttpServerResponse response) {
        this.response = response;
    }

    @Override
    public void open() {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        response.write(": connected\n\n");
    }

    @Override
    public void write(Frame frame) {
        if (!closed()) {
            response.write(frame.serverSentEvent());
        }
    }

    @Override
    public void keepAlive() {
        if (!closed() && !full()) {
            response.write(": keep-alive\n\n");
        }
    }

    @Override
    public boolean full() {
        return !closed() && response.writeQueueFull();
    }

    @Override
    public boolean closed() {
        return response.closed() || response.ended();
    }

    @Override
    public void onDrained(Runnable handler) {
        response.drainHandler(drained -> handler.run());
    }

    @Override
    public void onClosed(Runnable handler) {
        response.closeHandler(closed -> handler.run());
        response.endHandler(ended -> handler.run());
        response.exceptionHandler(failed -> handler.run());
    }

    @Override
    public Future<Void> end(Frame last) {
        return closed() ? Future.succeededFuture() : response.end(last.serverSentEvent());
    }
}
