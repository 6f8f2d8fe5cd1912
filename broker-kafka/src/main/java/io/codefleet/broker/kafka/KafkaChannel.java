package io.codefleet.broker.kafka;

import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.broker.log.server.Announcement;
import io.codefleet.broker.log.server.KnownLeader;
import io.codefleet.broker.log.server.LeaderElection;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The channel through a topic. The key of a message names its receiver and its sender, so a leader that was deposed and does not know
 * it disturbs nobody. Runs on the context of the client.
 */
final class KafkaChannel implements RequestChannel {
    private final KafkaClient client;
    private final KafkaNames names;
    private final LeaderElection election;
    private final KafkaElectionMessages announcements;
    private final int partitions;
    private final Duration silence;
    private final KnownLeader leader = new KnownLeader();
    private volatile Handler<Buffer> handler = message -> {};
    private long lastHeard = System.nanoTime();

    /**
     * Creates the channel of one process.
     *
     * @param partitions how many partitions the messages have
     */
    KafkaChannel(
            KafkaClient client,
            KafkaNames names,
            LeaderElection election,
            KafkaElectionMessages announcements,
            int partitions,
            Duration silence) {
        this.client = client;
        this.names = names;
        this.election = election;
        this.announcements = announcements;
        this.partitions = partitions;
        this.silence = silence;
    }

    /**
     * Receiver and sender of a message.
     *
     * @param to the client id of the receiver
     * @param from that of the sender
     */
    private record Route(String to, String from) {
        byte[] encode() {
            return (to + " " + from).getBytes(StandardCharsets.UTF_8);
        }

        static Optional<Route> of(ConsumerRecord<byte[], byte[]> message) {
            String key = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
            int space = key.indexOf(' ');
            return space < 0 || message.value() == null
                    ? Optional.empty()
                    : Optional.of(new Route(key.substring(0, space), key.substring(space + 1)));
        }
    }

    /** Begins to receive messages of leaders; first the last one that a leader has sent. */
    Future<Void> open() {
        int answers = KafkaNames.answers(clientId(), partitions);
        return client.listen(
                        "messages",
                        Map.of(names.messages(KafkaNames.ANNOUNCEMENTS), 1, names.messages(answers), 0),
                        this::receive)
                .mapEmpty();
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
        client.publish(
                names.messages(KafkaNames.REQUESTS), new Route(to.id(), clientId()).encode(), message.getBytes());
        return Future.succeededFuture();
    }

    private void receive(ConsumerRecord<byte[], byte[]> message) {
        if (message.partition() == KafkaNames.ANNOUNCEMENTS) {
            Announcement.decode(message.value() == null ? new byte[0] : message.value())
                    .ifPresent(said -> {
                        announcements.received(said);
                        election.onAnnouncement(said);
                        if (leader.onAnnouncement(said)) {
                            lastHeard = System.nanoTime();
                        }
                    });
            return;
        }
        Announcement known = leader.get();
        Route.of(message)
                .filter(route -> route.to().equals(clientId())
                        && known != null
                        && known.id().equals(route.from()))
                .ifPresent(route -> handler.handle(Buffer.buffer(message.value())));
    }

    /** Checks how long the leader has sent nothing: after too long it is gone, or the servers are. */
    void checkSilence() {
        if (System.nanoTime() - lastHeard > 2 * silence.toNanos()) {
            leader.lost();
        }
    }

    @Override
    public Future<LeaderChannel> serve(RequestHandler requests) {
        Consumer<Boolean> serves = election.serves();
        return client.listen(
                        "requests",
                        Map.of(names.messages(KafkaNames.REQUESTS), 0),
                        message -> Route.of(message)
                                .filter(route -> route.to().equals(clientId()))
                                .ifPresent(route -> requests.handle(route.from(), Buffer.buffer(message.value()))))
                .map(listener -> {
                    serves.accept(true);
                    return new Serving(listener, serves);
                });
    }

    private final class Serving implements LeaderChannel {
        private final TopicListener listener;
        private final Consumer<Boolean> serves;

        Serving(TopicListener listener, Consumer<Boolean> serves) {
            this.listener = listener;
            this.serves = serves;
        }

        @Override
        public void send(String to, Buffer message) {
            client.publish(
                    names.messages(KafkaNames.answers(to, partitions)),
                    new Route(to, clientId()).encode(),
                    message.getBytes());
        }

        @Override
        public Future<Void> close() {
            return client.onContext(() -> serves.accept(false)).compose(done -> client.unlisten(listener));
        }
    }
}
