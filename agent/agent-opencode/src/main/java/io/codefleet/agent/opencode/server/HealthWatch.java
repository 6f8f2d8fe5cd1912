package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.vertx.core.Vertx;

/** Asks a server again and again whether it is well, and says when it has not answered for several times. */
final class HealthWatch {
    private static final int MAX_MISSED = 3;

    private final Vertx vertx;
    private final OpenCodeClient client;
    private final ProbeIntervals intervals;
    private final Runnable hung;
    private int missed;
    private boolean closed;

    HealthWatch(Vertx vertx, OpenCodeClient client, ProbeIntervals intervals, Runnable hung) {
        this.vertx = vertx;
        this.client = client;
        this.intervals = intervals;
        this.hung = hung;
    }

    /** Starts the probes, which end when the watch is closed or has reported an unhealthy server. */
    void open() {
        vertx.setTimer(intervals.health().toMillis(), timer -> {
            if (!closed) {
                look();
            }
        });
    }

    private void look() {
        client.object("/global/health", intervals.patience()).onComplete(health -> {
            missed = health.succeeded() ? 0 : missed + 1;
            if (missed < MAX_MISSED) {
                open();
            } else if (!closed) {
                hung.run();
            }
        });
    }

    void close() {
        closed = true;
    }
}
