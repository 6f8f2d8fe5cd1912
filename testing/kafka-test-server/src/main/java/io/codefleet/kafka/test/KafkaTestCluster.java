package io.codefleet.kafka.test;

import io.codefleet.testing.FreePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;

/** Three Kafka servers without users that keep topics together. Each is a controller too. */
public final class KafkaTestCluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;

    private final List<KafkaTestServer> servers = new ArrayList<>();

    private KafkaTestCluster() {}

    /** Starts three servers. */
    public static KafkaTestCluster start() {
        List<Integer> controllers =
                Stream.generate(FreePort::find).distinct().limit(SIZE).toList();
        KafkaTestCluster cluster = new KafkaTestCluster();
        for (int id = 1; id <= SIZE; id++) {
            cluster.servers.add(KafkaTestServer.of(KafkaTestOptions.DEFAULTS.quickToReturn(), id, controllers));
        }
        try {
            cluster.servers.forEach(KafkaTestServer::launch);
            cluster.servers.forEach(KafkaTestServer::awaitReady);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Returns the URI that names all servers. */
    public String uri() {
        return "kafka://"
                + servers.stream().map(server -> "127.0.0.1:" + server.port()).collect(Collectors.joining(","));
    }

    /** Returns the server that leads the first partition of a topic. */
    public KafkaTestServer leaderOf(String topic) {
        return servers.get(firstPartition(topic).leader().id() - 1);
    }

    /** Waits until all servers have all records of the first partition of a topic. */
    public void awaitReplicas(String topic) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (firstPartition(topic).isr().size() < SIZE) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the topic " + topic + " has too few replicas in sync");
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private TopicPartitionInfo firstPartition(String topic) {
        String all = servers.stream()
                .map(server -> String.valueOf(server.operator().get("bootstrap.servers")))
                .collect(Collectors.joining(","));
        Map<String, Object> settings = servers.get(0).operator();
        settings.put("bootstrap.servers", all);
        try (Admin admin = Admin.create(settings)) {
            return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .get(topic))
                    .partitions()
                    .get(0);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the topic " + topic + " cannot be described", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        servers.forEach(KafkaTestServer::close);
    }
}
