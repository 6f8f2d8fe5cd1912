package io.codefleet.broker.log;

import io.vertx.core.buffer.Buffer;

/** Hears the messages to the leader. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * A message arrived; called on one context at a time.
     *
     * @param clientId who sent it: {@link RequestChannel#clientId} of its log
     */
    void handle(String clientId, Buffer message);
}
