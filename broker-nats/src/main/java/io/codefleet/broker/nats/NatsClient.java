package io.codefleet.broker.nats;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.time.DurationText;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one process to the servers. Each request has a time limit of its own, and ends at once when the connection breaks
 * or the server says that a right is missing; the client library ends neither. Safe for use by several threads; answers come on the
 * context.
 */
final class NatsClient implements NatsConnector.Watcher {
    private static final int PENDING_MESSAGES = 1_000_000;
    private static final long PENDING_BYTES = 256L << 20;

    private final Vertx vertx;
    private final Context context;
    private final String server;
    private final String clientId = UUID.randomUUID().toString();
    private final String answers;
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicLong lastRequest = new AtomicLong();
    private final Duration timeout;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Dispatcher dispatcher;
    private volatile @Nullable BrokerRefusedException refusal;
    private volatile boolean closed;
    private volatile Runnable disconnectHandler = () -> {};
    private volatile Runnable reconnectHandler = () -> {};

    private record Pending(String subject, Promise<Message> answer) {}

    NatsClient(Vertx vertx, Context context, String server, NatsNames names, Duration timeout) {
        this.vertx = vertx;
        this.context = context;
        this.server = server;
        this.answers = names.answers(clientId);
        this.timeout = timeout;
    }

    /** Begins to receive answers; called once, not on an event loop. */
    void use(Connection made) {
        connection = made;
        Dispatcher receiver = made.createDispatcher(message -> {});
        receiver.setPendingLimits(PENDING_MESSAGES, PENDING_BYTES);
        dispatcher = receiver;
        receiver.subscribe(answers + "*", this::answer);
    }

    String clientId() {
        return clientId;
    }

    Duration timeout() {
        return timeout;
    }

    boolean isClosed() {
        return closed;
    }

    ClosedException closedFailure() {
        return new ClosedException("the broker at " + server);
    }

    private Connection connection() {
        return Objects.requireNonNull(connection, "not connected");
    }

    // ---- messages

    /** Subscribes to a subject from the time that the future completes; the handler runs on the context. */
    Future<Subscription> subscribe(String subject, Handler<Message> handler) {
        return vertx.executeBlocking(
                () -> {
                    Subscription made = Objects.requireNonNull(dispatcher, "not connected")
                            .subscribe(subject, message -> context.runOnContext(v -> handler.handle(message)));
                    try {
                        confirm(subject);
                        return made;
                    } catch (RuntimeException | InterruptedException e) {
                        unsubscribe(made);
                        throw e;
                    }
                },
                false);
    }

    /** Waits until the server has seen a subscription. */
    private void confirm(String subject) throws InterruptedException {
        try {
            connection().flush(timeout);
        } catch (TimeoutException e) {
            throw new BrokerUnavailableException(
                    "the server at " + server + " did not confirm a subscription to " + subject + " within "
                            + DurationText.format(timeout),
                    e);
        }
        BrokerRefusedException refused = refusal;
        if (refused != null) {
            throw refused;
        }
    }

    void unsubscribe(Subscription subscription) {
        Dispatcher receiver = dispatcher;
        if (receiver != null && !closed && receiver.isActive() && subscription.isActive()) {
            receiver.unsubscribe(subscription);
        }
    }

    /** Sends a message, or drops it where the connection is closed. */
    void publish(String subject, @Nullable String replyTo, byte[] message) {
        try {
            connection().publish(subject, replyTo, message);
        } catch (IllegalStateException e) {
            // Closed, or away for so long that the buffer is full: lost, as any message may be.
            return;
        }
    }

