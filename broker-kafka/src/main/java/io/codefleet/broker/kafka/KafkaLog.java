package io.codefleet.broker.kafka;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.broker.log.server.LeaderElection;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/** The log of a namespace in Kafka. */
final class KafkaLog implements BrokerLog {
    /** How long nothing is heard of a leader before another process begins to lead. */
    static final Duration SILENCE = Duration.ofSeconds(2);
    /** How long one answer of a server may take: as long as a cluster needs that is well, and no longer than a whole call. */
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final KafkaClient client;
    private final KafkaTopics topics;
    private final KafkaTopics.TopicSet opened;
    private final KafkaRecords records;
    private final KafkaSnapshots snapshots;
    private final KafkaElectionMessages announcements;
    private final LeaderElection election;
    private final KafkaChannel channel;
    private final Duration limit;
    private long timer = -1;

    private KafkaLog(
            Vertx vertx,
            Context context,
            KafkaClient client,
            KafkaTopics topics,
            KafkaTopics.TopicSet opened,
            String namespace,
            Duration silence,
            Duration limit) {
        KafkaNames names = KafkaNames.of(namespace);
        this.vertx = vertx;
        this.client = client;
        this.topics = topics;
        this.opened = opened;
        this.limit = limit;
        this.records = new KafkaRecords(client, names, namespace);
        this.snapshots = new KafkaSnapshots(client, names, namespace);
        this.announcements = new KafkaElectionMessages(client, names, silence, this::end);
        this.election = new LeaderElection(vertx, context, announcements, silence);
        this.channel = new KafkaChannel(client, names, election, announcements, opened.messagePartitions(), silence);
    }

    /** Connects and opens the log of a namespace, which is made where it is missing. */
    static Future<KafkaLog> open(Vertx vertx, KafkaAddress address, String namespace, Duration silence) {
        Context context = vertx.getOrCreateContext();
        Duration answer = ANSWER.compareTo(address.connectTimeout()) < 0 ? ANSWER : address.connectTimeout();
        return KafkaClient.open(vertx, context, address, answer)
                .compose(client -> open(vertx, context, client, address, namespace, silence)
                        .recover(failure -> client.close().transform(closed -> Future.failedFuture(failure))));
    }

    private static Future<KafkaLog> open(
            Vertx vertx,
            Context context,
            KafkaClient client,
            KafkaAddress address,
            String namespace,
            Duration silence) {
        KafkaTopics topics = new KafkaTopics(client, KafkaNames.of(namespace), address);
        return topics.open()
                .map(opened -> new KafkaLog(
                        vertx, context, client, topics, opened, namespace, silence, address.connectTimeout()))
                .compose(log -> log.listen(silence).map(log));
    }

    private Future<Void> listen(Duration silence) {
        client.refusalHandler(election::refuse);
        announcements.refusalHandler(election::refuse);
        return channel.open().map(done -> {
            timer = vertx.setPeriodic(
                    Math.max(1, silence.toMillis() / 2), v -> client.onContext(channel::checkSilence));
            return null;
        });
    }

    /** Returns the end of the log; fails if the log is not the one that was opened. */
    private Future<Long> end() {
        return topics.checkSame(opened).compose(same -> records.end());
    }

    /** Returns the answer, or a failure that names its reason: topics that somebody has deleted also make a call fail. */
    private <T> Future<T> checked(Future<T> answer) {
        return answer.recover(failure -> failure instanceof BrokerUnavailableException
                ? topics.checkSame(opened)
                        .transform(same -> Future.failedFuture(
                                same.cause() instanceof BrokerRefusedException gone ? gone : failure))
                : Future.failedFuture(failure));
    }

    /** Returns the answer, or a failure at the end of the time that a call of a log may take: some ask the servers several times. */
    private <T> Future<T> limited(Future<T> answer) {
        Promise<T> promise = Promise.promise();
        long late = vertx.setTimer(
                Math.max(1, limit.toMillis()),
                v -> promise.tryFail(new BrokerUnavailableException(
                        "the server at " + client.server() + " did not answer within " + DurationText.format(limit),
                        null)));
        answer.onComplete(done -> {
            vertx.cancelTimer(late);
            if (done.succeeded()) {
                promise.tryComplete(done.result());
            } else {
                promise.tryFail(done.cause());
            }
        });
        return promise.future();
    }

    @Override
    public Future<Leadership> elect(Supplier<Duration> delay) {
        return election.elect(delay);
    }

    @Override
    public Future<Appended> append(long after, LogRecord record) {
        if (record.kind() == LogRecord.Kind.TERM) {
            return begin(after, record);
        }
        return records.append(after, record).onFailure(this::keepRefusal);
    }

    /**
     * Appends the record that begins a term. Only a term that surely begins behind the end that the election has seen is one
     * to lead in.
     */
    private Future<Appended> begin(long after, LogRecord record) {
        if (!election.mayBeginBehind(after)) {
            election.refused();
            return Future.failedFuture(new AppendException(
                    AppendException.Kind.REFUSED, "this process has not been elected to lead behind " + after, null));
        }
        LongPredicate begun = election.begun();
        return records.append(after, record)
                .recover(failure -> {
                    keepRefusal(failure);
                    election.refused();
                    return Future.failedFuture(new AppendException(
                            AppendException.Kind.REFUSED, String.valueOf(failure.getMessage()), failure));
                })
                .compose(appended -> begun.test(appended.position())
                        ? Future.succeededFuture(appended)
                        : Future.failedFuture(new AppendException(
                                AppendException.Kind.REFUSED, "another process leads the namespace", null)));
    }

    /** Keeps a refusal of the servers, so that the next candidacy of this process reports it. */
    private void keepRefusal(Throwable failure) {
        if (failure.getCause() instanceof BrokerRefusedException missing) {
            client.onContext(() -> election.refuse(missing));
        }
    }

    @Override
    public Future<List<StoredRecord>> read(long after, int maxBytes) {
        return limited(checked(records.read(after, maxBytes)));
    }

    @Override
    public Future<Void> truncateBefore(long position) {
        return limited(records.truncateBefore(position));
    }

    @Override
    public Future<Void> putSnapshotPiece(String snapshot, int number, Buffer piece) {
        return limited(snapshots.putPiece(snapshot, number, piece));
    }

    @Override
    public Future<Buffer> snapshotPiece(String snapshot, int number) {
        return limited(snapshots.piece(snapshot, number));
    }

    @Override
    public Future<Void> putManifest(SnapshotManifest manifest) {
        return limited(snapshots.putManifest(manifest));
    }

    @Override
    public Future<Optional<SnapshotManifest>> manifest() {
        return limited(checked(snapshots.manifest()));
    }

    @Override
    public RequestChannel requests() {
        return channel;
    }

    @Override
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return client.onContext(() -> {})
                .compose(done -> election.close())
                .transform(done -> client.close())
                .otherwiseEmpty();
    }
}
