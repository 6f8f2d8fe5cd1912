package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.server.CertificateReload;
import io.codefleet.redis.test.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTlsTest {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private CodefleetClient fleet;
    private ControlServer control;
    private TlsFiles files;

    @BeforeEach
    void start() throws Exception {
        files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
        fleet = ControlFixture.get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
        control = ControlServer.on(vertx, fleet, ControlOptions.defaults().tls(files));
    }

    @AfterEach
    void stop() throws Exception {
        ControlFixture.get(control.close());
        ControlFixture.get(fleet.close());
        ControlFixture.get(vertx.close());
    }

    /** Creates a certificate authority and a certificate for 127.0.0.1; serves it; returns the authority. */
    private Certificate install(String name) throws Exception {
        TestCertificates made = TestCertificates.in(Files.createDirectory(folder.resolve(name)));
        Files.copy(made.key("server"), files.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(made.certificate("server"), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        try (var in = Files.newInputStream(made.ca())) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static HttpResponse<String> get(int port, Certificate... trusted) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < trusted.length; i++) {
            store.setCertificateEntry("c" + i, trusted[i]);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        // Each call has a client, and so a connection, of its own.
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/api/v1/health"))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itServesHttp2AndTakesAChangedCertificateWithoutARestart() throws Exception {
        Certificate first = install("first");
        int port = ControlFixture.get(control.listen(0));
        assertThat(control.address(port)).isEqualTo("https://127.0.0.1:" + port);
        assertThat(ControlFixture.get(control.loginLink(port))).startsWith("https://");
        HttpResponse<String> answer = get(port, first);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);

        Certificate second = install("second");
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> get(port, second).statusCode() == 200);
        assertThatThrownBy(() -> get(port, first)).isInstanceOf(IOException.class);
    }

    @Test
    void aBrokenCertificateLeavesTheOneBefore() throws Exception {
        Certificate first = install("first");
        CertificateReload reload = new CertificateReload(vertx, files.certificate(), files.key());
        HttpServer server = ControlFixture.get(reload.load()
                .compose(pem -> vertx.createHttpServer(
                                new HttpServerOptions().setSsl(true).setKeyCertOptions(pem))
                        .requestHandler(request -> request.response().end())
                        .listen(0)));
        assertThat(ControlFixture.get(reload.check(server))).isFalse();
        Files.writeString(files.certificate(), "nonsense");
        assertThatThrownBy(() -> ControlFixture.get(reload.check(server))).isNotNull();
        assertThat(get(server.actualPort(), first).statusCode()).isEqualTo(200);
        Certificate second = install("second");
        assertThat(ControlFixture.get(reload.check(server))).isTrue();
        assertThat(get(server.actualPort(), second).statusCode()).isEqualTo(200);
    }

    @Test
    void itDoesNotStartWithoutACertificateThatCanBeRead() {
        assertThatThrownBy(() -> ControlFixture.get(control.listen(0))).hasMessageContaining("tls.crt");
    }
}
