package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one process for all but its leadership. It comes back when it was lost. Its blocking steps run on two threads of its
 * own: one for messages, which keep their order, and one for the rest.
 */
final class RabbitClient {
    private static final long RECONNECT_MILLIS = 200;
    private static final int CLOSE_MILLIS = 2000;

    private final Vertx vertx;
    private final Context context;
    private final RabbitConnector connector;
    private final RabbitAddress address;
    private final RabbitNames names;
    private final String clientId = UUID.randomUUID().toString();
    private final StepThread steps;
    private final MessagePublisher messages;
    private volatile boolean closed;
    private volatile @Nullable Connection connection;
    private volatile AlarmListener alarm = new AlarmListener();
    private volatile BiConsumer<String, Buffer> handler = (type, message) -> {};

    RabbitClient(Vertx vertx, RabbitConnector connector, RabbitAddress address, RabbitNames names) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.connector = connector;
        this.address = address;
        this.names = names;
        this.steps = new StepThread(vertx, context, "steps");
        this.messages = new MessagePublisher(vertx, this);
    }

    String clientId() {
        return clientId;
    }

    Context context() {
        return context;
    }

    RabbitNames names() {
        return names;
    }

    RabbitAddress address() {
        return address;
    }

    RabbitConnector connector() {
        return connector;
    }

    boolean isClosed() {
        return closed;
    }

    ClosedException closedFailure() {
        return new ClosedException("the broker at " + address);
    }

    /** Sets the handler of the messages to this process, with their types; called on the context. */
    void handler(BiConsumer<String, Buffer> value) {
        handler = value;
    }

    // ---- the connection

    /** Connects for the first time and makes what is missing on the server. */
    Future<Void> open() {
        return run(() -> {
            dial(made -> connector.declare(made, names));
            return null;
        });
    }

    private void dial(Preparation before) throws IOException, TimeoutException {
        Connection made = connector.connect(names.namespace());
        try {
            before.run(made);
            use(made);
        } catch (IOException | TimeoutException | RuntimeException e) {
            made.abort(CLOSE_MILLIS);
            throw e;
        }
    }

    @FunctionalInterface
    private interface Preparation {
        void run(Connection made) throws IOException, TimeoutException;
    }

    private void use(Connection made) throws IOException {
        AlarmListener ofServer = new AlarmListener();
        made.addBlockedListener(ofServer);
        alarm = ofServer;
        Channel channel = made.createChannel();
        String queue = names.queue(RabbitNames.client(UUID.randomUUID().toString()));
        channel.queueDeclare(queue, false, true, true, Map.of());
        channel.queueBind(queue, names.exchange(), RabbitNames.client(clientId));
        channel.queueBind(queue, names.exchange(), RabbitNames.ALL);
        channel.basicConsume(
                queue,
                true,
                (tag, delivery) -> context.runOnContext(v -> handler.accept(
                        String.valueOf(delivery.getProperties().getType()), Buffer.buffer(delivery.getBody()))),
                tag -> connector.abort(made));
        Channel sender = made.createChannel();
        messages.use(sender);
        connection = made;
        made.addShutdownListener(cause -> lost(made));
        sender.addShutdownListener(cause -> connector.abort(made));
        if (closed) {
            made.abort(CLOSE_MILLIS);
        }
    }

    private void lost(Connection which) {
        if (connection == which) {
            connection = null;
            messages.lost();
            context.runOnContext(v -> handler.accept(RabbitChannel.GONE, Buffer.buffer()));
            again();
        }
    }

    private void again() {
        if (!closed) {
            vertx.setTimer(
                    RECONNECT_MILLIS,
                    v -> run(() -> {
                                dial(made -> {});
                                return null;
                            })
                            .onFailure(failure -> again()));
        }
    }

    BrokerUnavailableException lost() {
        return new BrokerUnavailableException("the connection to the server at " + address + " was lost", null);
    }

    Connection connection() {
        Connection current = connection;
        if (current == null) {
            throw lost();
        }
        return current;
    }

    // ---- steps

    /** Runs a blocking step behind the ones before; its failures become typed. */
    <T extends @Nullable Object> Future<T> run(Callable<T> step) {
        if (closed) {
            return Future.failedFuture(closedFailure());
        }
        return steps.run(step).recover(this::typed);
    }

    private <T extends @Nullable Object> Future<T> typed(Throwable failure) {
        return Future.failedFuture(closed ? closedFailure() : RabbitFailures.typed(address.toString(), failure));
    }

    /** Reads a stream from an offset on. */
    StreamReader.Part read(String key, long from, long maxBytes) throws IOException, InterruptedException {
        checkAlarm();
        return new StreamReader(connection(), names, address.timeout()).read(key, from, maxBytes);
    }

    /**
     * Checks that the server accepts messages.
     *
     * @throws BrokerUnavailableException if the server takes nothing now, as its disk or its memory is full
     */
    void checkAlarm() {
        alarm.alarm().ifPresent(reason -> {
            throw new BrokerUnavailableException(alarmText(address, reason), null);
        });
    }

    static String alarmText(RabbitAddress address, String reason) {
        return "the server at " + address + " stores nothing now: its alarm says \"" + reason
                + "\"; free disk space or memory there";
    }

    /** Sends a message to the queues that are bound by the key; see {@link MessagePublisher#publish}. */
    Future<Void> publish(String key, BasicProperties.Builder properties, Buffer message) {
        if (closed) {
            return Future.failedFuture(closedFailure());
        }
        return messages.publish(key, properties, message).recover(this::typed);
    }

    /** Ends the connection. Never fails. */
    Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        Connection open = connection;
        connection = null;
        // Not on the thread of a step, which may wait for the connection.
        Future<Void> ended = vertx.executeBlocking(
                () -> {
                    if (open != null) {
                        open.abort(CLOSE_MILLIS);
                    }
                    return null;
                },
                false);
        return ended.otherwiseEmpty()
                .compose(v -> steps.close())
                .compose(v -> messages.close())
                .otherwiseEmpty();
    }
}
