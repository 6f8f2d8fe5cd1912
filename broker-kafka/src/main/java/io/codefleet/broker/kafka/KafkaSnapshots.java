package io.codefleet.broker.kafka;

import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The snapshots of a namespace in a topic of two partitions: the pieces, and the manifests. The manifest with the highest position is the
 * newest one, wherever it is, so one that is stored late changes nothing.
 */
final class KafkaSnapshots {
    /** Of a manifest: the offset of the first piece. */
    private static final String FIRST = "first";

    private static final int READ_BYTES = 4 << 20;

    private final KafkaClient client;
    private final KafkaNames names;
    private final String namespace;
    /** Where the first piece of a snapshot of this process is. */
    private final Map<String, Long> firstPieces = new ConcurrentHashMap<>();

    private volatile Scan scan = new Scan("", 0);

    KafkaSnapshots(KafkaClient client, KafkaNames names, String namespace) {
        this.client = client;
        this.names = names;
        this.namespace = namespace;
    }

    /** Progress of the reading of one snapshot's pieces. */
    private static final class Scan {
        final String snapshot;
        final Map<Integer, Long> offsets = new HashMap<>();
        /** Those of the last read. */
        final Map<Integer, Buffer> held = new HashMap<>();

        long next;

        Scan(String snapshot, long next) {
            this.snapshot = snapshot;
            this.next = next;
        }
    }

    /** A manifest with its place. */
    private record Stored(SnapshotManifest manifest, long offset, long firstPiece) {}

    Future<Void> putPiece(String snapshot, int number, Buffer piece) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                names.snapshots(), names.pieces().partition(), key(snapshot, number), piece.getBytes());
        return client.store(KafkaRecords.layout(record))
                .onFailure(failed -> firstPieces.remove(snapshot))
                .map(stored -> {
                    firstPieces.merge(snapshot, stored.offset(), Math::min);
                    return null;
                });
    }

    private static byte[] key(String snapshot, int number) {
        return (snapshot + "/" + number).getBytes(StandardCharsets.UTF_8);
    }

    // ---- manifests

    private Future<List<Stored>> manifests() {
        return client.readAll(names.manifests())
                .map(records -> records.stream().map(this::stored).toList());
    }

    private Stored stored(ConsumerRecord<byte[], byte[]> record) {
        KafkaRecords.checkLayout(record, namespace);
        String what = "manifest " + record.offset() + " of the topic " + names.snapshots();
        Header first = record.headers().lastHeader(FIRST);
        String offset = first == null ? "" : new String(first.value(), StandardCharsets.UTF_8);
        if (!offset.matches("\\d{1,18}")) {
            throw new MalformedDataException(what, "it does not say where its pieces are", null);
        }
        return new Stored(
                SnapshotManifest.decode(what, Buffer.buffer(record.value())), record.offset(), Long.parseLong(offset));
    }

    private static Optional<Stored> newest(List<Stored> manifests) {
        return manifests.stream()
                .max(Comparator.<Stored>comparingLong(each -> each.manifest().position())
                        .thenComparingLong(Stored::offset));
    }

    Future<Optional<SnapshotManifest>> manifest() {
        return manifests().map(all -> newest(all).map(Stored::manifest));
    }

    Future<Void> putManifest(SnapshotManifest manifest) {
        return manifests()
                .compose(all -> {
                    boolean isOld = newest(all)
                            .filter(known -> known.manifest().position() > manifest.position())
                            .isPresent();
                    return isOld
                            ? Future.<Void>succeededFuture()
                            : store(manifest).compose(done -> deleteOlder());
                })
                .onComplete(done -> firstPieces.remove(manifest.snapshot()));
    }

    private Future<Void> store(SnapshotManifest manifest) {
        String first = Long.toString(firstPieces.getOrDefault(manifest.snapshot(), 0L));
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                names.snapshots(),
                names.manifests().partition(),
                null,
                manifest.encode().getBytes());
        record.headers().add(new RecordHeader(FIRST, first.getBytes(StandardCharsets.UTF_8)));
        return client.store(KafkaRecords.layout(record)).mapEmpty();
    }

    /** Deletes what is older than the newest snapshot; another leader may have stored that one. */
    private Future<Void> deleteOlder() {
        return manifests()
                .compose(all -> newest(all)
                        .map(newest -> KafkaRecords.deleteBefore(client, names.manifests(), newest.offset())
                                .compose(
                                        done -> KafkaRecords.deleteBefore(client, names.pieces(), newest.firstPiece())))
                        .orElseGet(Future::succeededFuture))
                // The manifest counts; the next snapshot deletes these pieces too.
                .recover(failure -> failure instanceof BrokerUnavailableException
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }

    // ---- pieces

    Future<Buffer> piece(String snapshot, int number) {
        return scan(snapshot).compose(known -> piece(known, number));
    }

    private Future<Scan> scan(String snapshot) {
        Scan known = scan;
        if (known.snapshot.equals(snapshot)) {
            return Future.succeededFuture(known);
        }
        return manifests().map(all -> {
            long first = all.stream()
                    .filter(each -> each.manifest().snapshot().equals(snapshot))
                    .mapToLong(Stored::firstPiece)
                    .min()
                    .orElse(0);
            scan = new Scan(snapshot, first);
            return scan;
        });
    }

    private Future<Buffer> piece(Scan known, int number) {
        Buffer held = known.held.remove(number);
        if (held != null) {
            return Future.succeededFuture(held);
        }
        Long offset = known.offsets.get(number);
        if (offset != null) {
            return client.read(names.pieces(), offset, 1)
                    .compose(found -> !found.isEmpty() && found.get(0).offset() == offset
                            ? Future.succeededFuture(Buffer.buffer(found.get(0).value()))
                            : missing(known, number));
        }
        return client.read(names.pieces(), known.next, READ_BYTES).compose(records -> {
            if (records.isEmpty()) {
                return missing(known, number);
            }
            known.held.clear();
            new ArrayList<>(records).forEach(record -> take(known, record));
            return piece(known, number);
        });
    }

    private void take(Scan known, ConsumerRecord<byte[], byte[]> record) {
        KafkaRecords.checkLayout(record, namespace);
        known.next = record.offset() + 1;
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (key.startsWith(known.snapshot + "/")) {
            try {
                int number = Integer.parseInt(key.substring(known.snapshot.length() + 1));
                known.offsets.putIfAbsent(number, record.offset());
                known.held.putIfAbsent(number, Buffer.buffer(record.value()));
            } catch (NumberFormatException e) {
                throw new MalformedDataException(
                        "record " + record.offset() + " of the topic " + names.snapshots(), "its key is " + key, e);
            }
        }
    }

    private Future<Buffer> missing(Scan known, int number) {
        scan = new Scan("", 0);
        return Future.failedFuture(
                new MalformedDataException("snapshot " + known.snapshot, "piece " + number + " is missing", null));
    }
}
