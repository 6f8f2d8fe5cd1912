package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Credentials;
import io.codefleet.broker.redis.internal.address.Node;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.broker.redis.internal.address.Topology;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds the node that serves a namespace, for each connection again, and enters it. Confined to the context. */
public final class Dialer {
    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(2);
    private static final int QUESTION_SHARE = 4;

    private final RedisAddress address;
    private final MasterResolver resolver;
    private final NodeConnector connector;
    private final boolean verifies;

    private Dialer(RedisAddress address, MasterResolver resolver, NodeConnector connector, boolean verifies) {
        this.address = address;
        this.resolver = resolver;
        this.connector = connector;
        this.verifies = verifies;
    }

    /**
     * Returns the dialer of the node that serves a namespace.
     *
     * @param key any key of the namespace; all are in one slot
     */
    public static Dialer toNamespace(Vertx vertx, Context context, RedisAddress address, String key) {
        NodeConnector connector =
                new NodeConnector(vertx, address.credentials(), address.database(), address.tls(), address.timeout());
        MasterResolver resolver = switch (address.topology()) {
            case STANDALONE -> () -> Future.succeededFuture(address.nodes());
            case SENTINEL ->
                new SentinelMasterResolver(context, address, questions(vertx, address, address.sentinelCredentials()));
            case CLUSTER ->
                new ClusterMasterResolver(context, address, questions(vertx, address, address.credentials()), key);
        };
        return new Dialer(address, resolver, connector, address.topology() != Topology.STANDALONE);
    }

    /** Returns the dialer of a Sentinel. */
    static Dialer toSentinel(Vertx vertx, RedisAddress address, Node sentinel) {
        MasterResolver resolver = () -> Future.succeededFuture(List.of(sentinel));
        return new Dialer(address, resolver, questions(vertx, address, address.sentinelCredentials()), false);
    }

    /**
     * Returns the connector for questions about the way. A server that is asked the way must not use up the time for the
     * connection itself.
     */
    private static NodeConnector questions(Vertx vertx, RedisAddress address, Credentials credentials) {
        Duration share = address.timeout().dividedBy(QUESTION_SHARE);
        Duration limit = share.compareTo(LONGEST_QUESTION) < 0 ? share : LONGEST_QUESTION;
        return new NodeConnector(vertx, credentials, Optional.empty(), address.tls(), limit);
    }

    /** Returns the address that the dialer leads to. */
    public RedisAddress address() {
        return address;
    }

    /**
     * Connects; the session is the caller's to close.
     *
     * @param maxUnderWay how many commands may be under way at once
     */
    Future<AuthenticatedConnection> dial(int maxUnderWay) {
        return resolver.find().compose(candidates -> enterFirst(candidates, 0, maxUnderWay));
    }

    private Future<AuthenticatedConnection> enterFirst(List<Node> candidates, int next, int maxUnderWay) {
        return connector
                .connect(candidates.get(next), maxUnderWay)
                .compose(session -> verifies ? verified(session) : Future.succeededFuture(session))
                .recover(failure -> next + 1 < candidates.size()
                        ? enterFirst(candidates, next + 1, maxUnderWay)
                        : Future.failedFuture(failure));
    }

    private Future<AuthenticatedConnection> verified(AuthenticatedConnection session) {
        return session.connection()
                .send(Request.cmd(Command.ROLE))
                .timeout(connector.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .compose(role ->
                        isMaster(role) ? Future.succeededFuture(session) : Future.failedFuture(noMaster(session)))
                .onFailure(failure -> session.close());
    }

    private static boolean isMaster(Response role) {
        return role.get(0).toString().equals("master");
    }

    private BrokerUnavailableException noMaster(AuthenticatedConnection session) {
        return new BrokerUnavailableException(
                "Redis at " + address + " cannot serve now: " + session.node()
                        + " is named as the master and is none; a failover may be under way",
                null);
    }
}
