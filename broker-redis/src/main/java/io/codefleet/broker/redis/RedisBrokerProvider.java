package io.codefleet.broker.redis;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.redis.connection.RedisAddress;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;

/**
 * Serves {@code redis://[[user]:password@]host[:port][/database]}, and {@code rediss://…} for TLS, with {@code ?ca=/path/of.pem}
 * for certificates beside those that the JVM trusts. Needs Redis 6.2 or newer, or Valkey, that evicts no keys ({@code
 * maxmemory-policy noeviction}). A task is as durable as that server's persistence makes it.
 */
public final class RedisBrokerProvider implements BrokerProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RedisBrokerProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss");
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
