package io.codefleet.control.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the broker of one namespace to clients that hold an API key, over one WebSocket each. Every call is held against the role
 * of the key, and is made in the name of the key. Its methods may be called from any thread.
 */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final int MAX_SCOPES = 10_000;
    private static final Duration SCOPE_KEPT = Duration.ofDays(1);

    private final Vertx vertx;
    private final KeyCheck keys;
    private final SharedBroker shared;
    private final GatewayLimits limits;
    private final IncompleteCalls incomplete;
    private final Set<GatewayConnection> connections = ConcurrentHashMap.newKeySet();
    private final Cache<String, WorkerScope> scopes = Caffeine.newBuilder()
            .maximumSize(MAX_SCOPES)
            .expireAfterAccess(SCOPE_KEPT)
            .build();
    private final long timer;
    private volatile boolean isClosed;

    /**
     * Creates a gateway without clients.
     *
     * @param keys knows whether the key of a client is still accepted
     * @param opener connects to the broker
     * @param interval how often the keys of connected clients are looked up again
     * @param limits what clients can make it hold
     */
    public Gateway(
            Vertx vertx,
            KeyCheck keys,
            Function<BrokerListener, Future<Broker>> opener,
            Duration interval,
            GatewayLimits limits) {
        this(vertx, keys, opener, interval, limits, new IncompleteCalls(limits.maxIncompleteBytes()));
    }

    /** Creates a gateway that shares the room for calls that have not arrived completely with others. */
    Gateway(
            Vertx vertx,
            KeyCheck keys,
            Function<BrokerListener, Future<Broker>> opener,
            Duration interval,
            GatewayLimits limits,
            IncompleteCalls incomplete) {
        this.vertx = vertx;
        this.keys = keys;
        this.shared = new SharedBroker(opener);
        this.limits = limits;
        this.incomplete = incomplete;
        this.timer = vertx.setPeriodic(
                interval.toMillis(), tick -> List.copyOf(connections).forEach(this::check));
    }

    /** Makes a request the connection of a client; the request asks for a WebSocket and must not have been read. */
    public Future<Void> accept(HttpServerRequest request, Principal caller) {
        return request.toWebSocket().map(socket -> {
            serve(socket, caller);
            return null;
        });
    }

    private void serve(ServerWebSocket socket, Principal caller) {
        Optional<WorkerScope> scope = caller.role() == Role.WORKER
                ? Optional.of(scopes.get(caller.actor(), WorkerScope::new))
                : Optional.empty();
        CallArrival arrival = new CallArrival(vertx, limits, incomplete, caller.actor());
        GatewayConnection connection = new GatewayConnection(vertx, socket, caller, shared, scope, arrival);
        connections.add(connection);
        log.info("{} joins by the gateway from {}", caller.actor(), socket.remoteAddress());
        connection.serve().onComplete(gone -> {
            connections.remove(connection);
            log.info("{} leaves the gateway", caller.actor());
        });
        if (isClosed) {
            connection.close(CloseReason.SHUTDOWN);
        }
    }

    private void check(GatewayConnection connection) {
        keys.isAccepted(connection.caller()).onSuccess(isActive -> {
            if (!isActive) {
                connection.close(CloseReason.KEY_ENDED);
            }
        });
    }

    /** Returns how many clients are connected. */
    public int connections() {
        return connections.size();
    }

    /** Returns how many bytes of calls that have not arrived completely it holds. */
    public long incompleteBytes() {
        return incomplete.bytes();
    }

    /** Closes all connections, which says that the server stops, and the connection to the broker. Never fails. */
    public Future<Void> close() {
        isClosed = true;
        vertx.cancelTimer(timer);
        connections.forEach(connection -> connection.close(CloseReason.SHUTDOWN));
        return shared.close();
    }
}
