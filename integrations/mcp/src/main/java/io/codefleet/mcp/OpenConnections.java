package io.codefleet.mcp;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The open connections of a listener. It closes each that is one too many, and each that sends no request with its key in time.
 */
final class OpenConnections implements Handler<HttpConnection> {
    /** More than calls may wait at once. */
    private static final int MAX = McpServerOptions.HIGHEST_MAX_WAITS + 1000;

    private final Vertx vertx;
    private final Duration limit;
    private final AtomicInteger open = new AtomicInteger();
    /** The timers of the connections that have sent no request yet. */
    private final Map<HttpConnection, Long> silent = new ConcurrentHashMap<>();

    OpenConnections(Vertx vertx, Duration limit) {
        this.vertx = vertx;
        this.limit = limit;
    }

    @Override
    public void handle(HttpConnection connection) {
        silent.put(connection, vertx.setTimer(limit.toMillis(), late -> connection.close()));
        connection.closeHandler(closed -> {
            open.decrementAndGet();
            requested(connection);
        });
        if (open.incrementAndGet() > MAX) {
            connection.close();
        }
    }

    /** Notes that a request has come by a connection that is not refused. */
    void requested(HttpConnection connection) {
        Long timer = silent.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
