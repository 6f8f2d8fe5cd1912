package io.codefleet.broker.kafka;

import io.codefleet.broker.log.server.Announcement;
import io.codefleet.broker.log.server.ElectionMessages;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.ClosedException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The messages of an election through a topic, of which each process first receives the last one. Runs on the context of the client. */
final class KafkaElectionMessages implements ElectionMessages {
    private final KafkaClient client;
    private final KafkaNames names;
    private final Duration silence;
    private final Supplier<Future<Long>> end;
    private Consumer<BrokerRefusedException> refusals = refusal -> {};
    private long lastOwn = System.nanoTime();

    /**
     * Creates the messages of one process.
     *
     * @param end reads the position of the last record, and fails if the log is another one now
     */
    KafkaElectionMessages(KafkaClient client, KafkaNames names, Duration silence, Supplier<Future<Long>> end) {
        this.client = client;
        this.names = names;
        this.silence = silence;
        this.end = end;
    }

    /** Sets the handler of the refusal that a leader meets which does not receive its own announcements. */
    void refusalHandler(Consumer<BrokerRefusedException> value) {
        refusals = value;
    }

    /** Handles an announcement that this process has received. */
    void received(Announcement said) {
        if (said.id().equals(clientId())) {
            lastOwn = System.nanoTime();
        }
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
        Future<Void> sent = client.publish(names.messages(KafkaNames.ANNOUNCEMENTS), null, announcement.encode());
        if (!announcement.leaves()) {
            checkSilence();
        }
        return sent;
    }

    /** Checks that the leader receives its own announcements. If it does not, nobody receives them: the topic may be gone. */
    private void checkSilence() {
        if (System.nanoTime() - lastOwn > 2 * silence.toNanos()) {
            lastOwn = System.nanoTime();
            end.get().onFailure(failure -> {
                if (failure instanceof BrokerRefusedException missing) {
                    refusals.accept(missing);
                }
            });
        }
    }

    @Override
    public boolean keepsAnnouncements() {
        return true;
    }

    /** Fails: the kept announcements show whether a process leads. */
    @Override
    public Future<Boolean> isLed() {
        return Future.failedFuture(new UnsupportedOperationException("announcements are kept"));
    }

    /** Answers nothing, as the last announcement says it. */
    @Override
    public Runnable answer(BooleanSupplier announce) {
        lastOwn = System.nanoTime();
        return () -> {};
    }
}
