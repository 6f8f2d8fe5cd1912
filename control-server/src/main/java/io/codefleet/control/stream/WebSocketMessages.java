package io.codefleet.control.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

/**
 * A watcher by a WebSocket. What it sends is not read as anything. A long message is several frames, so that only one thread
 * writes at a time.
 */
final class WebSocketMessages implements FrameSink {
    private final ServerWebSocket socket;

    WebSocketMessages(ServerWebSocket socket) {
        this.socket = socket;
    }

    @Override
    public void open() {
        socket.handler(ignored -> {});
    }

    @Override
    public synchronized void write(Frame frame) {
        if (!socket.isClosed()) {
            socket.writeTextMessage(frame.message());
        }
    }

    @Override
    public void keepAlive() {
        if (!socket.isClosed() && !full()) {
            socket.writePing(Buffer.buffer());
        }
    }

    @Override
    public boolean full() {
        return !socket.isClosed() && socket.writeQueueFull();
    }

    @Override
    public boolean closed() {
        return socket.isClosed();
    }

    @Override
    public void onDrained(Runnable handler) {
        socket.drainHandler(drained -> handler.run());
    }

    @Override
    public void onClosed(Runnable handler) {
        socket.closeHandler(closed -> handler.run());
        socket.exceptionHandler(failed -> handler.run());
    }

    @Override
    public synchronized Future<Void> end(Frame last) {
        return socket.isClosed()
                ? Future.succeededFuture()
                : socket.writeTextMessage(last.message()).onComplete(written -> socket.close());
    }
}
