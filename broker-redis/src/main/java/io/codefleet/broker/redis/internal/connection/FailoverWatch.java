package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Hears from the Sentinels that another server has become the master. Where the old one is dead all know already; but where it
 * lives, it takes writes, which will be lost, until a Sentinel informs it some seconds later. All Sentinels are heard, as the
 * others learn it late from the one that brought it about. Confined to the context.
 */
public final class FailoverWatch {
    private static final String CHANNEL = "+switch-master";

    private final List<MessageConnection> sentinels = new ArrayList<>();
    private final String master;
    private final Runnable onSwitch;

    /**
     * Creates a watch of the Sentinels.
     *
     * @param onSwitch called on the context
     */
    public FailoverWatch(Vertx vertx, Context context, RedisAddress address, Runnable onSwitch) {
        this.master = address.master();
        this.onSwitch = onSwitch;
        address.nodes()
                .forEach(sentinel -> sentinels.add(new MessageConnection(
                        vertx, context, Dialer.toSentinel(vertx, address, sentinel), this::onMessage)));
    }

    /** Begins to listen; keeps trying where a Sentinel does not answer. */
    public void start() {
        sentinels.forEach(sentinel -> sentinel.openLater(CHANNEL));
    }

    /** Handles a message of a Sentinel: the name of the master, its old address and its new one. */
    private void onMessage(String channel, Buffer message) {
        if (message.toString().startsWith(master + " ")) {
            onSwitch.run();
        }
    }

    /** Disconnects. */
    public void close() {
        sentinels.forEach(MessageConnection::close);
    }
}
