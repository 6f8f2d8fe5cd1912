package io.codefleet.broker.redis.connection;

import io.codefleet.broker.redis.address.RedisAddress;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * Hears from a Sentinel that another server has become the master. Most clients know already, as the old one is dead; one that
 * still reaches the old one, and would go on to write where nobody will read, does not. Confined to the context.
 */
public final class FailoverWatch {
    private static final String CHANNEL = "+switch-master";

    private final MessageConnection messages;
    private final String master;
    private final Runnable onSwitch;

    /** @param onSwitch told on the context */
    public FailoverWatch(Vertx vertx, Context context, RedisAddress address, Runnable onSwitch) {
        this.messages = new MessageConnection(vertx, context, Dialer.toSentinels(vertx, address), this::heard);
        this.master = address.master();
        this.onSwitch = onSwitch;
    }

    /** Begins to listen; goes on trying while no Sentinel answers. */
    public void start() {
        messages.openLater(CHANNEL);
    }

    /** The message is the name of the master, its old address and its new one. */
    private void heard(String channel, Buffer message) {
        if (message.toString().startsWith(master + " ")) {
            onSwitch.run();
        }
    }

    /** Disconnects. */
    public void close() {
        messages.close();
    }
}
