package io.codefleet.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RecordSequence;
import io.codefleet.broker.log.StoredRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Records that come between those of a leader: late ones of its own, and those of others. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class KafkaFencingTest {
    private final Vertx vertx = Vertx.vertx();
    private final String namespace = "fence-" + UUID.randomUUID();
    private final KafkaLog leader = get(KafkaLog.open(
            vertx,
            KafkaAddress.of(CodefleetOptions.of(KafkaRights.uri(KafkaRights.server(), "fleet"))),
            namespace,
            Duration.ofSeconds(1)));

    @AfterEach
    void close() {
        get(leader.close());
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        await().pollInterval(Duration.ofMillis(2)).until(future::isComplete);
        if (future.failed()) {
            throw new AssertionError("expected success", future.cause());
        }
        return future.result();
    }

    private static AppendException.Kind failure(Future<?> append) {
        await().until(append::isComplete);
        assertThat(append.cause()).isInstanceOf(AppendException.class);
        return ((AppendException) append.cause()).kind();
    }

    private static LogRecord record(long term, long index) {
        LogRecord.Kind kind = index == 0 ? LogRecord.Kind.TERM : LogRecord.Kind.CHANGE;
        return new LogRecord(term, index, 1000 * term + index, kind, Buffer.buffer("of the leader"));
    }

    private static long append(BrokerLog log, long after, LogRecord record) {
        return get(log.append(after, record)).position();
    }

    /** Stores a record as another process does, or as a send whose answer was lost. */
    private void intrude(LogRecord record) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaRights.server().operator(), new ByteArraySerializer(), new ByteArraySerializer())) {
            String topic = KafkaNames.of(namespace).log();
            producer.send(KafkaRecords.layout(
                            new ProducerRecord<>(topic, 0, null, record.encode().getBytes())))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<LogRecord> counted() {
        RecordSequence sequence = RecordSequence.start();
        return get(leader.read(0, 1 << 20)).stream()
                .map(StoredRecord::record)
                .filter(sequence::accept)
                .toList();
    }

    @Test
    void aRecordThatIsStoredTwiceCountsOnceAndTheLeaderGoesOn() {
        get(leader.elect());
        long first = append(leader, append(leader, 0, record(1, 0)), record(1, 1));
        intrude(record(1, 1));
        long second = append(leader, first, record(1, 2));
        assertThat(second).isEqualTo(first + 2);
        assertThat(append(leader, second, record(1, 3))).isEqualTo(second + 1);
        assertThat(counted()).containsExactly(record(1, 0), record(1, 1), record(1, 2), record(1, 3));
    }

    @Test
    void aRecordWhoseFirstSendWasStoredIsFoundAtItsFirstPlace() {
        get(leader.elect());
        long last = append(leader, 0, record(1, 0));
        intrude(record(1, 1));
        assertThat(append(leader, last, record(1, 1))).isEqualTo(last + 1);
        assertThat(append(leader, last + 1, record(1, 2))).isEqualTo(last + 3);
        assertThat(counted()).containsExactly(record(1, 0), record(1, 1), record(1, 2));
    }

    @Test
    void aHigherTermEndsTheLeading() {
        get(leader.elect());
        long last = append(leader, 0, record(1, 0));
        intrude(record(4, 0));
        assertThat(failure(leader.append(last, record(1, 1)))).isEqualTo(AppendException.Kind.REFUSED);
        assertThat(counted()).containsExactly(record(1, 0), record(4, 0));
    }

    @Test
    void aTermThatDoesNotBeginDirectlyBehindTheEndThatWasSeenIsNotUsed() {
        get(get(leader.elect()).resign());
        get(leader.elect());
        intrude(record(1, 0));
        assertThat(failure(leader.append(0, record(1, 0)))).isEqualTo(AppendException.Kind.REFUSED);
        assertThat(failure(leader.append(1, record(2, 0)))).isEqualTo(AppendException.Kind.REFUSED);
        get(leader.elect());
        assertThat(append(leader, 2, record(2, 0))).isEqualTo(3);
    }
}
