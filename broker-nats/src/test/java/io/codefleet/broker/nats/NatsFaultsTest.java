package io.codefleet.broker.nats;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
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
import io.codefleet.redis.test.TestCertificates;
import io.codefleet.testing.FreePort;
import io.codefleet.testing.NatsTestServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are too old, refuse, lack something, or hold something else. */
@Timeout(90)
class NatsFaultsTest {
    private static final String LOG = "codefleet-log-default";

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private Future<Broker> connect(String uri) {
        CodefleetOptions options = CodefleetOptions.of(uri).commandTimeout(Duration.ofSeconds(10));
        return new NatsBrokerProvider().connect(vertx, options, new IgnoringListener());
    }

    private static Future<?> submit(Broker broker, String id) {
        return broker.submit(List.of(Task.of("do it").id(id)));
    }

    // ---- the server

    @ParameterizedTest
    @ValueSource(strings = {"2.8.4", "2.2.0"})
    void aServerThatIsTooOldIsNamedWithWhatItLacks(String version) {
        NetServer old = vertx.createNetServer().connectHandler(socket -> {
            socket.handler(data -> {
                if (data.toString().contains("PING")) {
                    socket.write("PONG\r\n");
                }
            });
            socket.write("INFO {\"server_id\":\"X\",\"version\":\"" + version
                    + "\",\"proto\":1,\"headers\":true,\"jetstream\":true,\"max_payload\":1048576}\r\n");
        });
        int port = get(old.listen(FreePort.find(), "127.0.0.1")).actualPort();
        assertThat(failureOf(connect("nats://127.0.0.1:" + port)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("NATS " + version)
                .hasMessageContaining("direct get");
    }

    @Test
    void aPortWhereNobodyAnswersIsUnavailable() {
        assertThat(failureOf(connect("nats://127.0.0.1:" + FreePort.find())))
                .isInstanceOf(BrokerUnavailableException.class);
    }

    /** Each of many processes that give up too early would end its candidacy, and the next would begin from the start. */
    @Test
    void aCommandTimeoutBelowTheSilenceOfALeaderDoesNotKeepAProcessFromLeading() {
        try (NatsTestServer server = NatsTestServer.start()) {
            Broker first = get(connect(server.uri()));
            get(submit(first, "kept"));
            get(first.close());
            CodefleetOptions impatient = CodefleetOptions.of(server.uri()).commandTimeout(Duration.ofMillis(1500));
            Broker second = get(new NatsBrokerProvider().connect(vertx, impatient, new IgnoringListener()));

            assertThat(get(second.find(List.of("kept")))).hasSize(1);
            get(second.close());
        }
    }

    @Test
    void aServerWithoutJetStreamIsRefused() {
        try (NatsTestServer server = NatsTestServer.start("")) {
            assertThat(failureOf(connect(server.uri())))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("without JetStream");
        }
    }

    @Test
    void aServerForSmallMessagesOnlyIsRefused() {
        try (NatsTestServer server = NatsTestServer.start(NatsRights.JETSTREAM + "max_payload: 300000")) {
            assertThat(failureOf(connect(server.uri())))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("max_payload");
        }
    }

    @Test
    void moreReplicasThanThereAreServersAreRefused() {
        try (NatsTestServer server = NatsTestServer.start()) {
            assertThat(failureOf(connect(server.uri() + "?replicas=3")))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("replicas");
            get(get(connect(server.uri())).close());
            assertThat(failureOf(connect(server.uri() + "?replicas=3")))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("num_replicas 1 instead of 3");
        }
    }

    @Test
    void aFullStoreFailsCallsAndSaysWhy() {
        try (NatsTestServer server = NatsTestServer.start("jetstream { store_dir: FOLDER, max_file: 2M }")) {
            Broker broker = get(connect(server.uri()));
            get(submit(broker, "first"));
            Task large = Task.of("x".repeat(900_000));
            Throwable failure = null;
            for (int i = 0; i < 5 && failure == null; i++) {
                Future<?> submitted = broker.submit(List.of(large.id("large-" + i)));
                await().until(submitted::isComplete);
                failure = submitted.cause();
            }
            assertThat(failure)
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("JetStream answered");
            get(broker.close());
        }
    }

    // ---- credentials and rights

    @Test
    void wrongCredentialsAreRefused() {
        try (NatsTestServer server = NatsRights.server(NatsRights.user("fleet", "default"))) {
            get(get(connect(NatsRights.uri(server, "fleet"))).close());
            for (String login : List.of("fleet:wrong@", "", "token@")) {
                assertThat(failureOf(connect("nats://" + login + "127.0.0.1:" + server.port())))
                        .isInstanceOf(BrokerRefusedException.class)
                        .hasMessageContaining("credentials")
                        .hasMessageNotContaining("wrong@");
            }
        }
    }

    @Test
    void aTokenLetsIn() {
        try (NatsTestServer server =
                NatsTestServer.start(NatsRights.JETSTREAM + "authorization { token: \"open sesame\" }")) {
            get(get(connect("nats://open%20sesame@127.0.0.1:" + server.port())).close());
        }
    }

    @Test
    void aRightThatIsMissingIsNamed() {
        List<String> all = NatsRights.publish("default");
        String subjects = NatsRights.subjects("default");
        List<String> noInfo =
                all.stream().filter(each -> !each.contains("INFO")).toList();
        try (NatsTestServer server = NatsRights.server(
                NatsRights.user("noinfo", noInfo, subjects),
                NatsRights.user("nothing", all, "other.>"),
                NatsRights.user("silent", all.subList(1, all.size()), subjects),
                NatsRights.user("stranger", "other"))) {
            for (String user : List.of("noinfo", "nothing", "silent", "stranger")) {
                assertThat(failureOf(connect(NatsRights.uri(server, user))))
                        .as(user)
                        .isInstanceOf(BrokerRefusedException.class)
                        .hasMessageContaining("Permissions Violation")
                        .hasMessageContaining("docs/guides/nats.md");
            }
        }
    }

    @Test
    void theCertificateIsCheckedAgainstTheAuthorityAndTheHost() {
        TestCertificates files = TestCertificates.in(folder);
        try (NatsTestServer server = tls(files, "server");
                NatsTestServer elsewhere = tls(files, "elsewhere")) {
            String ca = "?ca=" + files.ca();
            get(get(connect("tls://127.0.0.1:" + server.port() + ca)).close());
            assertThat(failureOf(connect("tls://127.0.0.1:" + server.port())))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("ca=FILE");
            assertThat(failureOf(connect("tls://127.0.0.1:" + elsewhere.port() + ca)))
                    .isInstanceOf(BrokerRefusedException.class);
        }
    }

    private static NatsTestServer tls(TestCertificates files, String name) {
        return NatsTestServer.start(NatsRights.JETSTREAM + "tls { cert_file: \"" + files.certificate(name)
                + "\", key_file: \"" + files.key(name) + "\" }");
    }

    // ---- streams

    /** Lets an operator do something to the streams. */
    private interface Step {
        void make(JetStreamManagement streams) throws Exception;
    }

    private static void operate(NatsTestServer server, Step step) {
        try (Connection connection = Nats.connect(server.uri())) {
            step.make(connection.jetStreamManagement());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStreamOfAnotherLayoutIsRefused() {
        try (NatsTestServer server = NatsTestServer.start()) {
            StreamConfiguration.Builder stream =
                    StreamConfiguration.builder().name(LOG).subjects("x").storageType(StorageType.File);
            operate(server, streams -> streams.addStream(stream.build()));
            assertThat(failureOf(connect(server.uri())))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("was not made by Codefleet");
            operate(
                    server,
                    streams -> streams.updateStream(
                            stream.description("Codefleet, layout 7").build()));
            assertThat(failureOf(connect(server.uri()))).isInstanceOf(UnsupportedVersionException.class);
        }
    }

    @Test
    void aStreamThatWouldDeleteRecordsIsRefused() {
        try (NatsTestServer server = NatsTestServer.start()) {
            get(get(connect(server.uri())).close());
            operate(
                    server,
                    streams -> streams.updateStream(StreamConfiguration.builder(
                                    streams.getStreamInfo(LOG).getConfiguration())
                            .maxMessages(1000)
                            .build()));
            assertThat(failureOf(connect(server.uri())))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("max_msgs 1000 instead of -1");
        }
    }

    @Test
    void aStreamThatIsDeletedUnderARunningFleetEndsItsCalls() {
        try (NatsTestServer server = NatsTestServer.start()) {
            Broker broker = get(connect(server.uri()));
            get(submit(broker, "a"));
            operate(server, streams -> streams.deleteStream(LOG));
            await().until(() -> {
                Future<?> submitted = submit(broker, "b");
                await().until(submitted::isComplete);
                return submitted.cause() instanceof BrokerRefusedException refused
                        && String.valueOf(refused.getMessage()).contains("somebody has deleted the stream " + LOG);
            });
            get(broker.close());
        }
    }

    // ---- the URI

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nats:x",
                "nats:///",
                "nats://a,,b",
                "nats://host/path",
                "nats://host#x",
                "nats://host?x=1",
                "nats://host?replica=3",
                "nats://host?replicas=0",
                "nats://host?replicas=9",
                "nats://host?lead=no",
                "nats://host?ca=x",
                "tls://host?cert=x",
                "nats://a:b@host?creds=x",
                "nats://a:b@host?passwordFile=x",
                "nats://host?creds=",
                "nats://host?creds=/nowhere",
                "nats://ann@host?passwordFile=/nowhere",
                "tls://host?ca=/nowhere",
                "nats://host?lead=true&lead=true"
            })
    void aUriThatIsWrongIsRefused(String uri) {
        assertThat(failureOf(connect(uri)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("uri");
    }
}
