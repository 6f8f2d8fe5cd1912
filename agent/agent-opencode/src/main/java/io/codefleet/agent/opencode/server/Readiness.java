package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.agent.opencode.client.ServerFault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until a server answers, and checks that it would take a task. */
final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration CALL = Duration.ofSeconds(10);
    /** A server that installs a plugin answers no sooner than that is done, or npm has given up after some two minutes. */
    private static final Duration CONFIG_CALL = Duration.ofMinutes(3);

    private final Vertx vertx;
    private final OpenCodeClient client;
    private final long endNanos;

    private Readiness(Vertx vertx, OpenCodeClient client, Duration limit) {
        this.vertx = vertx;
        this.client = client;
        this.endNanos = System.nanoTime() + limit.toNanos();
    }

    /** Completes with the server's version; fails with an {@link OpenCodeException}. */
    static Future<String> of(Vertx vertx, OpenCodeClient client, ServerAddress address, Duration limit) {
        return new Readiness(vertx, client, limit)
                .healthy()
                .recover(e -> Future.failedFuture(refused(address, e)))
                .compose(version -> client.object("/config", CONFIG_CALL)
                        .onSuccess(MissingPrices::warn)
                        .map(version)
                        .recover(e -> Future.failedFuture(unusable(address, e))));
    }

    private Future<String> healthy() {
        return client.object("/global/health", CALL)
                .map(health -> Json.text(health, "version"))
                .recover(e -> {
                    if (e instanceof ServerFault || System.nanoTime() > endNanos) {
                        return Future.failedFuture(e);
                    }
                    return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).compose(waited -> healthy());
                });
    }

    private static OpenCodeException refused(ServerAddress address, Throwable e) {
        if (e instanceof ServerFault fault && fault.status() == 401) {
            return new OpenCodeException(
                    "the OpenCode server at " + address + " wants another user or password; see opencode.username and "
                            + "opencode.password, or $OPENCODE_SERVER_PASSWORD where it was started",
                    e);
        }
        return new OpenCodeException("no OpenCode server answers at " + address + ": " + e.getMessage(), e);
    }

    private static OpenCodeException unusable(ServerAddress address, Throwable e) {
        if (e instanceof TimeoutException) {
            return new OpenCodeException(
                    "the OpenCode server at " + address + " did not load its configuration within "
                            + CONFIG_CALL.toSeconds()
                            + " s; it may wait for a plugin or a provider that it installs from "
                            + "the npm registry",
                    e);
        }
        return e instanceof ServerFault fault && fault.name().startsWith("Config")
                ? new OpenCodeException("the configuration of OpenCode is not valid: " + fault.getMessage(), e)
                : new OpenCodeException("the OpenCode server at " + address + " does not work: " + e.getMessage(), e);
    }
}
