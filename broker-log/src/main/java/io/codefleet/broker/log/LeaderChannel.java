package io.codefleet.broker.log;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The leader's end of the channel. */
public interface LeaderChannel {
    /** Sends a message to one client. A client that is gone gets nothing, and the loss is not reported. */
    void send(String clientId, Buffer message);

    /** Ends the serving. Never fails; repeating it changes nothing. */
    Future<Void> close();
}
