package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection for messages. It subscribes again after a break; what was published meanwhile is lost, as messages are. It is
 * probed now and then, as a half-open connection would be silent for ever. Confined to the context, but for {@link #subscribe}
 * and {@link #unsubscribe}.
 */
public final class MessageConnection {
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(15);
    private static final int MAX_UNDER_WAY = 1024;

    private final Vertx vertx;
    private final Context context;
    private final Dialer dialer;
    private final BiConsumer<String, Buffer> onMessage;
    private final ReconnectingConnection link;
    private final Set<String> channels = new HashSet<>();
    /** Channels that the newest connection has subscribed to before it came into use. */
    private Set<String> entered = Set.of();

    private final Map<String, Promise<Void>> confirmations = new HashMap<>();
    private long probeTimer = -1;
    private boolean silent;

    /**
     * Creates the connection for messages.
     *
     * @param onMessage called on the context for each message with its channel and content
     */
    public MessageConnection(Vertx vertx, Context context, Dialer dialer, BiConsumer<String, Buffer> onMessage) {
        this.vertx = vertx;
        this.context = context;
        this.dialer = dialer;
        this.onMessage = onMessage;
        this.link = new ReconnectingConnection(vertx, context, dialer, MAX_UNDER_WAY, new Subscriber());
    }

    /** Connects and subscribes to a first channel; fails with a typed error if that cannot be done now. On the context. */
    public Future<Void> open(String channel) {
        listenTo(channel);
        return link.connect().recover(failure -> Future.failedFuture(Failures.of(dialer.address(), failure)));
    }

    /** Connects and subscribes to a first channel, as often as it takes. On the context. */
    void openLater(String channel) {
        listenTo(channel);
        link.reconnectLater();
    }

    private void listenTo(String channel) {
        channels.add(channel);
        Duration probe = dialer.address().timeout().multipliedBy(2);
        probeTimer = vertx.setPeriodic(Math.min(probe.toMillis(), LONGEST_PROBE.toMillis()), timer -> probe());
    }

    /** Follows the node that serves now: messages of another would soon be those of a server that was left behind. */
    public void follow(Node node) {
        Node current = link.node();
        if (current != null && !current.equals(node)) {
            link.reset("another node serves now");
        }
    }

    private final class Subscriber implements ReconnectingConnection.Owner {
        @Override
        public Future<Void> enter(RedisConnection fresh) {
            fresh.handler(message -> context.runOnContext(v -> received(message)));
            List<Future<Void>> subscribed = new ArrayList<>();
            entered = Set.copyOf(channels);
            entered.forEach(channel -> subscribed.add(subscribe(fresh, channel)));
            return Future.all(subscribed).mapEmpty();
        }

        @Override
        public void up(Node node) {
            silent = false;
            catchUp();
        }

        @Override
        public void down() {
            confirmations.clear();
        }
    }

    /** Subscribes to the channels that came while the connection was made, and unsubscribes from those that went. */
    private void catchUp() {
        RedisConnection connection = link.connection();
        if (connection == null) {
            return;
        }
        channels.stream()
                .filter(channel -> !entered.contains(channel))
                .forEach(channel -> subscribe(connection, channel));
        entered.stream()
                .filter(channel -> !channels.contains(channel))
                .forEach(channel ->
                        connection.send(Request.cmd(Command.UNSUBSCRIBE).arg(channel)));
    }

    private Future<Void> subscribe(RedisConnection connection, String channel) {
        Promise<Void> confirmed = Promise.promise();
        confirmations.put(channel, confirmed);
        return connection.send(Request.cmd(Command.SUBSCRIBE).arg(channel)).compose(written -> confirmed.future());
    }

    private void received(@Nullable Response message) {
        silent = false;
        if (message instanceof Throwable refusal) {
            confirmations.values().forEach(confirmation -> confirmation.tryFail(refusal));
            confirmations.clear();
            return;
        }
        boolean isMessage = message != null
                && (message.type() == ResponseType.PUSH || message.type() == ResponseType.MULTI)
                && message.size() >= 3;
        if (message == null || !isMessage) {
            return;
        }
        String kind = String.valueOf(message.get(0));
        String channel = String.valueOf(message.get(1));
        if (kind.equals("message")) {
            Response content = message.get(2);
            onMessage.accept(channel, content == null ? Buffer.buffer() : content.toBuffer());
        } else if (kind.equals("subscribe")) {
            Promise<Void> confirmed = confirmations.remove(channel);
            if (confirmed != null) {
                confirmed.tryComplete();
            }
        }
    }

    private void probe() {
        RedisConnection connection = link.connection();
        if (connection == null) {
            return;
        }
        if (silent) {
            link.reset("it did not answer a probe");
        } else {
            silent = true;
            connection.send(Request.cmd(Command.PING)).onSuccess(pong -> context.runOnContext(v -> silent = false));
        }
    }

    /** Subscribes to one more channel; completes when that is in force, or at once without a connection. */
    public Future<Void> subscribe(String channel) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            RedisConnection connection = link.connection();
            if (channels.add(channel) && connection != null) {
                subscribe(connection, channel)
                        .timeout(dialer.address().timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .recover(failure -> Future.failedFuture(Failures.of(dialer.address(), failure)))
                        .onComplete(done);
            } else {
                done.complete();
            }
        });
        return done.future();
    }

    /** Unsubscribes from a channel. */
    public void unsubscribe(String channel) {
        context.runOnContext(v -> {
            RedisConnection connection = link.connection();
            if (channels.remove(channel) && connection != null) {
                connection.send(Request.cmd(Command.UNSUBSCRIBE).arg(channel));
            }
        });
    }

    /** Disconnects. On the context. */
    public void close() {
        vertx.cancelTimer(probeTimer);
        link.close();
    }
}
