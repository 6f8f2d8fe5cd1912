package io.codefleet.control.auth;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API keys in the other namespaces of a fleet's broker. A namespace is connected for one call and then closed. What is done
 * there is done in the caller's name, and needs the caller's key to be accepted there with the role admin. Methods may be called
 * from any thread.
 */
public final class FurtherNamespaces {
    private static final Logger log = LoggerFactory.getLogger(FurtherNamespaces.class);

    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final ApiKeys own;

    /**
     * Creates access to the keys of the other namespaces of the broker.
     *
     * @param own the keys of the fleet's own namespace
     */
    public FurtherNamespaces(Vertx vertx, CodefleetClient fleet, ApiKeys own) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.own = own;
    }

    /**
     * Returns those of the namespaces in which the caller is not an administrator. The holder of a token without a key is one in
     * none of them: a token is checked for the namespace of its control plane only.
     */
    public Future<List<String>> notAdministered(Principal caller, List<String> namespaces) {
        return own.accepted(caller.keyId()).compose(key -> {
            Future<List<String>> refused = Future.succeededFuture(List.of());
            for (String namespace : namespaces) {
                refused = refused.compose(before -> with(namespace, caller, there -> administers(key, there))
                        .map(administers -> administers ? before : plus(before, namespace)));
            }
            return refused;
        });
    }

    /**
     * Returns whether a key administers another namespace. A record of the same id does not prove it, as somebody else
     * may have made it there.
     */
    private static Future<Boolean> administers(Optional<ApiKey> key, ApiKeys there) {
        return key.map(ours -> there.accepted(ours.id())
                        .map(found -> found.filter(theirs -> theirs.secretHash().equals(ours.secretHash()))
                                .filter(theirs -> theirs.role().includes(Role.ADMIN))
                                .isPresent()))
                .orElse(Future.succeededFuture(false));
    }

    /** Stores a new key in its other namespaces. If that fails in one of them, it is in none of them. */
    public Future<Void> adopt(Principal caller, ApiKey key) {
        Future<Void> adopted = Future.succeededFuture();
        for (String namespace : others(key)) {
            adopted = adopted.compose(done -> with(namespace, caller, there -> there.adopt(key)));
        }
        return adopted.recover(
                failure -> revokeIn(caller, key, others(key)).transform(revoked -> Future.failedFuture(failure)));
    }

    /**
     * Ends a key in those of its other namespaces in which the caller is an administrator.
     *
     * @return the namespaces in which it is still accepted
     */
    public Future<List<String>> revoke(Principal caller, ApiKey key) {
        return revokeIn(caller, key, others(key));
    }

    private Future<List<String>> revokeIn(Principal caller, ApiKey key, List<String> namespaces) {
        Future<List<String>> remaining = Future.succeededFuture(List.of());
        for (String namespace : namespaces) {
            remaining = remaining.compose(before ->
                    revokeIn(caller, key, namespace).map(revoked -> revoked ? before : plus(before, namespace)));
        }
        return remaining;
    }

    private Future<Boolean> revokeIn(Principal caller, ApiKey key, String namespace) {
        return own.accepted(caller.keyId())
                .compose(ours -> with(
                        namespace,
                        caller,
                        there -> administers(ours, there)
                                .compose(administers -> administers
                                        ? there.revoke(key.id()).map(true)
                                        : Future.succeededFuture(false))))
                .otherwise(failure -> {
                    log.atWarn()
                            .addKeyValue("namespace", namespace)
                            .addKeyValue("key", key.id())
                            .setCause(failure)
                            .log("an API key could not be revoked in one of its namespaces");
                    return false;
                });
    }

    private List<String> others(ApiKey key) {
        return key.namespaces().stream()
                .filter(namespace -> !namespace.equals(fleet.options().namespace()))
                .toList();
    }

    private static List<String> plus(List<String> before, String more) {
        List<String> all = new ArrayList<>(before);
        all.add(more);
        return List.copyOf(all);
    }

    private <T> Future<T> with(String namespace, Principal caller, Function<ApiKeys, Future<T>> call) {
        return Codefleet.connect(vertx, fleet.options().namespace(namespace)).compose(client -> {
            ApiKeyStore store = new SharedKeyStore(client).actingAs(caller.actor());
            return call.apply(new ApiKeys(store, namespace, Clock.systemUTC())).eventually(client::close);
        });
    }
}
