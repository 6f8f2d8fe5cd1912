package io.codefleet.broker.redis;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.broker.redis.internal.address.Topology;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;

/**
 * Serves these URIs, and the same over TLS when they begin with {@code rediss}; {@code docs/guides/redis.md} describes their options:
 *
 * <ul>
 *   <li>{@code redis://[[user]:password@]host[:port][/database]}
 *   <li>{@code redis-sentinel://[[user]:password@]sentinel[:port][,…]/master[/database]}
 *   <li>{@code redis-cluster://[[user]:password@]node[:port][,…]}
 * </ul>
 *
 * Needs Redis 6.2 or newer, or Valkey, that evicts no keys ({@code maxmemory-policy noeviction}). A task is as durable as that
 * server's persistence and replication make it.
 */
public final class RedisBrokerProvider implements BrokerProvider {
    /** Creates the provider for {@link java.util.ServiceLoader}. */
    public RedisBrokerProvider() {}

    @Override
    public Set<String> schemes() {
        return Topology.schemes();
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        RedisAddress address;
        try {
            address = RedisAddress.of(options);
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
        return RedisBroker.connect(vertx, options, address, listener);
    }
}
