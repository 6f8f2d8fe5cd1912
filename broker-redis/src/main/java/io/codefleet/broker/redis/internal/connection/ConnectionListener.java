package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;

/** A listener that is called on the context of a connection with whether it can be used. */
public interface ConnectionListener {
    /** Called when the connection works, for the first time or again. */
    void up(Node node);

    /** Called when the connection is broken; another is being made. */
    void down();
}
