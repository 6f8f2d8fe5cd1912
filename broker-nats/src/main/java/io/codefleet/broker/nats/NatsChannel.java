package io.codefleet.broker.nats;

import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.broker.log.server.Announcement;
import io.codefleet.broker.log.server.KnownLeader;
import io.codefleet.broker.log.server.LeaderElection;
import io.codefleet.error.BrokerUnavailableException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * The channel over core NATS. Each leader hears requests under a subject of its own, and each client hears each leader under another
 * one: a leader that was deposed and does not know it disturbs nobody.
 */
final class NatsChannel implements RequestChannel {
    private final NatsClient client;
    private final NatsNames names;
    private final LeaderElection election;
    private final KnownLeader leader = new KnownLeader();
    private volatile Handler<Buffer> handler = message -> {};

    NatsChannel(NatsClient client, NatsNames names, LeaderElection election) {
        this.client = client;
        this.names = names;
        this.election = election;
    }

    /** Begins to receive messages of leaders. */
    Future<Void> open() {
        return client.subscribe(names.messages(client.clientId(), "*"), this::receive)
                .mapEmpty();
    }

    /** Asks who leads; the answer is an announcement. */
    void ask() {
        client.publish(names.question(), null, new byte[0]);
    }

    @Override
    public String clientId() {
        return client.clientId();
    }

    @Override
    public void handler(Handler<Buffer> value) {
        handler = value;
    }

    @Override
    public void lostHandler(Runnable value) {
        leader.lostHandler(value);
    }

    @Override
    public Future<Void> send(Buffer message) {
        if (client.isClosed()) {
            return Future.failedFuture(client.closedFailure());
        }
        Announcement to = leader.get();
        if (to == null) {
            return Future.failedFuture(new BrokerUnavailableException("no process leads the namespace now", null));
        }
        client.publish(names.requests(to.id()), names.messages(clientId(), to.id()), message.getBytes());
        return Future.succeededFuture();
    }

    /** Handles an announcement of a process that leads, or leads no more. Runs on the context. */
    void onAnnouncement(Announcement said) {
        leader.onAnnouncement(said);
    }

    /** Handles the loss of the leader or of the connection to the servers. Runs on the context. */
    void lost() {
        leader.lost();
    }

    private static String word(String subject, int fromEnd) {
        String[] words = subject.split("\\.", -1);
        return words[words.length - 1 - fromEnd];
    }

    private void receive(Message message) {
        Announcement known = leader.get();
        if (known == null || !known.id().equals(word(message.getSubject(), 0))) {
            return;
        }
        if (!message.isStatusMessage()) {
            handler.handle(Buffer.buffer(message.getData()));
        } else if (message.getStatus().getCode() == JetStreamException.NOBODY) {
            lost();
            ask();
        }
    }

    @Override
    public Future<LeaderChannel> serve(RequestHandler requests) {
        Consumer<Boolean> serves = election.serves();
        return client.subscribe(names.requests(clientId()), message -> request(requests, message))
                .map(subscription -> {
                    serves.accept(true);
                    return new Serving(subscription, serves);
                });
    }

    private static void request(RequestHandler requests, Message message) {
        String from = message.getReplyTo();
        // A status says that a client is gone.
        if (from != null && !message.isStatusMessage()) {
            requests.handle(word(from, 1), Buffer.buffer(message.getData()));
        }
    }

    private final class Serving implements LeaderChannel {
        private final Subscription subscription;
        private final Consumer<Boolean> serves;

        Serving(Subscription subscription, Consumer<Boolean> serves) {
            this.subscription = subscription;
            this.serves = serves;
        }

        @Override
        public void send(String to, Buffer message) {
            client.publish(names.messages(to, clientId()), null, message.getBytes());
        }

        @Override
        public Future<Void> close() {
            client.unsubscribe(subscription);
            return client.onContext(() -> serves.accept(false));
        }
    }
}
