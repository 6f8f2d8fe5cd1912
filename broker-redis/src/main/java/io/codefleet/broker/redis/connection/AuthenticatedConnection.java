package io.codefleet.broker.redis.connection;

import io.codefleet.broker.redis.address.Node;
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
