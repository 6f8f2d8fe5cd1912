package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;

/**
 * A connection that has been entered, with the client that holds nothing else.
 *
 * @param node where it leads
 */
record AuthenticatedConnection(Redis client, RedisConnection connection, Node node) {
    void close() {
        client.close();
    }
}
