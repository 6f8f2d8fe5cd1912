package io.codefleet.broker.kafka;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.kafka.test.KafkaTestOptions;
import io.codefleet.kafka.test.KafkaTestServer;
import io.codefleet.redis.test.TestCertificates;
import io.codefleet.testing.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One server with TLS on three ports: for anybody, for users with passwords, and for clients with certificates. */
@Timeout(110)
@Execution(ExecutionMode.CONCURRENT)
class KafkaCredentialsTest {
    private static final int USERS = FreePort.find();
    private static final int CERTIFICATES = FreePort.find();
    private static final String STRONG = "se:c\"r\\et";
    private static final String STRONG_ENCODED = "se%3Ac%22r%5Cet";
    private static final String WEAK = "other";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;";

    @TempDir
    private static Path folder;

    private static TestCertificates files;
    private static KafkaTestServer server;

    private final Vertx vertx = Vertx.vertx();

    @BeforeAll
    static void start() {
        files = TestCertificates.in(folder);
        server = KafkaTestServer.start(KafkaTestOptions.DEFAULTS
                .tls(files.certificate("server"), files.key("server"))
                .listener("USERS", USERS, "SASL_SSL")
                .scram("SCRAM-SHA-512", "fleet", STRONG)
                .scram("SCRAM-SHA-256", "fleet", WEAK)
                .listener("CERTIFICATES", CERTIFICATES, "SSL")
                .properties(Map.of(
                        "listener.name.users.sasl.enabled.mechanisms",
                        "SCRAM-SHA-512,SCRAM-SHA-256",
                        "listener.name.users.scram-sha-512.sasl.jaas.config",
                        SCRAM,
                        "listener.name.users.scram-sha-256.sasl.jaas.config",
                        SCRAM,
                        "listener.name.certificates.ssl.client.auth",
                        "required",
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.location",
                        files.ca().toString(),
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS;User:fleet;User:CN=client")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private Future<Broker> connect(String uri) {
        // A server that has just started is slow to answer its first client on a machine under load.
        CodefleetOptions options =
                CodefleetOptions.of(uri).namespace("c-" + UUID.randomUUID()).commandTimeout(Duration.ofSeconds(50));
        return new KafkaBrokerProvider().connect(vertx, options, new IgnoringListener());
    }

    private Future<Broker> connectAs(String login, String more) {
        return connect("kafkas://" + login + "@127.0.0.1:" + USERS + "?ca=" + files.ca() + more);
    }

    private Future<Broker> connectWith(String certificate) {
        return connect("kafkas://127.0.0.1:" + CERTIFICATES + "?ca=" + files.ca() + "&cert="
                + files.certificate(certificate) + "&key=" + files.key(certificate));
    }

    private static void assertWorks(Future<Broker> connected) {
        Broker broker = get(connected);
        get(broker.submit(List.of(Task.of("do it").id("a"))));
        get(broker.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {STRONG_ENCODED + " &mechanism=SCRAM-SHA-512", WEAK + " &mechanism=SCRAM-SHA-256"})
    void aUserEntersByItsPasswordForTheMechanism(String passwordAndMechanism) {
        String[] parts = passwordAndMechanism.split(" ", -1);
        assertWorks(connectAs("fleet:" + parts[0], parts[1]));
    }

    @ParameterizedTest
    @ValueSource(strings = {WEAK + " ", STRONG_ENCODED + " &mechanism=SCRAM-SHA-256"})
    void aPasswordForAnotherMechanismIsRefused(String passwordAndMechanism) {
        String[] parts = passwordAndMechanism.split(" ", -1);
        assertThat(failureOf(connectAs("fleet:" + parts[0], parts[1])))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("credentials")
                .hasMessageNotContaining(STRONG);
    }

    @Test
    void theDefaultMechanismTakesAPasswordFromAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), STRONG + "\n");
        assertWorks(connectAs("fleet", "&passwordFile=" + file));
    }

    @Test
    void theCertificateOfTheClientIsItsUser() {
        assertWorks(connectWith("client"));
        assertThat(failureOf(connectWith("server")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("docs/guides/kafka.md");
    }

    @Test
    void aClientWithoutACertificateOfTheAuthorityIsRefused() {
        Throwable without = failureOf(connect("kafkas://127.0.0.1:" + CERTIFICATES + "?ca=" + files.ca()));
        for (Throwable failure : List.of(without, failureOf(connectWith("stranger")))) {
            assertThat(failure).isInstanceOf(BrokerRefusedException.class).hasMessageContaining("cert=FILE");
        }
    }

    @Test
    void theCertificateOfTheServerIsCheckedAgainstTheAuthorityAndTheHost() {
        String ca = "?ca=" + files.ca();
        assertWorks(connect("kafkas://127.0.0.1:" + server.port() + ca));
        assertThat(failureOf(connect("kafkas://localhost:" + server.port() + ca)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("name matching localhost");
        assertThat(failureOf(connect("kafkas://127.0.0.1:" + server.port())))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("ca=FILE");
    }
}
