package io.codefleet.control.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** Closes each connection that is one too many, so that clients that open and keep them cannot use up the server's memory. */
public final class ConnectionLimit implements Handler<HttpConnection> {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    /** Creates a limit of connections that are open at the same time. */
    public ConnectionLimit(int limit) {
        this.limit = limit;
    }

    @Override
    public void handle(HttpConnection connection) {
        connection.closeHandler(closed -> open.decrementAndGet());
        if (open.incrementAndGet() > limit) {
            connection.close();
        }
    }
}
