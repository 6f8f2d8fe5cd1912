package io.codefleet.broker.log;

import io.vertx.core.buffer.Buffer;

/** Hears the messages to the leader. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Handles a message of a client. Calls come on one context, one at a time.
     *
     * @param clientId who sent it: {@link RequestChannel#clientId} of its log
     */
    void handle(String clientId, Buffer message);
}
