package io.codefleet.broker.nats;

import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.MalformedDataException;
import io.nats.client.impl.Headers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The snapshots of a namespace in a stream of their own: each piece and the manifest are the last message of a subject. */
final class NatsSnapshots {
    private static final int MAX_ATTEMPTS = 10;

    private final NatsClient client;
    private final NatsNames names;
    /** Where the first piece of a snapshot of this process is. */
    private final Map<String, Long> firstPieces = new ConcurrentHashMap<>();

    NatsSnapshots(NatsClient client, NatsNames names) {
        this.client = client;
        this.names = names;
    }

    Future<Void> putPiece(String snapshot, int number, Buffer piece) {
        return client.store(names.piece(snapshot, number), new Headers(), piece)
                .onFailure(failed -> firstPieces.remove(snapshot))
                .map(sequence -> {
                    firstPieces.merge(snapshot, sequence, Math::min);
                    return null;
                });
    }

    Future<Buffer> piece(String snapshot, int number) {
        return last(names.piece(snapshot, number))
                .map(found -> found.orElseThrow(() ->
                        new MalformedDataException("snapshot " + snapshot, "piece " + number + " is missing", null)));
    }

    Future<Optional<SnapshotManifest>> manifest() {
        return last(names.manifest())
                .map(found -> found.map(bytes -> SnapshotManifest.decode("the newest manifest", bytes)));
    }

    /** Returns the last message of a subject, as the leader of the stream knows it. */
    private Future<Optional<Buffer>> last(String subject) {
        return client.api("STREAM.MSG.GET." + names.snapshotStream(), new JsonObject().put("last_by_subj", subject))
                .map(answer -> Optional.of(StoredMessages.content(answer)))
                .recover(failure -> JetStreamException.is(failure, JetStreamException.MESSAGE_NOT_FOUND)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    Future<Void> putManifest(SnapshotManifest manifest) {
        return putManifest(manifest, 1).onComplete(done -> firstPieces.remove(manifest.snapshot()));
    }

    /**
     * Stores a manifest behind the end that was seen before. So a manifest that is stored late cannot take the place of a
     * newer one.
     */
    private Future<Void> putManifest(SnapshotManifest manifest, int attempt) {
        return NatsStreams.info(client, names.snapshotStream())
                .map(info -> info.getJsonObject("state").getLong("last_seq"))
                .compose(end -> manifest().compose(newest -> {
                    if (newest.filter(known -> known.position() > manifest.position())
                            .isPresent()) {
                        return Future.succeededFuture();
                    }
                    return client.store(names.manifest(), expecting(end), manifest.encode())
                            .compose(stored -> deleteOlder(manifest.snapshot()));
                }))
                .recover(failure ->
                        attempt < MAX_ATTEMPTS && JetStreamException.is(failure, JetStreamException.WRONG_LAST_SEQUENCE)
                                ? putManifest(manifest, attempt + 1)
                                : Future.failedFuture(failure));
    }

    static Headers expecting(long end) {
        return new Headers().add("Nats-Expected-Last-Sequence", Long.toString(end));
    }

    private Future<Void> deleteOlder(String snapshot) {
        Long first = firstPieces.get(snapshot);
        if (first == null) {
            return Future.succeededFuture();
        }
        return NatsStreams.purge(
                        client, names.snapshotStream(), first, new JsonObject().put("filter", names.snapshots()))
                // The manifest counts; the next snapshot deletes these pieces too.
                .recover(failure -> failure instanceof BrokerUnavailableException
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }
}
