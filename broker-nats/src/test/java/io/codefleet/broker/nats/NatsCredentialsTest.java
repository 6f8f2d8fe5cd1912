package io.codefleet.broker.nats;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.redis.test.TestCertificates;
import io.codefleet.testing.NatsTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Files with which a process enters a server: a password, the keys of a user, a certificate. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class NatsCredentialsTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private Future<Broker> connect(String uri) {
        return connect(CodefleetOptions.of(uri));
    }

    private Future<Broker> connect(CodefleetOptions options) {
        return new NatsBrokerProvider().connect(vertx, options, new IgnoringListener());
    }

    private void assertWorks(String uri) {
        Broker broker = get(connect(uri));
        get(broker.submit(List.of(Task.of("do it"))));
        get(broker.close());
    }

    private void assertRefused(String uri, String words) {
        assertThat(failureOf(connect(uri)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aPasswordMayBeInAFile() throws Exception {
        try (NatsTestServer server = NatsRights.server(NatsRights.user("fleet", "default"))) {
            Path file = Files.writeString(folder.resolve("password"), "se:cret\n");
            String uri = "nats://fleet@127.0.0.1:" + server.port() + "?passwordFile=" + file;
            assertWorks(uri);
            Files.writeString(file, "other\n");
            assertRefused(uri, "credentials");
        }
    }

    @Test
    void theKeysOfAUserAreInACredsFile() throws Exception {
        NatsOperator operator = new NatsOperator();
        try (NatsTestServer server = NatsTestServer.start(NatsRights.JETSTREAM + operator.settings())) {
            String uri = server.uri() + "?creds=";
            assertWorks(uri + operator.creds(folder.resolve("fleet.creds")));
            assertRefused(uri + new NatsOperator().creds(folder.resolve("stranger.creds")), "credentials");
        }
    }

    @Test
    void aServerMayAskForACertificateOfTheClient() {
        TestCertificates files = TestCertificates.in(folder);
        try (NatsTestServer server = NatsTestServer.start(NatsRights.JETSTREAM + "tls { cert_file: \""
                + files.certificate("server") + "\", key_file: \"" + files.key("server") + "\", ca_file: \""
                + files.ca() + "\", verify: true }")) {
            String uri = "tls://127.0.0.1:" + server.port() + "?ca=" + files.ca();
            assertWorks(uri + "&cert=" + files.certificate("client") + "&key=" + files.key("client"));
            for (String own : List.of("", "&cert=" + files.certificate("stranger") + "&key=" + files.key("stranger"))) {
                // The library waits for so long, as it does not notice that the server has closed the connection.
                assertThat(failureOf(connect(CodefleetOptions.of(uri + own).commandTimeout(Duration.ofSeconds(2)))))
                        .isInstanceOf(BrokerRefusedException.class)
                        .hasMessageContaining("cert=FILE");
            }
        }
    }
}
