package io.codefleet.benchmarks;

import io.codefleet.kafka.test.KafkaTestServer;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.NatsTestServer;
import io.codefleet.testing.RabbitTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A message system, or a folder, that a broker runs on.
 *
 * @param uri where processes connect that may lead
 * @param server what is closed at the end
 */
record BrokerServer(String uri, AutoCloseable server) implements AutoCloseable {
    private static final String USER = "fleet";

    /** Starts one of a kind, with its default settings. */
    static BrokerServer start(BrokerKind kind) {
        switch (kind) {
            case REDIS -> {
                RedisTestServer redis = RedisTestServer.start();
                return new BrokerServer(redis.uri(), redis);
            }
            case FILE -> {
                Path folder = folder();
                return new BrokerServer("file:" + folder, () -> delete(folder));
            }
            case NATS -> {
                NatsTestServer nats = NatsTestServer.start("jetstream { store_dir: FOLDER, max_file: 20G }");
                return new BrokerServer(nats.uri(), nats);
            }
            case AMQP -> {
                RabbitTestServer rabbit = RabbitTestServer.start(List.of(), Map.of(USER, "^codefleet:"));
                return new BrokerServer(rabbit.uri(USER), rabbit);
            }
            default -> {
                KafkaTestServer kafka = KafkaTestServer.start();
                return new BrokerServer(kafka.uri(), kafka);
            }
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("codefleet-rates-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("a server did not end", e);
        }
    }
}
