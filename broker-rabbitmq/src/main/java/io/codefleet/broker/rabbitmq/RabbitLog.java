package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The log of a namespace as a stream. The position of a record is its offset plus one; markers make holes. */
final class RabbitLog implements BrokerLog {
    private static final int ELECT_MILLIS = 200;

    private final Vertx vertx;
    private final RabbitClient client;
    private final RabbitSnapshots snapshots;
    private final RabbitChannel channel;
    private volatile @Nullable LeaderConnection leader;
    private volatile @Nullable Promise<Leadership> candidacy;

    private RabbitLog(Vertx vertx, RabbitClient client) {
        this.vertx = vertx;
        this.client = client;
        this.snapshots = new RabbitSnapshots(client);
        this.channel = new RabbitChannel(client, () -> leader);
    }

    /** Opens the log of a namespace, and makes it if there is none. */
    static Future<BrokerLog> open(Vertx vertx, RabbitAddress address, String namespace) {
        RabbitClient client =
                new RabbitClient(vertx, new RabbitConnector(vertx, address), address, new RabbitNames(namespace));
        RabbitLog log = new RabbitLog(vertx, client);
        return client.open()
                .<BrokerLog>map(log)
                .recover(failure -> client.close().transform(closed -> Future.failedFuture(failure)));
    }

    // ---- election

    @Override
    public Future<Leadership> elect(Supplier<Duration> delay) {
        Promise<Leadership> promise = Promise.promise();
        candidacy = promise;
        tryLock(promise, delay, 0);
        return promise.future();
    }

    /**
     * Checks whether the lock is held, and tries it only if not: the server logs an error for each lock that is refused. A free lock is
     * left to others for the delay.
     *
     * @param waited for how long this process has found it free
     */
    private void tryLock(Promise<Leadership> promise, Supplier<Duration> delay, long waited) {
        client.publish(RabbitNames.LOCK, new BasicProperties.Builder(), Buffer.buffer())
                .onSuccess(isHeld -> again(promise, delay))
                .onFailure(failure -> {
                    if (failure instanceof MessagePublisher.NobodyException) {
                        long millis = delay.get().toMillis();
                        if (millis <= waited) {
                            take(promise, delay);
                        } else {
                            vertx.setTimer(millis - waited, v -> tryLock(promise, delay, millis));
                        }
                    } else {
                        promise.tryFail(failure);
                    }
                });
    }

    private void again(Promise<Leadership> promise, Supplier<Duration> delay) {
        if (!promise.future().isComplete()) {
            vertx.setTimer(
                    ELECT_MILLIS + ThreadLocalRandom.current().nextInt(ELECT_MILLIS), v -> tryLock(promise, delay, 0));
        }
    }

    private void take(Promise<Leadership> promise, Supplier<Duration> delay) {
        client.run(() -> LeaderConnection.take(vertx, client))
                .onSuccess(taken -> {
                    if (taken.isEmpty()) {
                        again(promise, delay);
                        return;
                    }
                    leader = taken.get();
                    if (!promise.tryComplete(taken.get())) {
                        taken.get().resign();
                    }
                })
                .onFailure(promise::tryFail);
    }

    // ---- records and snapshots

    @Override
    public Future<Appended> append(long after, LogRecord record) {
        LeaderConnection current = leader;
        if (client.isClosed() || current == null || !current.isOpen()) {
            return Future.failedFuture(client.isClosed() ? client.closedFailure() : LeaderConnection.refused());
        }
        return current.append(after, record);
    }

    @Override
    public Future<List<StoredRecord>> read(long after, int maxBytes) {
        return client.run(() -> {
            StreamReader.Part part = client.read(RabbitNames.LOG, after, maxBytes);
            if (part.end() >= 0 && part.end() < after) {
                throw StreamReader.deleted(client.names().queue(RabbitNames.LOG));
            }
            List<StoredRecord> records = new ArrayList<>();
            for (StreamMessage message : part.messages()) {
                records.add(record(message));
            }
            return records;
        });
    }

    private static StoredRecord record(StreamMessage message) {
        long position = message.offset() + 1;
        String what = "the record at " + position;
        if (!message.is(StreamMessage.RECORD)) {
            throw new MalformedDataException(
                    what, "its type " + message.type() + " is not known here; update Codefleet", null);
        }
        return new StoredRecord(position, LogRecord.decode(what, message.body()));
    }

    /** Does nothing: a stream deletes its oldest segments by its own size. */
    @Override
    public Future<Void> truncateBefore(long position) {
        return client.isClosed() ? Future.failedFuture(client.closedFailure()) : Future.succeededFuture();
    }

    /** Returns a quarter of the size of the stream: the server deletes by segments, and a snapshot takes its time. */
    @Override
    public long keptBytes() {
        return client.address().logBytes() / 4;
    }

    @Override
    public Future<Void> putSnapshotPiece(String snapshot, int number, Buffer piece) {
        return client.run(() -> {
            snapshots.putPiece(snapshot, number, piece);
            return null;
        });
    }

    @Override
    public Future<Buffer> snapshotPiece(String snapshot, int number) {
        return client.run(() -> snapshots.piece(snapshot, number));
    }

    @Override
    public Future<Void> putManifest(SnapshotManifest manifest) {
        return client.run(() -> {
            snapshots.putManifest(manifest);
            return null;
        });
    }

    @Override
    public Future<Optional<SnapshotManifest>> manifest() {
        return client.run(snapshots::manifest);
    }

    @Override
    public RequestChannel requests() {
        return channel;
    }

    @Override
    public Future<Void> close() {
        Promise<Leadership> waiting = candidacy;
        if (waiting != null) {
            waiting.tryFail(client.closedFailure());
        }
        LeaderConnection current = leader;
        Future<Void> resigned = current == null ? Future.succeededFuture() : current.resign();
        return resigned.transform(done -> client.close());
    }
}
