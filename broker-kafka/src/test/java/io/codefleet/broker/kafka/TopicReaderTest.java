package io.codefleet.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader whose servers take much of the time that a read has for each of its questions. */
@Timeout(90)
class TopicReaderTest {
    private static final TopicPartition PARTITION = new TopicPartition("log", 0);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    private final List<Duration> given = new ArrayList<>();
    private final TopicReader reader = new TopicReader("read", SlowServers::new, PATIENCE, now::get);

    /** Servers each of whose answers takes a second of the clock of the reader. */
    private final class SlowServers extends MockConsumer<byte[], byte[]> {
        SlowServers() {
            super("earliest");
        }

        private void take(Duration limit) {
            given.add(limit);
            now.addAndGet(Math.min(limit.toNanos(), Duration.ofSeconds(1).toNanos()));
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration limit) {
            take(limit);
            return Map.of(PARTITION, 5L);
        }

        @Override
        public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration limit) {
            take(limit);
            return Map.of(PARTITION, 0L);
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration limit) {
            take(limit);
            return ConsumerRecords.empty();
        }
    }

    @AfterEach
    void close() {
        get(reader.close());
    }

    private static void get(Future<?> future) {
        await().until(future::isComplete);
    }

    @Test
    void allQuestionsOfAReadHaveOneTimeLimit() {
        Future<?> read = reader.read(PARTITION, 0, 1000, reader.deadline());
        get(read);
        assertThat(read.cause()).isInstanceOf(TimeoutException.class).hasMessageContaining("within 3s");
        assertThat(given).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    @Test
    void theTimeBeforeItsTurnCounts() {
        long deadline = reader.deadline();
        now.addAndGet(PATIENCE.toNanos());
        Future<?> late = reader.read(PARTITION, 0, 1000, deadline);
        get(late);
        assertThat(late.cause()).isInstanceOf(TimeoutException.class);
        assertThat(given).isEmpty();
    }

    @Test
    void theEndIsAskedForWithinTheTimeThatIsLeft() {
        Future<Long> end = reader.end(PARTITION);
        get(end);
        assertThat(end.result()).isEqualTo(5);
        assertThat(given).containsExactly(PATIENCE);
    }
}
