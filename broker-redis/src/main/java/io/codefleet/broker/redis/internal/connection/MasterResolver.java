package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;
import io.vertx.core.Future;
import java.util.List;

/** Finds the node that serves a namespace now. */
interface MasterResolver {
    /** Returns the nodes that may be the master, the likeliest first; at least one. Called on the context. */
    Future<List<Node>> find();
}
