package io.codefleet.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener that the servers do not give the records that are to come again. */
@Timeout(90)
class TopicListenerTest {
    private static final TopicPartition PARTITION = new TopicPartition("messages", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
    private final TopicListener listener =
            new TopicListener(consumer, Duration.ofMillis(100), records -> {}, failure -> {});

    @Test
    void theStartFailsWhenNoRecordComes() {
        consumer.updateEndOffsets(Map.of(PARTITION, 5L));
        Future<Void> started = listener.start(Map.of(PARTITION, 1));
        await().until(started::isComplete);
        assertThat(started.cause()).isInstanceOf(TimeoutException.class).hasMessageContaining("messages");
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void theStartSucceedsWhereNoRecordIsToComeAgain() {
        consumer.updateEndOffsets(Map.of(PARTITION, 5L));
        Future<Void> started = listener.start(Map.of(PARTITION, 0));
        await().until(started::succeeded);
        Future<Void> closed = listener.close();
        await().until(closed::isComplete);
    }
}
