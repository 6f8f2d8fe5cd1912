package io.codefleet.control.gateway;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.control.auth.ApiKey;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.CachedKeyStore;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.SharedKeyStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gateways of one control plane: that of its own namespace, and those of the other namespaces that its keys are bound to. A key
 * enters another namespace if it is accepted in both, so the administrators of each can end it. Methods may be called from any thread.
 */
public final class NamespaceGateways {
    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final ApiKeys keys;
    private final KeyCheck check;
    private final Settings settings;
    private final IncompleteCalls incomplete;
    private final Gateway own;
    private final Map<String, Future<Further>> further = new HashMap<>();

    /**
     * Settings of all gateways.
     *
     * @param interval how often the keys of connected clients are looked up again
     * @param keyCache for how long a key is not looked up again
     * @param limits what the clients of all namespaces together can make it hold
     */
    public record Settings(Duration interval, Duration keyCache, GatewayLimits limits) {}

    private record Further(CodefleetClient client, ApiKeys keys, Gateway gateway) {}

    /**
     * Creates the gateways; that of the own namespace serves at once.
     *
     * @param fleet the connection to the own namespace
     * @param keys the keys of the own namespace
     * @param check knows whether a caller is accepted in the own namespace
     */
    public NamespaceGateways(Vertx vertx, CodefleetClient fleet, ApiKeys keys, KeyCheck check, Settings settings) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.keys = keys;
        this.check = check;
        this.settings = settings;
        this.incomplete = new IncompleteCalls(settings.limits().maxIncompleteBytes());
        this.own = gateway(fleet, check);
    }

    private Gateway gateway(CodefleetClient of, KeyCheck accepted) {
        return new Gateway(
                vertx,
                accepted,
                listener -> Brokers.connect(vertx, of.options(), listener),
                settings.interval(),
                settings.limits(),
                incomplete);
    }

    /** Returns the gateway of a namespace for a caller of the own namespace; nothing if the caller's key is not for it. */
    public Future<Optional<Gateway>> find(Principal caller, String namespace) {
        if (namespace.equals(fleet.options().namespace())) {
            return Future.succeededFuture(Optional.of(own));
        }
        return keys.accepted(caller.keyId())
                .map(found -> found.filter(key -> key.namespaces().contains(namespace)))
                .compose(bound -> bound.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : further(namespace)
                                .compose(there -> isAccepted(bound.get(), there)
                                        .map(accepted -> accepted ? Optional.of(there.gateway()) : Optional.empty())));
    }

    /** Returns whether another namespace knows the same key. A record of the same id does not prove it. */
    private static Future<Boolean> isAccepted(ApiKey ours, Further there) {
        return there.keys()
                .accepted(ours.id())
                .map(found -> found.filter(
                                theirs -> theirs.secretHash().equals(ours.secretHash()) && theirs.role() == ours.role())
                        .isPresent());
    }

    private synchronized Future<Further> further(String namespace) {
        Future<Further> known = further.get(namespace);
        if (known == null || known.failed()) {
            known = Codefleet.connect(vertx, fleet.options().namespace(namespace))
                    .map(client -> open(client, namespace));
            further.put(namespace, known);
        }
        return known;
    }

    private Further open(CodefleetClient client, String namespace) {
        ApiKeys there = new ApiKeys(
                new CachedKeyStore(new SharedKeyStore(client), settings.keyCache(), Clock.systemUTC()),
                namespace,
                Clock.systemUTC());
        KeyCheck both = caller -> check.isAccepted(caller)
                .compose(here -> here ? there.active(caller.keyId()) : Future.succeededFuture(false));
        return new Further(client, there, gateway(client, both));
    }

    /** Closes all connections, which says that the server stops, and the connections to the broker. Never fails. */
    public Future<Void> close() {
        List<Future<Void>> closed = new ArrayList<>(List.of(own.close()));
        synchronized (this) {
            further.values()
                    .forEach(each -> closed.add(each.compose(there -> there.gateway()
                                    .close()
                                    .eventually(() -> there.client().close()))
                            .otherwiseEmpty()));
        }
        return Future.join(closed).<Void>mapEmpty().otherwiseEmpty();
    }
}
