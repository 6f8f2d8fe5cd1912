package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;

/** A listener that is called on the context of a connection with whether it can be used. */
public interface ConnectionListener {
    /** Handles a connection that works, for the first time or again. */
    void up(Node node);

    /** Handles a connection that broke; another is being made. */
    void down();
}
