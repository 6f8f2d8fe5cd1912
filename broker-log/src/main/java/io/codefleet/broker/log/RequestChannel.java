package io.codefleet.broker.log;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * Carries messages between the processes and the leader. It is not durable: a message may be lost, and is never delivered twice or
 * cut. The messages of one sender to one receiver arrive in their order. A message has at most {@link #maxBytes} bytes.
 */
public interface RequestChannel {
    /** Returns the size of the largest message that it carries, in bytes. */
    default int maxBytes() {
        return LogRecord.MAX_BYTES;
    }

    /** Returns the size of the largest call that the other side takes, in bytes, in however many messages. */
    default int maxCallBytes() {
        return Integer.MAX_VALUE;
    }

    /** Returns whether each accepted message arrives unless the lost handler runs. Where it does, nothing is sent again before. */
    default boolean isReliable() {
        return false;
    }

    /**
     * Returns whether the server must be shown the leases that workers hold when a session begins, by a renewal. Without one
     * it lets a worker read no task that it did not itself hand out.
     */
    default boolean needsLeases() {
        return false;
    }

    /** Returns the name under which the leader reaches this process; different for each open log, at most 60 characters. */
    String clientId();

    /**
     * Sends a message to the process that serves. Success does not mean that it was delivered. Failure, with
     * {@link io.codefleet.error.BrokerUnavailableException}, means that it surely was not delivered, as no process serves.
     */
    Future<Void> send(Buffer message);

    /** Sets the handler of the leader's messages. Messages without a handler are dropped. */
    void handler(Handler<Buffer> handler);

    /**
     * Sets what runs when this process notices that the serving process is gone, so that messages sent before may never be answered. Not
     * all systems notice it.
     */
    void lostHandler(Runnable handler);

    /**
     * Makes this process the one that serves, in place of any other. The handler receives messages of all processes from the
     * time that the future completes, its own included.
     */
    Future<LeaderChannel> serve(RequestHandler handler);
}
