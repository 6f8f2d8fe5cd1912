package io.codefleet.broker.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a partition holds at the time of the call, on a thread of its own. What was fetched beyond a read is kept for the next one.
 * Futures complete on that thread. Safe for use by several threads.
 */
final class TopicReader {
    private final Map<String, Object> settings;
    private final Duration patience;
    private final ExecutorService thread;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable TopicPartition assigned;
    private final Deque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();

    TopicReader(Map<String, Object> settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, settings.get("client.id") + "-read");
            made.setDaemon(true);
            return made;
        });
    }

    private <T> Future<T> run(Callable<T> step) {
        Promise<T> promise = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    promise.complete(step.call());
                } catch (Exception e) {
                    promise.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(e);
        }
        return promise.future();
    }

    private KafkaConsumer<byte[], byte[]> made() {
        KafkaConsumer<byte[], byte[]> known = consumer;
        if (known == null) {
            known = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer = known;
        }
        return known;
    }

    /** Returns the offset of the next record of a partition. */
    Future<Long> end(TopicPartition partition) {
        return run(() -> endOf(partition));
    }

    private long endOf(TopicPartition partition) {
        return Objects.requireNonNull(
                made().endOffsets(List.of(partition), patience).get(partition));
    }

    /**
     * Reads records from an offset on, or from the first that is kept. Returns at least one if there is one.
     *
     * @param maxBytes about how many bytes of values
     */
    Future<List<ConsumerRecord<byte[], byte[]>>> read(TopicPartition partition, long from, int maxBytes) {
        return run(() -> {
            long end = endOf(partition);
            if (from > end) {
                throw new RecordsLostException(partition, from, end);
            }
            if (from == end) {
                return List.of();
            }
            return readTo(partition, from, end, maxBytes);
        });
    }

    private List<ConsumerRecord<byte[], byte[]>> readTo(TopicPartition partition, long from, long end, int maxBytes) {
        KafkaConsumer<byte[], byte[]> source = made();
        if (!partition.equals(assigned) || ahead.isEmpty() || ahead.getFirst().offset() != from) {
            ahead.clear();
            long begin = Objects.requireNonNull(
                    source.beginningOffsets(List.of(partition), patience).get(partition));
            if (begin >= end) {
                return List.of();
            }
            source.assign(List.of(partition));
            assigned = partition;
            source.seek(partition, Math.max(from, begin));
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        int room = maxBytes;
        while (true) {
            while (!ahead.isEmpty() && (records.isEmpty() || room >= size(ahead.getFirst()))) {
                ConsumerRecord<byte[], byte[]> next = ahead.removeFirst();
                records.add(next);
                room -= size(next);
            }
            long left = deadline - System.nanoTime();
            boolean isFull = !ahead.isEmpty() || room <= 0 || left <= 0;
            if (!records.isEmpty() && (isFull || records.get(records.size() - 1).offset() >= end - 1)) {
                return records;
            }
            if (left <= 0) {
                throw new TimeoutException("no record of " + partition + " came in time");
            }
            source.poll(Duration.ofNanos(left)).forEach(ahead::add);
        }
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? 1 : record.value().length + 1;
    }

    /** A partition ends before a record that was in it. */
    static final class RecordsLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RecordsLostException(TopicPartition partition, long from, long end) {
            super("the topic " + partition.topic() + " ends at " + end + ", but its record " + (from - 1)
                    + " was read before");
        }
    }

    Future<Void> close() {
        Future<Void> closed = this.<Boolean>run(() -> {
                    if (consumer != null) {
                        consumer.close(CloseOptions.timeout(Duration.ZERO));
                    }
                    return true;
                })
                .transform(done -> Future.succeededFuture());
        thread.shutdown();
        return closed;
    }
}
