package io.codefleet.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.redis.test.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks TLS only, and lets in only whom its authority has signed. */
class TlsTest extends RedisTest {
    @TempDir
    private static Path folder;

    private static TestCertificates certificates;
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        certificates = TestCertificates.in(folder);
        server = serverWith("server");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RedisTestServer serverWith(String certificate) {
        return RedisTestServer.start(RedisTestOptions.DEFAULTS
                .withTls(certificates.certificate(certificate), certificates.key(certificate))
                .withArguments("--tls-auth-clients", "yes")
                .withArguments("--tls-ca-cert-file", certificates.ca().toString()));
    }

    private static String uri(RedisTestServer to, String client) {
        return to.uri() + "?ca=" + certificates.ca() + "&cert=" + certificates.certificate(client) + "&key="
                + certificates.key(client);
    }

    @Test
    void aClientWithACertificateIsAccepted() {
        submit(connect(options(uri(server, "client"))), Task.of("x").id("t"));
    }

    @Test
    void aClientWithoutACertificateIsRefused() {
        assertThatThrownBy(() -> connect(options(server.uri() + "?ca=" + certificates.ca())))
                .isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void aClientWithACertificateOfAnUnknownAuthorityIsRefused() {
        assertThatThrownBy(() -> connect(options(uri(server, "stranger"))))
                .isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void aServerCertificateOfAnUnknownAuthorityIsNotTrusted() {
        assertThatThrownBy(() -> connect(options(server.uri())))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("certification path");
    }

    @Test
    void theCertificateOfAnotherHostIsTrustedOnlyIfConfigured() {
        try (RedisTestServer elsewhere = serverWith("elsewhere")) {
            String uri = uri(elsewhere, "client");
            assertThatThrownBy(() -> connect(options(uri)))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("127.0.0.1");
            assertThat(connect(options(uri + "&verifyHost=false"))).isNotNull();
        }
    }

    @Test
    void tlsToAServerWithoutItIsNamed() {
        try (RedisTestServer plain = RedisTestServer.start()) {
            // It never answers the first message of TLS, so the connect ends by its time limit.
            CodefleetOptions tls = options(plain.uri().replace("redis:", "rediss:"));
            assertThatThrownBy(() -> connect(tls.commandTimeout(Duration.ofSeconds(2))))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("write redis://");
        }
    }

    @Test
    void aServerThatSpeaksTlsOnlyIsNamed() {
        assertThatThrownBy(() -> connect(options(server.uri().replaceFirst("rediss:", "redis:"))))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("write rediss://");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        try (RedisTestServer plain = RedisTestServer.start()) {
            assertThatThrownBy(() -> connect(options(plain.uri() + "/99")))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("the number of its databases");
        }
    }

    @Nested
    class Tasks extends BrokerSmokeTck {
        @Override
        BrokerHarness redis() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), uri(server, "client"));
        }
    }
}
