package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages, one behind the other, on a thread of its own. It fails a message only if nobody surely has it; a message whose
 * fate is not known succeeds, as one that its receiver loses does.
 */
final class MessagePublisher {
    private final Vertx vertx;
    private final RabbitClient client;
    private final StepThread thread;
    private final Map<Long, Publication> unconfirmed = new ConcurrentSkipListMap<>();
    private volatile @Nullable Channel sender;

    MessagePublisher(Vertx vertx, RabbitClient client) {
        this.vertx = vertx;
        this.client = client;
        this.thread = new StepThread(vertx, client.context(), "messages");
    }

    /** A message on its way; it is begun once, by the thread that sends it or by the end of its time. */
    private static final class Publication {
        private final Promise<Void> promise = Promise.promise();
        private final AtomicBoolean begun = new AtomicBoolean();

        boolean begin() {
            return begun.compareAndSet(false, true);
        }
    }

    /** Sends on this channel from now on. */
    void use(Channel channel) throws IOException {
        channel.confirmSelect();
        channel.addReturnListener(returned -> {
            Publication one =
                    unconfirmed.remove(Long.parseLong(returned.getProperties().getMessageId()));
            if (one != null) {
                one.promise.tryFail(new NobodyException(returned.getRoutingKey()));
            }
        });
        // What the server refuses to confirm may have been delivered to some.
        channel.addConfirmListener(this::confirm, this::confirm);
        sender = channel;
    }

    private void confirm(long number, boolean multiple) {
        if (multiple) {
            new ArrayList<>(unconfirmed.keySet())
                    .stream().filter(each -> each < number).forEach(this::settle);
        }
        settle(number);
    }

    private void settle(long number) {
        Publication one = unconfirmed.remove(number);
        if (one != null) {
            one.promise.tryComplete();
        }
    }

    /** Handles the loss of the connection. What was sent over it may have arrived. */
    void lost() {
        sender = null;
        new ArrayList<>(unconfirmed.keySet()).forEach(this::settle);
    }

    /**
     * Sends a message to the queues that are bound by the key. Fails with {@link NobodyException} if there are none, and with {@link
     * BrokerUnavailableException} if it was not sent.
     */
    Future<Void> publish(String key, BasicProperties.Builder properties, Buffer message) {
        Publication one = new Publication();
        long timer = vertx.setTimer(client.address().timeout().toMillis(), late -> {
            if (one.begin()) {
                one.promise.tryFail(new BrokerUnavailableException(
                        "a message was not sent to the server at " + client.address() + " within "
                                + DurationText.format(client.address().timeout()),
                        null));
            } else {
                one.promise.tryComplete();
            }
        });
        thread.run(() -> {
                    send(one, key, properties, message);
                    return null;
                })
                .onFailure(one.promise::tryFail);
        Promise<Void> onContext = Promise.promise();
        one.promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            client.context().runOnContext(v -> onContext.handle(done));
        });
        return onContext.future();
    }

    private void send(Publication one, String key, BasicProperties.Builder properties, Buffer message) {
        client.checkAlarm();
        Channel channel = sender;
        if (channel == null) {
            throw client.lost();
        }
        if (!one.begin()) {
            return;
        }
        long number = channel.getNextPublishSeqNo();
        unconfirmed.put(number, one);
        try {
            channel.basicPublish(
                    client.names().exchange(),
                    key,
                    true,
                    properties.messageId(Long.toString(number)).build(),
                    message.getBytes());
        } catch (AlreadyClosedException e) {
            unconfirmed.remove(number);
            throw client.lost();
        } catch (IOException e) {
            // A part of it may have left; the connection ends with this fault.
            settle(number);
        }
    }

    /** Ends the thread; what waits fails. */
    Future<Void> close() {
        return thread.close().onComplete(done -> lost());
    }

    /** Nobody is bound by the key: the message was not delivered. */
    static final class NobodyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NobodyException(String key) {
            super("nobody hears " + key);
        }
    }
}
