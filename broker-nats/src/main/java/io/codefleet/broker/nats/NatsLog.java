package io.codefleet.broker.nats;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.broker.log.server.Announcement;
import io.codefleet.broker.log.server.LeaderElection;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The log of a namespace in JetStream. */
final class NatsLog implements BrokerLog {
    /** How long nothing is heard of a leader before another process begins to lead. */
    static final Duration SILENCE = Duration.ofSeconds(2);
    /** How long one answer of a server may take: as long as a cluster needs that is well, and no longer than a whole call. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final NatsClient client;
    private final NatsRecords records;
    private final NatsSnapshots snapshots;
    private final LeaderElection election;
    private final NatsChannel channel;
    private volatile @Nullable BrokerRefusedException missingRight;

    private NatsLog(
            Vertx vertx, Context context, NatsClient client, NatsNames names, Duration silence, String created) {
        this.client = client;
        this.records = new NatsRecords(client, names, created);
        this.snapshots = new NatsSnapshots(client, names);
        this.election =
                new LeaderElection(vertx, context, new NatsElectionMessages(client, names, records::end), silence);
        this.channel = new NatsChannel(client, names, election);
    }

    /** Connects and opens the log of a namespace, which is made where it is missing. */
    static Future<NatsLog> open(Vertx vertx, NatsAddress address, String namespace, Duration silence) {
        Context context = vertx.getOrCreateContext();
        NatsNames names = NatsNames.of(namespace);
        Duration answer = ANSWER.compareTo(address.connectTimeout()) < 0 ? ANSWER : address.connectTimeout();
        NatsClient client = new NatsClient(vertx, context, address.toString(), names, answer);
        return vertx.executeBlocking(
                        () -> {
                            client.use(NatsConnector.connect(vertx, address, client));
                            return client;
                        },
                        false)
                .compose(connected -> new NatsStreams(client, namespace, names, address.replicas()).open())
                .map(created -> new NatsLog(vertx, context, client, names, silence, created))
                .compose(log -> log.listen(names).map(log))
                .recover(failure -> client.close().transform(closed -> Future.failedFuture(failure)));
    }

    private Future<Void> listen(NatsNames names) {
        client.connectionHandlers(channel::lost, channel::ask);
        return channel.open()
                .compose(done -> client.subscribe(
                        names.announcements(),
                        message -> Announcement.decode(message.getData()).ifPresent(said -> {
                            election.onAnnouncement(said);
                            channel.onAnnouncement(said);
                        })))
                .map(done -> {
                    channel.ask();
                    return null;
                });
    }

    private static <T> Future<T> typed(Future<T> answer) {
        return answer.recover(failure -> Future.failedFuture(
                failure instanceof JetStreamException || failure instanceof NatsClient.NotSentException
                        ? new BrokerUnavailableException("the log cannot be used now: " + failure.getMessage(), failure)
                        : failure));
    }

    @Override
    public Future<Leadership> elect(Supplier<Duration> delay) {
        BrokerRefusedException missing = missingRight;
        missingRight = null;
        return missing == null ? typed(election.elect(delay)) : Future.failedFuture(missing);
    }

    @Override
    public Future<Appended> append(long after, LogRecord record) {
        boolean begins = record.kind() == LogRecord.Kind.TERM;
        if (begins && !election.mayBeginBehind(after)) {
            election.refused();
            return Future.failedFuture(new AppendException(
                    AppendException.Kind.REFUSED, "this process has not been elected to lead behind " + after, null));
        }
        LongPredicate begun = election.begun();
        return records.append(after, record)
                .recover(failure -> Future.failedFuture(outcome(failure, begins)))
                .compose(position -> {
                    if (!begins) {
                        return Future.succeededFuture(new Appended(position, Optional.empty()));
                    }
                    if (!begun.test(position)) {
                        return Future.failedFuture(new AppendException(
                                AppendException.Kind.REFUSED, "another process leads the namespace", null));
                    }
                    return records.storedAt(position)
                            .otherwise(Optional.empty())
                            .map(time -> new Appended(position, time));
                });
    }

    private AppendException outcome(Throwable failure, boolean begins) {
        if (JetStreamException.is(failure, JetStreamException.WRONG_LAST_SEQUENCE)) {
            if (begins) {
                election.refused();
            }
            return new AppendException(AppendException.Kind.REFUSED, String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof BrokerRefusedException missing) {
            missingRight = missing;
        }
        boolean isKnown = failure instanceof JetStreamException
                || failure instanceof NatsClient.NotSentException
                || failure instanceof BrokerRefusedException;
        AppendException.Kind kind = isKnown ? AppendException.Kind.FAILED : AppendException.Kind.UNKNOWN;
        return new AppendException(kind, String.valueOf(failure.getMessage()), failure);
    }

    @Override
    public Future<List<StoredRecord>> read(long after, int maxBytes) {
        return typed(records.read(after, maxBytes));
    }

    @Override
    public Future<Void> truncateBefore(long position) {
        return typed(records.truncateBefore(position));
    }

    @Override
    public Future<Void> putSnapshotPiece(String snapshot, int number, Buffer piece) {
        return typed(snapshots.putPiece(snapshot, number, piece));
    }

    @Override
    public Future<Buffer> snapshotPiece(String snapshot, int number) {
        return typed(snapshots.piece(snapshot, number));
    }

    @Override
    public Future<Void> putManifest(SnapshotManifest manifest) {
        return typed(snapshots.putManifest(manifest));
    }

    @Override
    public Future<Optional<SnapshotManifest>> manifest() {
        return typed(snapshots.manifest());
    }

    @Override
    public RequestChannel requests() {
        return channel;
    }

    @Override
    public Future<Void> close() {
        return client.onContext(() -> election.close())
                .compose(done -> client.close())
                .otherwiseEmpty();
    }
}
