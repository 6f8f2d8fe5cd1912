package io.codefleet.control;

import io.codefleet.CodefleetClient;
import io.codefleet.control.api.ApiRouter;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Authenticator;
import io.codefleet.control.auth.CachedKeyStore;
import io.codefleet.control.auth.Role;
import io.codefleet.control.auth.SharedKeyStore;
import io.codefleet.control.web.DashboardRoutes;
import io.codefleet.control.web.LoginTickets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The control plane of one fleet: a REST API, live streams and a dashboard. It keeps nothing that another control plane of
 * the same fleet needs, so that any number may run side by side. Its methods may be called from any thread.
 *
 * <pre>{@code
 * ControlServer control = ControlServer.on(vertx, fleet, ControlOptions.defaults());
 * control.listen(8080).onSuccess(port -> System.out.println("http://127.0.0.1:" + port));
 * }</pre>
 */
public final class ControlServer {
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final ControlOptions options;
    private final ApiKeys keys;
    private final LoginTickets tickets;
    private volatile Future<HttpServer> server = Future.failedFuture("not listening");

    private ControlServer(Vertx vertx, CodefleetClient fleet, ControlOptions options) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.options = options;
        this.keys = new ApiKeys(
                new CachedKeyStore(new SharedKeyStore(fleet.documents()), options.keyCache(), Clock.systemUTC()),
                Clock.systemUTC());
        this.tickets = new LoginTickets(Clock.systemUTC());
    }

    /** Creates a control plane; it serves nothing before {@link #listen} or {@link #router} is called. */
    public static ControlServer on(Vertx vertx, CodefleetClient fleet, ControlOptions options) {
        return new ControlServer(vertx, fleet, options);
    }

    /** Returns the API keys that this control plane accepts. */
    public ApiKeys keys() {
        return keys;
    }

    /**
     * Creates a link that signs one browser in as an administrator, once, within 15 minutes; for whoever starts the control
     * plane on their own machine. The key behind it lasts for a day.
     *
     * @param port the port that {@link #listen} gave
     */
    public Future<String> loginLink(int port) {
        Optional<Instant> end = Optional.of(Instant.now().plus(Duration.ofDays(1)));
        return keys.issue(fleet.options().actor(), Role.ADMIN, end)
                .map(key -> "http://" + options.host() + ":" + port + "/login?ticket=" + tickets.issue(key));
    }

    /** Returns the routes, for a host that mounts them in a server of its own. */
    public Future<Router> router() {
        Router router = Router.router(vertx);
        Authenticator authenticator = new Authenticator(keys);
        new DashboardRoutes(authenticator, tickets).addTo(router);
        return ApiRouter.addTo(router, vertx, fleet, keys, authenticator).map(router);
    }

    /**
     * Starts a server. The future fails if the port is taken.
     *
     * @param port the port, or 0 for a free one
     * @return the port that it listens on
     */
    public Future<Integer> listen(int port) {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(port)
                .setCompressionSupported(true)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setIdleTimeout((int) options.idleTimeout().toSeconds());
        server = router().compose(router ->
                vertx.createHttpServer(http).requestHandler(router).listen());
        return server.map(HttpServer::actualPort);
    }

    /** Stops the server; ends its streams. The fleet's client stays open. Never fails. */
    public Future<Void> close() {
        return server.compose(HttpServer::close).otherwiseEmpty();
    }
}