    Future<Void> onContext(Runnable step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            step.run();
            done.complete();
        });
        return done.future();
    }

    // ---- requests

    /** Sends a request; fails with {@link BrokerUnavailableException} if no answer comes. */
    Future<Message> request(String subject, @Nullable Headers headers, byte[] message) {
        if (closed) {
            return Future.failedFuture(closedFailure());
        }
        BrokerRefusedException refused = refusal;
        if (refused != null) {
            return Future.failedFuture(refused);
        }
        long number = lastRequest.incrementAndGet();
        Promise<Message> answer = Promise.promise();
        pending.put(number, new Pending(subject, answer));
        long timer = vertx.setTimer(
                timeout.toMillis(),
                late -> answer.tryFail(new BrokerUnavailableException(
                        "the server at " + server + " did not answer a request to " + subject + " within "
                                + DurationText.format(timeout),
                        null)));
        Promise<Message> onContext = Promise.promise();
        answer.future().onComplete(done -> {
            pending.remove(number);
            vertx.cancelTimer(timer);
            context.runOnContext(v -> onContext.handle(done));
        });
        try {
            connection().publish(subject, answers + number, headers, message);
        } catch (IllegalStateException | IllegalArgumentException e) {
            answer.tryFail(new NotSentException(server, e));
        }
        return onContext.future();
    }

    /** A request that did not leave this process. */
    static final class NotSentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotSentException(String server, Throwable cause) {
            super("nothing was sent to " + server + ": " + cause.getMessage(), cause);
        }
    }

    private void answer(Message message) {
        String subject = message.getSubject();
        Pending one = pending.get(Long.parseLong(subject.substring(answers.length())));
        if (one == null) {
            return;
        }
        if (message.isStatusMessage() && message.getStatus().getCode() == JetStreamException.NOBODY) {
            one.answer().tryFail(JetStreamException.nobody(one.subject()));
        } else {
            one.answer().tryComplete(message);
        }
    }

    /** Sends a request to JetStream; fails with {@link JetStreamException} if it answers with an error. */
    Future<JsonObject> api(String verb, JsonObject arguments) {
        return request("$JS.API." + verb, null, arguments.toBuffer().getBytes()).compose(answer -> json(verb, answer));
    }

    /** Stores a message; the future has the answer with the sequence. */
    Future<Long> store(String subject, Headers headers, Buffer message) {
        return request(subject, headers, message.getBytes())
                .compose(answer -> json(subject, answer))
                .map(answer -> answer.getLong("seq"));
    }

    private static Future<JsonObject> json(String asked, Message answer) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(answer.getData()));
            JsonObject error = json.getJsonObject("error");
            return error == null ? Future.succeededFuture(json) : Future.failedFuture(JetStreamException.of(error));
        } catch (DecodeException | ClassCastException e) {
            return Future.failedFuture(new MalformedDataException("the answer to " + asked, "it is not JSON", e));
        }
    }

    // ---- what the library says

    /** Sets what runs on the context when the connection breaks, and when there is one again. */
    void connectionHandlers(Runnable disconnect, Runnable reconnect) {
        disconnectHandler = disconnect;
        reconnectHandler = reconnect;
    }

    @Override
    public void reconnected() {
        context.runOnContext(v -> reconnectHandler.run());
    }

    @Override
    public void disconnected() {
        // The next connection may have the right: an administrator gives it while the processes run.
        refusal = null;
        context.runOnContext(v -> disconnectHandler.run());
        failAll(
                one -> true,
                new BrokerUnavailableException("the connection to the server at " + server + " was lost", null));
    }

    @Override
    public void refused(String error) {
        String text = error.toLowerCase(Locale.ROOT);
        if (!text.contains("permissions violation")) {
            return;
        }
        BrokerRefusedException failure = new BrokerRefusedException(
                "the server at " + server + " says: " + error
                        + "; give the user the rights that docs/guides/nats.md lists",
                null);
        boolean isDeaf = text.contains("subscription");
        if (isDeaf) {
            refusal = failure;
        }
        failAll(one -> isDeaf || text.contains("\"" + one.subject().toLowerCase(Locale.ROOT) + "\""), failure);
    }

    private void failAll(Predicate<Pending> which, Throwable failure) {
        List<Pending> all = new ArrayList<>(pending.values());
        all.stream().filter(which).forEach(one -> one.answer().tryFail(failure));
    }

    /** Sends what waits and ends the connection. */
    Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        failAll(one -> true, closedFailure());
        Connection open = connection;
        return vertx.executeBlocking(
                () -> {
                    if (open != null) {
                        if (open.getStatus() == Connection.Status.CONNECTED) {
                            open.flush(timeout);
                        }
                        open.close();
                    }
                    return null;
                },
                false);
    }
}
