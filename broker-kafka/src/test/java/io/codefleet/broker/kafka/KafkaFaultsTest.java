package io.codefleet.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.kafka.test.KafkaTestOptions;
import io.codefleet.kafka.test.KafkaTestServer;
import io.codefleet.testing.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are too old, refuse, or hold something else; each test has a namespace of its own. */
@Timeout(110)
@Execution(ExecutionMode.CONCURRENT)
class KafkaFaultsTest {
    private final Vertx vertx = Vertx.vertx();
    private final String namespace = "f-" + UUID.randomUUID();
    private final KafkaNames names = KafkaNames.of(namespace);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(future::isComplete);
        if (future.failed()) {
            throw new AssertionError("expected success", future.cause());
        }
        return future.result();
    }

    private static Throwable failureOf(Future<?> future) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(future::isComplete);
        assertThat(future.failed()).as("failed").isTrue();
        return future.cause();
    }

    private Future<Broker> connect(String uri) {
        CodefleetOptions options = CodefleetOptions.of(uri).namespace(namespace).commandTimeout(Duration.ofSeconds(15));
        return new KafkaBrokerProvider().connect(vertx, options, new IgnoringListener());
    }

    private Future<Broker> connectAs(String user) {
        return connect(KafkaRights.uri(KafkaRights.server(), user));
    }

    private static Future<?> submit(Broker broker, String id) {
        return broker.submit(List.of(Task.of("do it").id(id)));
    }

    /** Lets an operator do something. */
    private interface Step {
        void make(Admin admin) throws Exception;
    }

    private static void operate(Step step) {
        operate(() -> {
            try (Admin admin = KafkaRights.server().admin()) {
                step.make(admin);
            }
            return true;
        });
    }

    private static void operate(Callable<Boolean> step) {
        try {
            step.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes a setting, and waits until the server knows it. */
    private static void set(String topic, String name, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        operate(admin -> {
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            await().until(() -> admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(name)
                    .value()
                    .equals(value));
        });
    }

    private void write(String topic, Map<String, String> headers) {
        operate(() -> {
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    KafkaRights.server().operator(), new ByteArraySerializer(), new ByteArraySerializer())) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, null, new byte[] {1, 2, 3});
                headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                producer.send(record).get();
            }
            return true;
        });
    }

    // ---- the server

    @Test
    void aPortWhereNobodyAnswersIsUnavailable() {
        assertThat(failureOf(connect("kafka://127.0.0.1:" + FreePort.find())))
                .isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void aHostThatDoesNotExistIsUnavailable() {
        assertThat(failureOf(connect("kafka://host.invalid:9092"))).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void aServerThatIsTooOldIsNamedWithWhatItLacks() {
        try (KafkaTestServer server = KafkaTestServer.start(KafkaTestOptions.DEFAULTS.release("3.9"))) {
            assertThat(failureOf(connect(server.uri())))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("metadata.version")
                    .hasMessageContaining("Kafka 4.0");
        }
    }

    // ---- credentials and rights

    @Test
    void wrongCredentialsAreRefused() {
        String port = "@127.0.0.1:" + KafkaRights.server().port();
        for (String uri : List.of(
                "kafka://fleet:wrong" + port + "?mechanism=PLAIN",
                "kafka://stranger:x" + port + "?mechanism=PLAIN",
                "kafka://fleet:se%3Acret" + port)) {
            assertThat(failureOf(connect(uri)))
                    .as(uri)
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("credentials")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void aPasswordMayBeInAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "se:cret\n");
        get(get(connect("kafka://fleet@127.0.0.1:" + KafkaRights.server().port() + "?mechanism=PLAIN&passwordFile="
                        + file))
                .close());
    }

    @Test
    void aUserOfOneNamespaceUsesItAndNoOther() {
        KafkaRights.allow(KafkaRights.server(), KafkaRights.rules("one", namespace));
        Broker broker = get(connectAs("one"));
        get(submit(broker, "a"));
        get(broker.close());
        CodefleetOptions other = CodefleetOptions.of(KafkaRights.uri(KafkaRights.server(), "one"))
                .namespace(namespace + "-other");
        assertThat(failureOf(new KafkaBrokerProvider().connect(vertx, other, new IgnoringListener())))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("docs/guides/kafka.md");
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE", "DESCRIBE_CONFIGS", "READ", "WRITE"})
    void aRightThatIsMissingIsNamed(AclOperation missing) {
        KafkaRights.allow(
                KafkaRights.server(),
                KafkaRights.rules("few", namespace).stream()
                        .filter(rule -> rule.entry().operation() != missing)
                        .toList());
        assertThat(failureOf(connectAs("few")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("docs/guides/kafka.md");
    }

    // ---- topics

    @Test
    void aLogWithSeveralPartitionsIsRefused() {
        operate(admin -> admin.createTopics(List.of(new NewTopic(names.log(), 3, (short) 1)))
                .all()
                .get());
        assertThat(failureOf(connectAs("fleet")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("3 partitions instead of 1");
    }

    @Test
    void aTopicThatWouldDeleteRecordsIsRefused() {
        get(get(connectAs("fleet")).close());
        for (Map.Entry<String, String> bad : Map.of(
                        "cleanup.policy", "compact", "retention.ms", "60000", "max.message.bytes", "1000")
                .entrySet()) {
            set(names.log(), bad.getKey(), bad.getValue());
            assertThat(failureOf(connectAs("fleet")))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining(names.log())
                    .hasMessageContaining(bad.getKey() + " " + bad.getValue());
            String good = bad.getKey().equals("cleanup.policy") ? "delete" : "-1";
            set(names.log(), bad.getKey(), bad.getKey().startsWith("max") ? "1048576" : good);
        }
        get(get(connectAs("fleet")).close());
    }

    @Test
    void recordsOfStrangersAreRefused() {
        get(get(connectAs("fleet")).close());
        write(names.log(), Map.of());
        assertThat(failureOf(connectAs("fleet")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("was not written by Codefleet");
    }

    @Test
    void aNewerLayoutIsRefused() {
        get(get(connectAs("fleet")).close());
        write(names.log(), Map.of("codefleet", "7"));
        assertThat(failureOf(connectAs("fleet"))).isInstanceOf(UnsupportedVersionException.class);
    }

    @Test
    void aTopicThatIsDeletedUnderARunningFleetEndsItsCalls() {
        Broker broker = get(connectAs("fleet"));
        get(submit(broker, "a"));
        operate(admin -> admin.deleteTopics(List.of(names.log())).all().get());
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            Future<?> submitted = submit(broker, "b");
            await().until(submitted::isComplete);
            return submitted.cause() instanceof BrokerRefusedException refused
                    && String.valueOf(refused.getMessage()).contains("somebody has deleted the topic " + names.log());
        });
        get(broker.close());
    }

    // ---- the URI

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:x",
                "kafka:///",
                "kafka://a,,b",
                "kafka://host/path",
                "kafka://host#x",
                "kafka://host?x=1",
                "kafka://host?replica=3",
                "kafka://host?replicas=0",
                "kafka://host?lead=no",
                "kafka://host?ca=x",
                "kafkas://host?cert=x",
                "kafka://a@host",
                "kafka://a:b@host?passwordFile=x",
                "kafka://a:b@host?mechanism=OAUTHBEARER",
                "kafka://host?mechanism=PLAIN",
                "kafka://host?lead=",
                "kafka://ann@host?passwordFile=/nowhere",
                "kafkas://host?ca=/nowhere",
                "kafka://host?lead=true&lead=true"
            })
    void aUriThatIsWrongIsRefused(String uri) {
        assertThat(failureOf(connect(uri)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("uri");
    }
}
