package io.codefleet.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.log.server.Announcement;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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

/** The election of a process that connects when all others are gone. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class KafkaElectionTest {
    private final Vertx vertx = Vertx.vertx();
    private final String namespace = "elect-" + UUID.randomUUID();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        await().pollInterval(Duration.ofMillis(2)).until(future::isComplete);
        if (future.failed()) {
            throw new AssertionError("expected success", future.cause());
        }
        return future.result();
    }

    private Broker connect(Duration commandTimeout) {
        CodefleetOptions options = CodefleetOptions.of(KafkaRights.uri(KafkaRights.server(), "fleet"))
                .namespace(namespace)
                .commandTimeout(commandTimeout);
        return get(new KafkaBrokerProvider().connect(vertx, options, new IgnoringListener()));
    }

    /** Leaves the topics as a leader does that was killed: the last that it said is that it leads. */
    private void leadAndDie() {
        Broker leader = connect(Duration.ofSeconds(10));
        assertThat(get(leader.submit(List.of(Task.of("do it").id("a")))))
                .containsExactly(SubmitReply.Accepted.INSTANCE);
        get(leader.close());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaRights.server().operator(), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] said = new Announcement("killed", 1, true, false).encode();
            producer.send(new ProducerRecord<>(
                            KafkaNames.of(namespace).messages(), KafkaNames.ANNOUNCEMENTS, null, said))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLoneProcessLeadsAlsoWhenTheSilenceTakesAllOfItsCommandTimeout() {
        leadAndDie();
        Broker alone = connect(KafkaLog.SILENCE);
        assertThat(get(alone.find(List.of("a")))).hasSize(1);
        get(alone.close());
    }
}
