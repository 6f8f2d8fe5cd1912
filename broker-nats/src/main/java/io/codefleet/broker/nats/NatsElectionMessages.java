package io.codefleet.broker.nats;

import io.codefleet.broker.log.server.Announcement;
import io.codefleet.broker.log.server.ElectionMessages;
import io.codefleet.error.ClosedException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The messages of an election over core NATS, which keeps none of them. */
final class NatsElectionMessages implements ElectionMessages {
    private final NatsClient client;
    private final NatsNames names;
    private final Supplier<Future<Long>> end;

    /**
     * Creates the messages of one process.
     *
     * @param end reads the position of the last record
     */
    NatsElectionMessages(NatsClient client, NatsNames names, Supplier<Future<Long>> end) {
        this.client = client;
        this.names = names;
        this.end = end;
    }

    @Override
    public String clientId() {
        return client.clientId();
    }

    @Override
    public ClosedException closedFailure() {
        return client.closedFailure();
    }

    @Override
    public Future<Long> end() {
        return end.get();
    }

    @Override
    public Future<Void> announce(Announcement announcement) {
        client.publish(names.announcements(), null, announcement.encode());
        return Future.succeededFuture();
    }

    @Override
    public boolean keepsAnnouncements() {
        return false;
    }

    /** Asks; where no process leads, nobody listens to the question, and the server says so. */
    @Override
    public Future<Boolean> isLed() {
        return client.request(names.question(), null, new byte[0])
                .transform(answer ->
                        Future.succeededFuture(!JetStreamException.is(answer.cause(), JetStreamException.NOBODY)));
    }

    @Override
    public Runnable answer(BooleanSupplier announce) {
        Future<Subscription> question = client.subscribe(names.question(), asked -> answer(announce, asked));
        return () -> question.onSuccess(client::unsubscribe);
    }

    private void answer(BooleanSupplier announce, Message question) {
        if (announce.getAsBoolean() && question.getReplyTo() != null) {
            client.publish(question.getReplyTo(), null, new byte[0]);
        }
    }
}
