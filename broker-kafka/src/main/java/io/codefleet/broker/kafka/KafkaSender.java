package io.codefleet.broker.kafka;

import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records in their order, on a thread of its own, as a send may block. Safe for use by several threads. */
final class KafkaSender {
    private static final int QUEUE = 100_000;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Map<String, Object> settings;
    private final ThreadPoolExecutor thread;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    KafkaSender(Map<String, Object> settings) {
        this.settings = settings;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), work -> {
            Thread made = new Thread(work, settings.get("client.id") + "-send");
            made.setDaemon(true);
            return made;
        });
    }

    /** Sends a record. The future completes on a thread of the client library. */
    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        Promise<RecordMetadata> promise = Promise.promise();
        try {
            thread.execute(() -> send(record, promise));
        } catch (RejectedExecutionException e) {
            promise.tryFail(new BrokerUnavailableException("too much waits to be sent, or the broker is closed", e));
        }
        return promise.future();
    }

    private void send(ProducerRecord<byte[], byte[]> record, Promise<RecordMetadata> promise) {
        try {
            var unused = made().send(record, (metadata, failure) -> {
                if (failure == null) {
                    promise.tryComplete(metadata);
                } else {
                    promise.tryFail(failure);
                }
            });
        } catch (RuntimeException e) {
            promise.tryFail(e);
        }
    }

    private KafkaProducer<byte[], byte[]> made() {
        KafkaProducer<byte[], byte[]> known = producer;
        if (known == null) {
            known = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            producer = known;
        }
        return known;
    }

    /** Sends what waits, for a short time, and ends. */
    Future<Void> close() {
        Promise<Void> promise = Promise.promise();
        try {
            thread.execute(() -> {
                if (producer != null) {
                    producer.close(LAST_WORDS);
                }
                promise.complete();
            });
        } catch (RejectedExecutionException e) {
            promise.complete();
        }
        thread.shutdown();
        return promise.future();
    }
}
