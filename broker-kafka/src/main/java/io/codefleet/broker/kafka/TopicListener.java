package io.codefleet.broker.kafka;

import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Hears what comes into some partitions from now on, on a thread of its own. */
final class TopicListener {
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofMillis(200);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final Duration patience;
    private final Consumer<List<ConsumerRecord<byte[], byte[]>>> handler;
    private final Consumer<RuntimeException> onFailure;
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * Creates a listener; blocks for a short time.
     *
     * @param patience how long one answer of the servers may take, and then the records that are to come again
     * @param handler gets what came, on the thread of the listener
     * @param onFailure gets what the servers say, while the listener tries on
     */
    TopicListener(
            Map<String, Object> settings,
            Duration patience,
            Consumer<List<ConsumerRecord<byte[], byte[]>>> handler,
            Consumer<RuntimeException> onFailure) {
        this(
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                patience,
                handler,
                onFailure);
    }

    TopicListener(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            Duration patience,
            Consumer<List<ConsumerRecord<byte[], byte[]>>> handler,
            Consumer<RuntimeException> onFailure) {
        this.consumer = consumer;
        this.patience = patience;
        this.handler = handler;
        this.onFailure = onFailure;
    }

    /**
     * Begins to receive records. The future completes when none is missed any more, and the earlier ones that are to come
     * again have come.
     *
     * @param partitions the partitions, each with how many of the last records to hear again
     */
    Future<Void> start(Map<TopicPartition, Integer> partitions) {
        if (begun.compareAndSet(false, true)) {
            begin(() -> run(partitions));
        } else {
            started.tryFail(new IllegalStateException("closed before it began"));
        }
        return started.future();
    }

    private static void begin(Runnable work) {
        Thread thread = new Thread(work, "codefleet-kafka-listen");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Map<TopicPartition, Integer> partitions) {
        try {
            consumer.assign(partitions.keySet());
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions.keySet(), patience);
            ends.forEach((partition, end) ->
                    consumer.seek(partition, Math.max(0, end - partitions.getOrDefault(partition, 0))));
            catchUp(ends);
            while (!closed) {
                poll(POLL);
            }
        } catch (RuntimeException e) {
            started.tryFail(e);
        } finally {
            end();
        }
    }

    /** Receives the records that are to come again. Without a limit, a server that answers but gives none would stop a connect. */
    private void catchUp(Map<TopicPartition, Long> ends) {
        long begin = System.nanoTime();
        while (!closed && !isAt(ends)) {
            Duration left = patience.minusNanos(System.nanoTime() - begin);
            if (left.isNegative()) {
                throw new TimeoutException("the last records of " + ends.keySet() + " did not come within "
                        + DurationText.format(patience));
            }
            poll(left.compareTo(POLL) < 0 ? left : POLL);
        }
        if (!closed) {
            started.complete();
        }
    }

    private void end() {
        try {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        } finally {
            started.tryFail(new IllegalStateException("closed"));
            ended.complete();
        }
    }

    private boolean isAt(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(each -> consumer.position(each.getKey(), patience) >= each.getValue());
    }

    private void poll(Duration time) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(time);
            for (TopicPartition partition : records.partitions()) {
                handler.accept(records.records(partition));
            }
        } catch (WakeupException e) {
            // It ends.
            return;
        } catch (RuntimeException e) {
            if (!started.future().isComplete()) {
                throw e;
            }
            onFailure.accept(e);
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    /** Closes the listener; completes when it receives nothing more. */
    Future<Void> close() {
        closed = true;
        if (begun.compareAndSet(false, true)) {
            begin(this::end);
        } else {
            consumer.wakeup();
        }
        return ended.future();
    }
}
