package io.codefleet.control;

import io.codefleet.CodefleetClient;
import io.codefleet.broker.LoopbackHost;
import io.codefleet.broker.log.remote.GatewayProtocol;
import io.codefleet.control.alerts.AlertEngine;
import io.codefleet.control.api.Admission;
import io.codefleet.control.api.Answers;
import io.codefleet.control.api.ApiRouter;
import io.codefleet.control.api.OutcomeWaits;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Authenticator;
import io.codefleet.control.auth.CachedKeyStore;
import io.codefleet.control.auth.JwtVerifier;
import io.codefleet.control.auth.RateLimiter;
import io.codefleet.control.auth.Role;
import io.codefleet.control.auth.SharedKeyStore;
import io.codefleet.control.auth.StreamTickets;
import io.codefleet.control.gateway.GatewayLimits;
import io.codefleet.control.gateway.NamespaceGateways;
import io.codefleet.control.server.CertificateReload;
import io.codefleet.control.server.Connections;
import io.codefleet.control.server.HttpServers;
import io.codefleet.control.server.OwnContext;
import io.codefleet.control.server.ReverseProxy;
import io.codefleet.control.stream.EventStreams;
import io.codefleet.control.stream.OpenStreams;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.control.web.DashboardRoutes;
import io.codefleet.control.web.LoginTickets;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

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
    private static final int MAX_TASKS = 100_000;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_OWNER_LENGTH = 100;
    private static final Duration LAST_EVENTS = Duration.ofSeconds(1);
    private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final ControlOptions options;
    private final ReverseProxy proxy;
    private final ApiKeys keys;
    private final Optional<JwtVerifier> tokens;
    private final LoginTickets tickets;
    private final OpenStreams streams = new OpenStreams();
    private final OutcomeWaits waits = new OutcomeWaits();
    private final TaskReadModel tasks;
    private final AlertEngine alerts;
    private final Optional<CertificateReload> certificate;
    private volatile Optional<Connections> connections = Optional.empty();
    private volatile Optional<NamespaceGateways> gateways = Optional.empty();
    private volatile Future<HttpServers> server = Future.failedFuture("not listening");

    private ControlServer(Vertx vertx, CodefleetClient fleet, ControlOptions options) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.options = options;
        this.proxy = ReverseProxy.of(options.pathPrefix(), options.trustedProxies());
        this.keys = new ApiKeys(
                new CachedKeyStore(new SharedKeyStore(fleet), options.keyCache(), Clock.systemUTC()),
                fleet.options().namespace(),
                Clock.systemUTC());
        this.tokens = options.jwt()
                .map(jwt -> new JwtVerifier(vertx, jwt, fleet.options().namespace(), Clock.systemUTC()));
        this.tickets = new LoginTickets(Clock.systemUTC());
        this.tasks = new TaskReadModel(vertx, fleet, MAX_TASKS, Clock.systemUTC());
        this.alerts = new AlertEngine(vertx, fleet, tasks, options.alerts(), Clock.systemUTC());
        this.certificate = options.tls().map(files -> new CertificateReload(vertx, files.certificate(), files.key()));
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
     * Creates a link that signs one browser in as an administrator, once, within 15 minutes; for the person who starts the control
     * plane on their own machine. The key behind it lasts for a day.
     *
     * @param port the port that {@link #listen} gave
     */
    public Future<String> loginLink(int port) {
        Optional<Instant> end = Optional.of(Instant.now().plus(Duration.ofDays(1)));
        return keys.issue(starter(), Role.ADMIN, end).map(key -> address(port) + "/login?ticket=" + tickets.issue(key));
    }

    /**
     * Returns the owner of the login key, which is the actor of this server. Leaves out the characters that an actor
     * may have and an owner of a key may not.
     */
    private String starter() {
        String actor = fleet.options().actor().replace('#', '-');
        return actor.substring(0, Math.min(actor.length(), MAX_OWNER_LENGTH));
    }

    /** Returns the address of the server, such as {@code http://127.0.0.1:8080/fleet}, without a slash at its end. */
    public String address(int port) {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return (options.tls().isPresent() ? "https://" : "http://") + host + ":" + port + options.pathPrefix();
    }

    /** Returns how many requests wait for an outcome. */
    int waiting() {
        return waits.count();
    }

    /** Returns the routes, for a host that mounts them in a server of its own. */
    public Future<Router> router() {
        return routers().map(Supplier::get);
    }

    /**
     * Starts the services, and returns what makes a router to them. Routers share all but the caches of their files, which
     * are for one event loop.
     */
    private Future<Supplier<Router>> routers() {
        Authenticator authenticator = new Authenticator(keys, tokens, Clock.systemUTC(), proxy);
        StreamTickets streamTickets = new StreamTickets(fleet.documents(), Clock.systemUTC());
        Admission admission = new Admission(
                authenticator,
                streamTickets,
                new RateLimiter(options.keyRate()),
                new RateLimiter(options.addressRate()),
                proxy);
        DashboardRoutes dashboard = new DashboardRoutes(authenticator, tickets, admission::refuseTooMany);
        NamespaceGateways serving = gateways(authenticator);
        EventStreams events = new EventStreams(vertx, fleet, streams, options.streamCheck());
        ApiRouter.Services services = new ApiRouter.Services(
                fleet, keys, authenticator, streamTickets, events, waits, tasks, alerts, proxy.prefix());
        tasks.start();
        alerts.start();
        return ApiRouter.create(vertx, services, admission, options.bodyTimeout())
                .map(api -> () -> {
                    Router router = Router.router(vertx);
                    proxy.prefix().addTo(router);
                    dashboard.addTo(router);
                    addGateway(router, admission, serving);
                    api.addTo(router);
                    return router;
                });
    }

    private NamespaceGateways gateways(Authenticator authenticator) {
        NamespaceGateways serving = new NamespaceGateways(
                vertx,
                fleet,
                keys,
                authenticator::active,
                new NamespaceGateways.Settings(options.streamCheck(), options.keyCache(), GatewayLimits.ofHeap()));
        gateways = Optional.of(serving);
        return serving;
    }

    private void addGateway(Router router, Admission admission, NamespaceGateways serving) {
        router.route(GatewayProtocol.PATH).handler(context -> {
            HttpServerRequest request = context.request();
            String asked = request.getParam("namespace", "");
            request.pause();
            OwnContext.of(
                            vertx,
                            admission.admitToGateway(
                                    request,
                                    fleet.options().namespace(),
                                    caller -> serving.find(caller, asked)
                                            .map(found -> found.<Supplier<Future<Void>>>map(
                                                    gateway -> () -> gateway.accept(request, caller)))))
                    .compose(admitted -> admitted.isPresent() ? admitted.get().get() : Future.succeededFuture())
                    .onComplete(done -> {
                        if (!request.isEnded()) {
                            request.resume();
                        }
                    });
        });
    }

    /**
     * Starts a server. The future fails if the port is taken, or the files of the certificate cannot be used; and with {@link
     * InvalidInputException} if other machines reach the host and nobody has a key yet, as then only those could come in who
     * should not.
     *
     * @param port the port, or 0 for a free one
     * @return the port that it listens on
     */
    public Future<Integer> listen(int port) {
        Connections open = new Connections(vertx, options.maxConnections(), options.idleTimeout());
        connections = Optional.of(open);
        server = accessExists()
                .compose(exists -> routers())
                .compose(routers -> http(port)
                        .compose(http -> HttpServers.listen(
                                vertx,
                                http,
                                each -> each.requestHandler(open.noting(routers.get()))
                                        .invalidRequestHandler(request -> Answers.invalid(request, proxy.prefix()))
                                        .connectionHandler(open))));
        server.onFailure(failed -> open.stop());
        return server.map(listening -> {
            certificate.ifPresent(files -> files.watch(listening.any(), CERTIFICATE_CHECK));
            return listening.port();
        });
    }

    private Future<?> accessExists() {
        if (LoopbackHost.matches(options.host()) || tokens.isPresent()) {
            return Future.succeededFuture();
        }
        return keys.any().map(exists -> {
            if (!exists) {
                throw new InvalidInputException(
                        "host",
                        "is " + options.host()
                                + ", which other machines reach, and there is no API key yet; create one with "
                                + "'codefleet keys create', accept tokens of an issuer, or listen on 127.0.0.1");
            }
            return exists;
        });
    }

    private Future<HttpServerOptions> http(int port) {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(port)
                .setCompressionSupported(true)
                // Without TLS the server would wait for the first bytes to distinguish HTTP/2 from HTTP/1.1. It would
                // count no connection before them.
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                // A half-sent message is held for each connection.
                .setMaxWebSocketMessageSize(GatewayProtocol.MAX_FRAME_BYTES)
                .setIdleTimeout((int) options.idleTimeout().toSeconds());
        return certificate
                .map(files -> files.load()
                        .map(pem -> http.setSsl(true).setUseAlpn(true).setKeyCertOptions(pem)))
                .orElseGet(() -> Future.succeededFuture(http));
    }

    /**
     * Stops the server: it takes no more connections, ends its streams with an event {@code end}, and lets requests that are
     * under way finish for at most {@link ControlOptions#shutdownGrace}. The fleet's client stays open. Never fails.
     */
    public Future<Void> close() {
        certificate.ifPresent(CertificateReload::stop);
        connections.ifPresent(Connections::stop);
        tokens.ifPresent(JwtVerifier::close);
        waits.endAll();
        tasks.close();
        Future<Void> quiet = alerts.close()
                .compose(closed -> gateways.map(NamespaceGateways::close).orElseGet(Future::succeededFuture));
        // A watcher that does not read does not hold up the others.
        return streams.endForShutdown()
                .timeout(LAST_EVENTS.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(ended -> quiet)
                .compose(ended -> server)
                .compose(listening -> listening.shutdown(options.shutdownGrace()))
                .otherwiseEmpty();
    }
}
