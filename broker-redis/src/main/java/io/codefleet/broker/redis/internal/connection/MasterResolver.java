package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;
import io.vertx.core.Future;
import java.util.List;

/** Finds the node that serves a namespace now. */
interface MasterResolver {
    /** The nodes that may be it, the likeliest first; at least one. On the context. */
    Future<List<Node>> find();
}
