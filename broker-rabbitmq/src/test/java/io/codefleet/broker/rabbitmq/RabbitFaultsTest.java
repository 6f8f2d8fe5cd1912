package io.codefleet.broker.rabbitmq;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.testing.RabbitTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that refuses, is full or of another version, and streams that are not as they were left. */
@Timeout(90)
class RabbitFaultsTest {
    private final RabbitTestServer server = RabbitRights.shared().server();
    private final String namespace = "faults-" + UUID.randomUUID();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private Future<BrokerLog> open(String uri, String inNamespace) {
        return RabbitLog.open(vertx, RabbitAddress.of(CodefleetOptions.of(uri)), inNamespace);
    }

    private Future<BrokerLog> open() {
        return open(server.uri(RabbitRights.FLEET), namespace);
    }

    private static String tlsUri() {
        return RabbitTestServer.tlsUri(RabbitRights.FLEET, RabbitRights.shared().tlsPort());
    }

    private static LogRecord record(long index) {
        LogRecord.Kind kind = index == 0 ? LogRecord.Kind.TERM : LogRecord.Kind.CHANGE;
        return new LogRecord(1, index, index, kind, Buffer.buffer("the content of record " + index));
    }

    /** Does something to the streams of the namespace as an administrator. */
    private void administer(Administration step) throws Exception {
        RabbitAddress address = RabbitAddress.of(CodefleetOptions.of(server.uri(RabbitRights.ADMIN)));
        try (Connection connection = new RabbitConnector(vertx, address).connect("test");
                Channel channel = connection.createChannel()) {
            step.run(channel, new RabbitNames(namespace));
        }
    }

    @FunctionalInterface
    private interface Administration {
        void run(Channel channel, RabbitNames names) throws Exception;
    }

    private void publish(String type, Buffer body) throws Exception {
        administer((channel, names) -> {
            channel.confirmSelect();
            channel.basicPublish(
                    names.exchange(), RabbitNames.LOG, StreamMessage.properties(type, "1"), body.getBytes());
            channel.waitForConfirmsOrDie(10_000);
        });
    }

