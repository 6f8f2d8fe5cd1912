package io.codefleet.broker.kafka;

import io.codefleet.broker.log.LogRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of the client library, which come from here only.
 *
 * @param common what all clients share
 * @param answer how long one answer of a server may take
 */
record KafkaSettings(Map<String, Object> common, Duration answer) {
    private static final int RECONNECT_MILLIS = 50;
    private static final int RECONNECT_MAX_MILLIS = 500;
    private static final int SETUP_MILLIS = 2_000;
    private static final int SETUP_MAX_MILLIS = 4_000;
    /** How long a server holds back the answer to a fetch that finds nothing. */
    private static final int LISTEN_MILLIS = 500;

    private static final int READ_MILLIS = 10;
    private static final int FETCH_BYTES = 4 << 20;
    private static final int BATCH_BYTES = 256 << 10;
    private static final int MESSAGE_BLOCK_MILLIS = 500;

    static KafkaSettings of(KafkaAddress address, Duration answer) {
        Map<String, Object> common = new HashMap<>(address.security().settings());
        common.put("bootstrap.servers", address.servers());
        common.put("reconnect.backoff.ms", RECONNECT_MILLIS);
        common.put("reconnect.backoff.max.ms", RECONNECT_MAX_MILLIS);
        common.put("retry.backoff.ms", RECONNECT_MILLIS);
        common.put("retry.backoff.max.ms", RECONNECT_MAX_MILLIS);
        common.put("socket.connection.setup.timeout.ms", SETUP_MILLIS);
        common.put("socket.connection.setup.timeout.max.ms", SETUP_MAX_MILLIS);
        common.put("metric.reporters", "");
        common.put("enable.metrics.push", false);
        return new KafkaSettings(common, answer);
    }

    private int millis() {
        return (int) answer.toMillis();
    }

    private Map<String, Object> with(String clientId, Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put("client.id", "codefleet-" + clientId);
        settings.putAll(own);
        return settings;
    }

    Map<String, Object> admin(String clientId) {
        return with(clientId, Map.of("default.api.timeout.ms", millis(), "request.timeout.ms", millis()));
    }

    /**
     * Returns the settings of the client that appends records. A record that is stored twice by a repeated send counts once,
     * so the library need not prevent it.
     */
    Map<String, Object> appender(String clientId) {
        return with(
                clientId,
                Map.of(
                        "acks",
                        "all",
                        "enable.idempotence",
                        false,
                        "linger.ms",
                        0,
                        "max.in.flight.requests.per.connection",
                        1,
                        "max.block.ms",
                        millis(),
                        "request.timeout.ms",
                        millis() / 2,
                        "delivery.timeout.ms",
                        millis()));
    }

    /**
     * Returns the settings of the client that sends messages. It sends each once: a message may be lost, but none may arrive
     * twice or before an earlier one.
     */
    Map<String, Object> messenger(String clientId) {
        return with(
                clientId,
                Map.of(
                        "acks",
                        "1",
                        "enable.idempotence",
                        false,
                        "retries",
                        0,
                        "linger.ms",
                        0,
                        "batch.size",
                        BATCH_BYTES,
                        "max.request.size",
                        2 * LogRecord.MAX_BYTES,
                        "max.block.ms",
                        MESSAGE_BLOCK_MILLIS,
                        "request.timeout.ms",
                        millis(),
                        "delivery.timeout.ms",
                        millis()));
    }

    Map<String, Object> listener(String clientId) {
        return consumer(clientId, "latest", LISTEN_MILLIS);
    }

    /** Returns the settings of a client that reads up to an end that it knows: it waits for nothing. */
    Map<String, Object> reader(String clientId) {
        return consumer(clientId, "earliest", READ_MILLIS);
    }

    private Map<String, Object> consumer(String clientId, String outOfRange, int waitMillis) {
        return with(
                clientId,
                Map.of(
                        "allow.auto.create.topics",
                        false,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        outOfRange,
                        "fetch.max.wait.ms",
                        waitMillis,
                        "max.partition.fetch.bytes",
                        FETCH_BYTES,
                        "request.timeout.ms",
                        millis(),
                        "default.api.timeout.ms",
                        millis()));
    }
}
