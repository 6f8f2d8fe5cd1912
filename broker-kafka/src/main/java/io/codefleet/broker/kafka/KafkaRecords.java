package io.codefleet.broker.kafka;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The records of a namespace in its topic. A position is the offset of a record plus one. Kafka has no conditional append: the offset
 * that it gives to a record shows whether another one came between, and then the terms in the log say which of them count.
 */
final class KafkaRecords {
    static final int LAYOUT = 1;
    private static final String LAYOUT_HEADER = "codefleet";
    private static final byte[] LAYOUT_TEXT = Integer.toString(LAYOUT).getBytes(StandardCharsets.UTF_8);
    private static final int READ_BYTES = 4 << 20;

    private final KafkaClient client;
    private final KafkaNames names;
    private final String namespace;

    KafkaRecords(KafkaClient client, KafkaNames names, String namespace) {
        this.client = client;
        this.names = names;
        this.namespace = namespace;
    }

    static ProducerRecord<byte[], byte[]> layout(ProducerRecord<byte[], byte[]> record) {
        record.headers().add(new RecordHeader(LAYOUT_HEADER, LAYOUT_TEXT));
        return record;
    }

    /** Refuses what Codefleet has not written, or a newer one. */
    static void checkLayout(ConsumerRecord<byte[], byte[]> record, String namespace) {
        Header header = record.headers().lastHeader(LAYOUT_HEADER);
        String layout = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        if (!layout.matches("\\d{1,9}")) {
            throw new BrokerRefusedException(
                    "record " + record.offset() + " of the topic " + record.topic() + " was not written by Codefleet;"
                            + " see who writes there, or choose another namespace",
                    null);
        }
        if (Integer.parseInt(layout) > LAYOUT) {
            throw UnsupportedVersionException.ofLayout(namespace, Integer.parseInt(layout), LAYOUT);
        }
        if (record.value() == null) {
            throw new MalformedDataException(
                    "record " + record.offset() + " of the topic " + record.topic(), "it has no value", null);
        }
    }

    Future<Long> end() {
        return client.end(names.records());
    }

    /** Stores a record; fails with {@link AppendException}. */
    Future<Appended> append(long after, LogRecord record) {
        ProducerRecord<byte[], byte[]> stored =
                new ProducerRecord<>(names.log(), 0, null, record.encode().getBytes());
        return client.store(layout(stored))
                .recover(failure -> Future.failedFuture(unknown(failure)))
                .compose(metadata -> {
                    if (metadata.offset() == after) {
                        return Future.succeededFuture(appended(metadata));
                    }
                    if (record.kind() == LogRecord.Kind.TERM) {
                        // The term may count, but when the process that led appended last is not known: nobody uses it.
                        return refused("another process has appended to the log meanwhile");
                    }
                    return metadata.offset() > after
                            ? settle(after, record, metadata)
                            : Future.failedFuture(unknown(new IllegalStateException("the topic " + names.log()
                                    + " is shorter than it was: its record " + after + " is missing")));
                });
    }

    private static Appended appended(RecordMetadata metadata) {
        return new Appended(metadata.offset() + 1, Optional.of(Instant.ofEpochMilli(metadata.timestamp())));
    }

    static AppendException unknown(Throwable failure) {
        return new AppendException(AppendException.Kind.UNKNOWN, String.valueOf(failure.getMessage()), failure);
    }

    private static <T> Future<T> refused(String message) {
        return Future.failedFuture(new AppendException(AppendException.Kind.REFUSED, message, null));
    }

    /**
     * Finds out whether an appended record counts, as other records came between. It does unless a higher term begins before
     * it, or its place in its term is taken.
     */
    private Future<Appended> settle(long after, LogRecord record, RecordMetadata metadata) {
        return read(after, READ_BYTES).transform(read -> {
            if (read.failed()) {
                return Future.failedFuture(unknown(read.cause()));
            }
            long last = after;
            for (StoredRecord between : read.result()) {
                last = between.position();
                if (between.record().equals(record)) {
                    return Future.succeededFuture(new Appended(last, Optional.empty()));
                }
                if (excludes(between.record(), record)) {
                    return refused("another process leads the namespace");
                }
            }
            return last > metadata.offset() || read.result().isEmpty()
                    ? Future.failedFuture(unknown(new IllegalStateException("the record is not in the log")))
                    : settle(last, record, metadata);
        });
    }

    private static boolean excludes(LogRecord between, LogRecord record) {
        boolean beginsHigher = between.kind() == LogRecord.Kind.TERM && between.term() > record.term();
        return beginsHigher || (between.term() == record.term() && between.index() >= record.index());
    }

    Future<List<StoredRecord>> read(long after, int maxBytes) {
        return client.read(names.records(), after, maxBytes)
                .map(records -> records.stream().map(this::stored).toList());
    }

    private StoredRecord stored(ConsumerRecord<byte[], byte[]> record) {
        checkLayout(record, namespace);
        return new StoredRecord(
                record.offset() + 1,
                LogRecord.decode(
                        "record " + record.offset() + " of the topic " + names.log(), Buffer.buffer(record.value())));
    }

    Future<Void> truncateBefore(long position) {
        return deleteBefore(client, names.records(), position - 1);
    }

    /** Deletes records before an offset; what is deleted already stays so. */
    static Future<Void> deleteBefore(KafkaClient client, TopicPartition partition, long offset) {
        if (offset <= 0) {
            return Future.succeededFuture();
        }
        return client.admin(admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                        .all())
                .recover(failure -> failure instanceof OffsetOutOfRangeException
                        ? Future.succeededFuture()
                        : Future.failedFuture(client.typed(failure)));
    }
}