    @Test
    void wrongCredentialsAreRefusedAndNotShown() {
        String uri = server.uri(RabbitRights.FLEET).replace("p%40ss:word", "secret-of-mine");
        assertThat(failureOf(open(uri, namespace)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("refuses the credentials")
                .hasMessageNotContaining("secret-of-mine");
    }

    @Test
    void aPasswordMayBeInAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), RabbitTestServer.PASSWORD + "\n");
        String uri = "amqp://" + RabbitRights.FLEET + "@127.0.0.1:" + server.port() + "?passwordFile=" + file;
        BrokerLog log = get(open(uri, namespace));
        get(log.elect());
        get(log.append(0, record(0)));
        get(log.close());
        Files.writeString(file, "another\n");
        assertThat(failureOf(open(uri, namespace)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("refuses the credentials")
                .hasMessageNotContaining("another");
    }

    @Test
    void aVirtualHostThatIsMissingOrClosedIsNamed() {
        assertThat(failureOf(open(server.uri(RabbitRights.FLEET) + "/nowhere", namespace)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("nowhere");
        assertThat(failureOf(open(server.uri(RabbitRights.STRANGER), namespace)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("virtual host");
    }

    @Test
    void aUserOfOneNamespaceHasNoRightsInAnother() {
        assertThat(failureOf(open(server.uri(RabbitRights.TEAM), "team2")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("codefleet:team2:")
                .hasMessageContaining("rights");
        BrokerLog own = get(open(server.uri(RabbitRights.TEAM), "team"));
        get(own.elect());
        get(own.close());
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        assertThat(failureOf(open("amqp://127.0.0.1:9", namespace))).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void tlsTrustsTheNamedAuthorityAndNoOther() {
        BrokerLog log = get(open(tlsUri() + "?ca=" + RabbitRights.shared().ca(), namespace));
        get(log.elect());
        get(log.append(0, record(0)));
        get(log.close());
        assertThat(failureOf(open(tlsUri(), namespace)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("ca=FILE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.34", "2.99.1", "null", ""})
    void aServerWithoutStreamsIsRefused(String version) {
        assertThatThrownBy(() -> RabbitConnector.checkVersion("host", version))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("streams");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.9.0", "3.10.8", "4.0.0-rc.1", "4.3.6"})
    void aServerWithStreamsIsTaken(String version) {
        assertThatCode(() -> RabbitConnector.checkVersion("host", version)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amqp:host",
                "amqp://user@host",
                "amqp://user:a@host?passwordFile=f",
                "amqp://user@host?passwordFile=/nowhere",
                "amqp://host/a/b",
                "amqp://host?ca=f",
                "amqp://host?logBytes=5",
                "amqp://host?lead=maybe",
                "amqp://host?lead",
                "amqp://host?lead=true&lead=true",
                "amqp://host?leed=true"
            })
    void aUriOfAnotherFormIsNamed(String uri) {
        assertThatThrownBy(() -> RabbitAddress.of(CodefleetOptions.of(uri)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("uri");
    }

    @Test
    void aStreamOfAnotherLayoutIsRefused() {
        get(get(open()).close());
        assertThat(failureOf(open(server.uri(RabbitRights.FLEET) + "?logBytes=1073741824", namespace)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("x-max-length-bytes")
                .hasMessageContaining("logBytes");
    }

    @Test
    void aRecordOfANewerVersionIsRefused() throws Exception {
        BrokerLog log = get(open());
        Buffer newer = record(0).encode();
        newer.setByte(0, (byte) 9);
        publish(StreamMessage.RECORD, newer);
        assertThat(failureOf(log.read(0, 1000))).isInstanceOf(UnsupportedVersionException.class);
        get(log.close());
    }

    @Test
    void aDamagedOrForeignMessageIsRefused() throws Exception {
        BrokerLog log = get(open());
        publish(StreamMessage.RECORD, record(0).encode().setByte(20, (byte) 77));
        assertThat(failureOf(log.read(0, 1000))).isInstanceOf(MalformedDataException.class);
        publish("letter", Buffer.buffer("hello"));
        assertThat(failureOf(log.read(1, 1000)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("letter");
        get(log.close());
    }

    @Test
    void aDeletedStreamEndsTheLeadershipAndIsNamed() throws Exception {
        BrokerLog log = get(open());
        Leadership right = get(log.elect());
        get(log.append(0, record(0)));
        administer((channel, names) -> channel.queueDelete(names.queue(RabbitNames.LOG)));
        get(right.lost());
        assertThat(failureOf(log.append(1, record(1)))).isInstanceOf(AppendException.class);
        assertThat(failureOf(log.read(0, 1000)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("deleted");
        assertThat(failureOf(log.elect())).isInstanceOf(MalformedDataException.class);
        get(log.close());
        BrokerLog next = get(open());
        assertThat(get(next.read(0, 1000))).isEmpty();
        get(next.close());
    }

    private void unbind(String key) throws Exception {
        administer((channel, names) -> channel.queueUnbind(names.queue(key), names.exchange(), key));
    }

    /** A server that is killed soon after it has made a stream may keep the stream without its binding. */
    @Test
    void aStreamWithoutItsBindingIsBoundAgainAndNothingIsDropped() throws Exception {
        BrokerLog log = get(open());
        get(log.elect());
        long position = get(log.append(0, record(0))).position();
        unbind(RabbitNames.LOG);
        assertThat(get(log.read(0, 1000))).hasSize(1);
        get(log.append(position, record(1)));

        unbind(RabbitNames.MANIFESTS);
        get(log.putSnapshotPiece("s", 0, Buffer.buffer("first")));
        unbind(RabbitNames.snapshot("s"));
        get(log.putSnapshotPiece("s", 1, Buffer.buffer("second")));
        unbind(RabbitNames.MANIFESTS);
        SnapshotManifest manifest = new SnapshotManifest("s", position, 1, 0, 0, 2, 99);
        get(log.putManifest(manifest));
        assertThat(get(log.manifest())).contains(manifest);
        assertThat(get(log.snapshotPiece("s", 1))).isEqualTo(Buffer.buffer("second"));
        get(log.close());
    }

    @Test
    void aStreamThatIsDeletedUnderARunningFleetEndsItsCalls() throws Exception {
        CodefleetOptions options = CodefleetOptions.of(server.uri(RabbitRights.FLEET))
                .namespace(namespace)
                .commandTimeout(Duration.ofSeconds(4));
        Broker broker = get(new RabbitBrokerProvider().connect(vertx, options, new IgnoringListener()));
        get(broker.submit(List.of(Task.of("do it").id("a"))));
        administer((channel, names) -> channel.queueDelete(names.queue(RabbitNames.LOG)));
        await().until(() -> {
            Future<?> submitted = broker.submit(List.of(Task.of("do it").id("b")));
            await().until(submitted::isComplete);
            return submitted.cause() instanceof MalformedDataException deleted
                    && String.valueOf(deleted.getMessage()).contains("was deleted");
        });
        get(broker.close());
    }

    @Test
    void anAlarmOfTheServerFailsAppendsWithItsName() {
        BrokerLog log = get(open());
        get(log.elect());
        long[] last = {get(log.append(0, record(0))).position()};
        long[] index = {0};
        server.control("set_disk_free_limit", "900000000000000");
        try {
            await().until(() -> {
                Future<?> appended = log.append(last[0], record(index[0] + 1)).map(done -> last[0] = done.position());
                await().until(appended::isComplete);
                index[0]++;
                return appended.failed()
                        && appended.cause() instanceof AppendException failed
                        && failed.kind() == AppendException.Kind.FAILED
                        && String.valueOf(failed.getMessage()).contains("disk");
            });
        } finally {
            server.control("set_disk_free_limit", "50MB");
        }
        get(log.close());
    }
}
