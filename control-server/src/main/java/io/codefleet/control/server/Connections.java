package io.codefleet.control.server;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a server. It closes each that is one too many, so that clients that open and keep them cannot use up
 * the server's memory; and each that neither serves nor begins a request, so that a client that sends the head of a request
 * byte by byte, and so is never idle, cannot keep its place.
 */
public final class Connections implements Handler<HttpConnection> {
    /** The connection has become a WebSocket. */
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Vertx vertx;
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<HttpConnection, Tracked> watched = new ConcurrentHashMap<>();
    private final long timer;

    /** A connection, with its last request. A request of HTTP/1.1 begins when the one before has its answer. */
    private static final class Tracked {
        private final AtomicLong begun = new AtomicLong();
        private volatile @Nullable HttpServerResponse last;
        private long seen = -1;

        void begin(HttpServerRequest request) {
            last = request.response();
            begun.incrementAndGet();
        }

        boolean quietSinceLastLook() {
            HttpServerResponse response = last;
            boolean serving = response != null
                    && (response.getStatusCode() == SWITCHING_PROTOCOLS || !(response.ended() || response.closed()));
            long now = begun.get();
            boolean quiet = !serving && now == seen;
            seen = now;
            return quiet;
        }
    }

    /**
     * Creates an empty set of connections.
     *
     * @param limit how many are open at the same time
     * @param patience after how long without a request one is closed, at the latest after twice as long
     */
    public Connections(Vertx vertx, int limit, Duration patience) {
        this.vertx = vertx;
        this.limit = limit;
        this.timer = vertx.setPeriodic(patience.toMillis(), tick -> closeQuiet());
    }

    @Override
    public void handle(HttpConnection connection) {
        watched.put(connection, new Tracked());
        connection.closeHandler(closed -> {
            watched.remove(connection);
            open.decrementAndGet();
        });
        if (open.incrementAndGet() > limit) {
            connection.close();
        }
    }

    /** Returns a handler of requests that notes each before it passes it on. */
    public Handler<HttpServerRequest> noting(Handler<HttpServerRequest> next) {
        return request -> {
            HttpConnection connection = request.connection();
            Tracked tracked = watched.get(connection);
            if (tracked != null && request.version() == HttpVersion.HTTP_2) {
                // It may serve several requests at once; its library bounds its frames.
                watched.remove(connection);
            } else if (tracked != null) {
                tracked.begin(request);
            }
            next.handle(request);
        };
    }

    private void closeQuiet() {
        watched.forEach((connection, tracked) -> {
            if (tracked.quietSinceLastLook()) {
                connection.close();
            }
        });
    }

    /** Ends the watch. */
    public void stop() {
        vertx.cancelTimer(timer);
    }
}
