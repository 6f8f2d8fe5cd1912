package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.broker.log.server.FailureCauses;
import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a process that leads. It holds the lock, an exclusive queue, and all appends go over it, so that the server drops
 * both together. Whether another process can have begun to lead is known only from the log: see {@link LogTail}.
 */
final class LeaderConnection implements Leadership {
    private static final int CLOSE_MILLIS = 2000;
    private static final int PREFETCH = 256;

    private final Vertx vertx;
    private final RabbitClient client;
    private final RabbitNames names;
    private final Connection connection;
    private final Channel appender;
    private final LogTail tail;
    private final StepThread appends;
    private final StepThread messages;
    private final Promise<Void> lost = Promise.promise();
    private final AlarmListener alarm = new AlarmListener();
    private @Nullable Future<Void> resigned;

    private LeaderConnection(Vertx vertx, RabbitClient client, Connection connection, Channel appender, LogTail tail) {
        this.vertx = vertx;
        this.client = client;
        this.names = client.names();
        this.connection = connection;
        this.appender = appender;
        this.tail = tail;
        this.appends = new StepThread(vertx, client.context(), "appends");
        this.messages = new StepThread(vertx, client.context(), "replies");
    }

    /** Takes the lock; empty if another process has it. Blocks. */
    static Optional<LeaderConnection> take(Vertx vertx, RabbitClient client) throws IOException, TimeoutException {
        RabbitNames names = client.names();
        Connection connection = client.connector().connect(names.namespace() + " leader");
        try {
            Channel lock = connection.createChannel();
            String queue = names.queue(RabbitNames.LOCK);
            // Processes that ask whether the lock is held send messages to it; it keeps none of them.
            lock.queueDeclare(queue, false, true, false, Map.of("x-max-length", 0));
            lock.queueBind(queue, names.exchange(), RabbitNames.LOCK);
            Channel appender = connection.createChannel();
            LogTail tail = new LogTail();
            LeaderConnection taken = new LeaderConnection(vertx, client, connection, appender, tail);
            try {
                taken.listen();
            } catch (IOException | RuntimeException e) {
                taken.resign();
                throw e;
            }
            return Optional.of(taken);
        } catch (IOException | RuntimeException e) {
            connection.abort(CLOSE_MILLIS);
            if (RabbitFailures.isLocked(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void listen() throws IOException {
        connection.addBlockedListener(alarm);
        appender.addReturnListener(returned -> tail.refuse(
                AppendException.Kind.FAILED,
                "the stream " + names.queue(RabbitNames.LOG)
                        + " was deleted; restart the processes to begin an empty namespace"));
        String stream = names.queue(RabbitNames.LOG);
        Channel reader = connection.createChannel();
        reader.basicQos(PREFETCH);
        reader.basicConsume(
                stream,
                false,
                Map.of("x-stream-offset", "last"),
                (tag, delivery) -> {
                    tail.take(StreamMessage.of(stream, delivery));
                    reader.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                },
                tag -> client.connector().abort(connection));
        reader.addShutdownListener(cause -> client.connector().abort(connection));
        appender.addShutdownListener(cause -> client.connector().abort(connection));
        connection.addShutdownListener(cause -> ended());
    }

    private void ended() {
        tail.refuse(AppendException.Kind.UNKNOWN, "the connection to the server at " + client.address() + " was lost");
        client.context().runOnContext(v -> lost.tryComplete());
    }

    // ---- the right to lead

    @Override
    public Future<Void> lost() {
        return lost.future();
    }

    /** Returns zero: the server may drop a connection at any time, and its other end may learn of it late. */
    @Override
    public Duration exclusiveFor() {
        return Duration.ZERO;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public synchronized Future<Void> resign() {
        Future<Void> before = resigned;
        if (before != null) {
            return before;
        }
        // Not on the thread of the appends, which may wait for the connection.
        Future<Void> ended = vertx.executeBlocking(
                        () -> {
                            if (connection.isOpen()) {
                                connection.abort(CLOSE_MILLIS);
                            }
                            return null;
                        },
                        false)
                .transform(done -> appends.close())
                .transform(done -> messages.close());
        resigned = ended;
        return ended;
    }

    // ---- records

    Future<Appended> append(long after, LogRecord record) {
        Promise<Appended> promise = Promise.promise();
        Promise<Appended> onContext = Promise.promise();
        long timer = vertx.setTimer(client.address().timeout().toMillis(), late -> {
            promise.tryFail(new AppendException(
                    AppendException.Kind.UNKNOWN,
                    "the server at " + client.address() + " did not give back a record within "
                            + DurationText.format(client.address().timeout()),
                    null));
            // A connection over which nothing comes back can lead no more; one that an alarm holds up works later.
            if (alarm.alarm().isEmpty()) {
                client.connector().abort(connection);
            }
        });
        promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            client.context().runOnContext(v -> onContext.handle(done));
        });
        appends.run(() -> {
                    send(after, record, promise);
                    return null;
                })
                .onFailure(failure -> promise.tryFail(failure instanceof AppendException ? failure : notSent(failure)));
        return onContext.future();
    }

    private void send(long after, LogRecord record, Promise<Appended> promise)
            throws IOException, InterruptedException {
        Optional<String> reason = alarm.alarm();
        if (reason.isPresent()) {
            throw new AppendException(
                    AppendException.Kind.FAILED, RabbitClient.alarmText(client.address(), reason.get()), null);
        }
        if (!connection.isOpen()) {
            throw refused();
        }
        if (!tail.knows() && hasRecords(after)) {
            throw refused();
        }
        String id = UUID.randomUUID().toString();
        if (!tail.expect(after, id, promise)) {
            throw refused();
        }
        try {
            appender.basicPublish(
                    names.exchange(),
                    RabbitNames.LOG,
                    true,
                    StreamMessage.properties(StreamMessage.RECORD, id),
                    record.encode().getBytes());
        } catch (IOException | RuntimeException e) {
            throw new AppendException(
                    AppendException.Kind.UNKNOWN, "a record could not be sent: " + FailureCauses.message(e), e);
        }
    }

    private boolean hasRecords(long after) throws IOException, InterruptedException {
        return new StreamReader(connection, names, client.address().timeout())
                .read(RabbitNames.LOG, after, 1).messages().stream()
                        .anyMatch(message -> message.is(StreamMessage.RECORD));
    }

    private AppendException notSent(Throwable failure) {
        return new AppendException(
                AppendException.Kind.FAILED,
                "a record was not sent to the server at " + client.address() + ": " + FailureCauses.message(failure),
                failure);
    }

    static AppendException refused() {
        return new AppendException(AppendException.Kind.REFUSED, "this process does not lead the namespace", null);
    }

    // ---- requests

    Future<LeaderChannel> serve(RequestHandler handler) {
        return messagesRun(() -> {
            Channel channel = connection.createChannel();
            String queue = names.queue(RabbitNames.REQUESTS + ":" + UUID.randomUUID());
            channel.queueDeclare(queue, false, true, true, Map.of());
            channel.basicPublish(
                    names.exchange(),
                    RabbitNames.ALL,
                    new BasicProperties.Builder().type(RabbitChannel.LEADS).build(),
                    new byte[0]);
            channel.basicConsume(
                    queue,
                    true,
                    (tag, delivery) -> client.context()
                            .runOnContext(v -> handler.handle(
                                    String.valueOf(delivery.getProperties().getReplyTo()),
                                    Buffer.buffer(delivery.getBody()))),
                    tag -> {});
            channel.queueBind(queue, names.exchange(), RabbitNames.REQUESTS);
            return new Serving(channel);
        });
    }

    private <T> Future<T> messagesRun(Callable<T> step) {
        return messages.run(step)
                .recover(failure -> Future.failedFuture(
                        RabbitFailures.typed(client.address().toString(), failure)));
    }

    private final class Serving implements LeaderChannel {
        private final Channel channel;

        Serving(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void send(String clientId, Buffer message) {
            messagesRun(() -> {
                // A closed channel loses the message, as any message may be lost.
                channel.basicPublish(
                        names.exchange(),
                        RabbitNames.client(clientId),
                        new BasicProperties.Builder()
                                .type(RabbitChannel.MESSAGE)
                                .build(),
                        message.getBytes());
                return true;
            });
        }

        @Override
        public Future<Void> close() {
            return messagesRun(() -> {
                        channel.abort();
                        return true;
                    })
                    .transform(done -> Future.succeededFuture());
        }
    }
}
