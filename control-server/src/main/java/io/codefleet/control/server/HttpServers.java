package io.codefleet.control.server;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * HTTP servers that share one port, each on an event loop of its own. Connections go to them in turn, and a connection stays on
 * its event loop. Methods may be called from any thread.
 */
public final class HttpServers {
    private static final int MAX_EVENT_LOOPS = 4;
    private static final int ATTEMPTS = 5;
    /** The ports that were chosen here and are in use. */
    private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

    private final Vertx vertx;
    private final String deployment;
    private final List<HttpServer> servers;

    private HttpServers(Vertx vertx, String deployment, List<HttpServer> servers) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.servers = servers;
    }

    /** One of the servers. */
    private record Instance(Vertx vertx, HttpServerOptions options, Consumer<HttpServer> handlers, List<HttpServer> all)
            implements Deployable {
        @Override
        public Future<?> deploy(Context context) {
            HttpServer server = vertx.createHttpServer(options);
            handlers.accept(server);
            all.add(server);
            return server.listen();
        }
    }

    /**
     * Starts one server for each processor, at most four. The future fails if the port is taken.
     *
     * @param options with port 0 for a free port
     * @param handlers sets the handlers of one server, on its event loop
     */
    public static Future<HttpServers> listen(Vertx vertx, HttpServerOptions options, Consumer<HttpServer> handlers) {
        return options.getPort() == 0
                ? listenOnFreePort(vertx, options, handlers, ATTEMPTS)
                : start(vertx, options, handlers);
    }

    /** Chooses the port first: servers that each ask the system for a free port would get different ones. */
    private static Future<HttpServers> listenOnFreePort(
            Vertx vertx, HttpServerOptions options, Consumer<HttpServer> handlers, int attempts) {
        return vertx.executeBlocking(() -> freePort(options.getHost()), false)
                .compose(port -> start(vertx, new HttpServerOptions(options).setPort(port), handlers)
                        .recover(failure -> {
                            CHOSEN.remove(port);
                            boolean isTakenMeanwhile = failure instanceof BindException && attempts > 1;
                            return isTakenMeanwhile
                                    ? listenOnFreePort(vertx, options, handlers, attempts - 1)
                                    : Future.failedFuture(failure);
                        }));
    }

    /** Returns a port that is free and that no other call has chosen: Vert.x would let both share it. */
    private static int freePort(String host) throws IOException {
        while (true) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
                if (CHOSEN.add(probe.getLocalPort())) {
                    return probe.getLocalPort();
                }
            }
        }
    }

    private static Future<HttpServers> start(Vertx vertx, HttpServerOptions options, Consumer<HttpServer> handlers) {
        List<HttpServer> servers = new CopyOnWriteArrayList<>();
        int loops = Math.min(MAX_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
        return vertx.deployVerticle(
                        () -> new Instance(vertx, options, handlers, servers),
                        new DeploymentOptions().setInstances(loops))
                .map(id -> new HttpServers(vertx, id, servers));
    }

    /** Returns the port on which they listen. */
    public int port() {
        return any().actualPort();
    }

    /** Returns one of the servers; a change of its certificate is one of all. */
    public HttpServer any() {
        return servers.get(0);
    }

    /** Takes no more connections, and lets requests that are under way finish for at most so long. Never fails. */
    public Future<Void> shutdown(Duration grace) {
        return Future.join(
                        servers.stream().map(server -> server.shutdown(grace)).toList())
                .transform(ended -> vertx.undeploy(deployment))
                .onComplete(ended -> CHOSEN.remove(port()))
                .otherwiseEmpty();
    }
}
