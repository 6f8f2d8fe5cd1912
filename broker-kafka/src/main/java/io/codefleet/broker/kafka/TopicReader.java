package io.codefleet.broker.kafka;

import io.codefleet.time.DurationText;
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
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a partition holds at the time of the call, on a thread of its own. Each read has one time limit for all that it asks the
 * servers, which begins with the call. What was fetched beyond a read is kept for the next one. Futures complete on that thread. Safe
 * for use by several threads.
 */
final class TopicReader {
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final ExecutorService thread;
    private @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable TopicPartition assigned;
    private final Deque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();

    /**
     * Creates a reader.
     *
     * @param patience how long one read may take
     */
    TopicReader(Map<String, Object> settings, Duration patience) {
        this(
                settings.get("client.id") + "-read",
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                patience,
                System::nanoTime);
    }

    TopicReader(String name, Supplier<Consumer<byte[], byte[]>> consumers, Duration patience, LongSupplier nanoTime) {
        this.consumers = consumers;
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, name);
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

    private Consumer<byte[], byte[]> made() {
        Consumer<byte[], byte[]> known = consumer;
        if (known == null) {
            known = consumers.get();
            consumer = known;
        }
        return known;
    }

    /** Returns the offset of the next record of a partition. */
    Future<Long> end(TopicPartition partition) {
        long deadline = deadline();
        return run(() -> endOf(partition, deadline));
    }

    private long endOf(TopicPartition partition, long deadline) {
        return Objects.requireNonNull(
                made().endOffsets(List.of(partition), left(partition, deadline)).get(partition));
    }

    /** Returns the end of the time limit of what is asked from now on. */
    long deadline() {
        return nanoTime.getAsLong() + patience.toNanos();
    }

    private Duration left(TopicPartition partition, long deadline) {
        long left = deadline - nanoTime.getAsLong();
        if (left <= 0) {
            throw new TimeoutException("no record of " + partition + " came within " + DurationText.format(patience));
        }
        return Duration.ofNanos(left);
    }

    /**
     * Reads records from an offset on, or from the first that is kept. Returns at least one if there is one.
     *
     * @param maxBytes about how many bytes of values
     * @param deadline when it fails with {@link TimeoutException}
     */
    Future<List<ConsumerRecord<byte[], byte[]>>> read(
            TopicPartition partition, long from, int maxBytes, long deadline) {
        return run(() -> {
            long end = endOf(partition, deadline);
            if (from > end) {
                throw new RecordsLostException(partition, from, end);
            }
            if (from == end) {
                return List.of();
            }
            return readTo(partition, from, end, maxBytes, deadline);
        });
    }

    private List<ConsumerRecord<byte[], byte[]>> readTo(
            TopicPartition partition, long from, long end, int maxBytes, long deadline) {
        if (!isAhead(partition, from) && !seek(partition, from, end, deadline)) {
            return List.of();
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        int room = maxBytes;
        while (true) {
            while (!ahead.isEmpty() && (records.isEmpty() || room >= size(ahead.getFirst()))) {
                ConsumerRecord<byte[], byte[]> next = ahead.removeFirst();
                records.add(next);
                room -= size(next);
            }
            boolean isFull = !ahead.isEmpty() || room <= 0 || nanoTime.getAsLong() - deadline >= 0;
            if (!records.isEmpty() && (isFull || records.get(records.size() - 1).offset() >= end - 1)) {
                return records;
            }
            made().poll(left(partition, deadline)).forEach(ahead::add);
        }
    }

    private boolean isAhead(TopicPartition partition, long from) {
        return partition.equals(assigned)
                && !ahead.isEmpty()
                && ahead.getFirst().offset() == from;
    }

    /** Returns whether there is something to read: records before the end may be deleted. */
    private boolean seek(TopicPartition partition, long from, long end, long deadline) {
        ahead.clear();
        Consumer<byte[], byte[]> source = made();
        long begin = Objects.requireNonNull(source.beginningOffsets(List.of(partition), left(partition, deadline))
                .get(partition));
        if (begin >= end) {
            return false;
        }
        source.assign(List.of(partition));
        assigned = partition;
        source.seek(partition, Math.max(from, begin));
        return true;
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
