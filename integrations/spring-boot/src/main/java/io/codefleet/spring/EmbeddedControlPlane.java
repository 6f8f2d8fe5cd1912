package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.vertx.core.Vertx;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Control plane of an application, on a free port that only this machine reaches. It ends its streams before the web server of the
 * application waits for requests that are under way.
 */
final class EmbeddedControlPlane implements SmartLifecycle {
    private static final int PHASE = FleetWorkerLifecycle.PHASE + 1;

    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final ControlOptions options;
    private @Nullable ControlServer server;
    private volatile int port;

    EmbeddedControlPlane(Vertx vertx, CodefleetClient fleet, ControlOptions options) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.options = options;
    }

    /** Returns the port; absent while it does not run. */
    OptionalInt port() {
        return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
    }

    @Override
    public synchronized void start() {
        ControlServer created = ControlServer.on(vertx, fleet, options);
        port = Blocking.await(created.listen(0));
        server = created;
    }

    @Override
    public synchronized void stop() {
        port = 0;
        ControlServer running = server;
        server = null;
        if (running != null) {
            Blocking.await(running.close());
        }
    }

    @Override
    public boolean isRunning() {
        return port != 0;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
