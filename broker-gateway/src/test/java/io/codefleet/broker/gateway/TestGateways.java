package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Authenticator;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.Role;
import io.codefleet.control.gateway.Brokers;
import io.codefleet.control.gateway.Gateway;
import io.codefleet.control.gateway.GatewayLimits;
import io.codefleet.control.server.ReverseProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A server with a gateway for each namespace, over brokers of this process, and keys for them. */
final class TestGateways implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final ApiKeys keys = new ApiKeys(new MemoryKeyStore(), "default", Clock.systemUTC());
    private final Authenticator authenticator =
            new Authenticator(keys, Optional.empty(), Clock.systemUTC(), ReverseProxy.of("", List.of()));
    private final Map<String, String> actors = new ConcurrentHashMap<>();
    private final Map<String, Gateway> gateways = new ConcurrentHashMap<>();
    private final Function<String, CodefleetOptions> brokers;
    private final Duration keyCheck;
    private final GatewayLimits limits;
    private volatile UnaryOperator<Broker> view = UnaryOperator.identity();
    final HttpServer server;

    /** @param brokers where the broker of a namespace is */
    TestGateways(Function<String, CodefleetOptions> brokers, Duration keyCheck) {
        this(brokers, keyCheck, GatewayLimits.ofHeap());
    }

    TestGateways(Function<String, CodefleetOptions> brokers, Duration keyCheck, GatewayLimits limits) {
        this.brokers = brokers;
        this.limits = limits;
        this.keyCheck = keyCheck;
        this.server = listening();
    }

    private HttpServer listening() {
        try {
            return get(vertx.createHttpServer().requestHandler(this::accept).listen(0, "127.0.0.1"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept(HttpServerRequest request) {
        request.pause();
        authenticator
                .authenticate(request)
                .compose(caller -> caller.isPresent()
                        ? gateway(request.getParam("namespace")).accept(request, named(caller.get()))
                        : request.response().setStatusCode(401).end())
                .onComplete(done -> request.resume());
    }

    private Principal named(Principal caller) {
        String actor = actors.get(caller.keyId());
        String owner = actor.substring(0, (actor + "#").indexOf('#'));
        return new Principal(actor, caller.role(), caller.keyId(), owner, caller.expiresAt());
    }

    Gateway gateway(String namespace) {
        return gateways.computeIfAbsent(
                namespace,
                name -> new Gateway(
                        vertx,
                        authenticator::active,
                        listener -> Brokers.connect(vertx, brokers.apply(name), listener)
                                .map(view),
                        keyCheck,
                        limits));
    }

    /** Makes gateways that begin from now on use what this makes of their broker. */
    void view(UnaryOperator<Broker> value) {
        view = value;
    }

    /** Ends the gateway of a namespace; its clients find a new one, which knows nothing of them. */
    void restart(String namespace) {
        Gateway old = gateways.remove(namespace);
        if (old != null) {
            get(old.close());
        }
    }

    String uri() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Returns a key whose holder is this actor. */
    String key(String actor, Role role) {
        ApiKeys.IssuedKey issued = keys.issue("ann", role, Optional.empty()).result();
        actors.put(issued.key().id(), actor);
        return issued.token();
    }

    /** Connects with a key. */
    static Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener, String token) {
        return connect(vertx, options, listener, token, GatewayTiming.DEFAULT);
    }

    static Future<Broker> connect(
            Vertx vertx, CodefleetOptions options, BrokerListener listener, String token, GatewayTiming timing) {
        return new GatewayBrokerProvider(name -> name.equals(GatewayBrokerProvider.KEY_VARIABLE) ? token : null, timing)
                .connect(vertx, options, listener);
    }

    @Override
    public void close() throws Exception {
        get(Future.join(gateways.values().stream().map(Gateway::close).toList()));
        get(vertx.close());
    }
}
