package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The channel between this process and the leader: an exclusive queue for each, and messages through the exchange. */
final class RabbitChannel implements RequestChannel {
    /** The type of a message of the leader. */
    static final String MESSAGE = "message";
    /** The type of what a new leader says to all. */
    static final String LEADS = "leads";
    /** Not sent: the connection was lost. */
    static final String GONE = "gone";

    private final RabbitClient client;
    private final Supplier<@Nullable LeaderConnection> leader;
    private volatile Handler<Buffer> handler = message -> {};
    private volatile Runnable lostHandler = () -> {};

    RabbitChannel(RabbitClient client, Supplier<@Nullable LeaderConnection> leader) {
        this.client = client;
        this.leader = leader;
        client.handler(this::receive);
    }

    private void receive(String type, Buffer message) {
        switch (type) {
            case MESSAGE -> handler.handle(message);
            case LEADS, GONE -> lostHandler.run();
            default -> {
                // Of a newer version; a message may be lost.
            }
        }
    }

    @Override
    public String clientId() {
        return client.clientId();
    }

    @Override
    public Future<Void> send(Buffer message) {
        return client.publish(
                        RabbitNames.REQUESTS,
                        new BasicProperties.Builder().type(MESSAGE).replyTo(client.clientId()),
                        message)
                .recover(failure -> Future.failedFuture(
                        failure instanceof MessagePublisher.NobodyException
                                ? new BrokerUnavailableException(
                                        "no process leads namespace "
                                                + client.names().namespace() + " at " + client.address(),
                                        failure)
                                : failure));
    }

    @Override
    public void handler(Handler<Buffer> value) {
        handler = value;
    }

    @Override
    public void lostHandler(Runnable value) {
        lostHandler = value;
    }

    @Override
    public Future<LeaderChannel> serve(RequestHandler requests) {
        LeaderConnection current = leader.get();
        return current == null
                ? Future.failedFuture(new BrokerUnavailableException("this process does not lead", null))
                : current.serve(requests);
    }
}
