package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.control.server.CertificateReload;
import io.codefleet.redis.test.TestCertificates;
import io.codefleet.testing.VertxExtension;
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
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ControlTlsTest {
    @TempDir
    private Path folder;

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private CodefleetClient fleet;
    private ControlServer control;
    private TlsFiles files;

    @BeforeEach
    void start() throws Exception {
        files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
        fleet = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
        control = ControlServer.on(
                vertx, fleet, ControlOptions.builder().tls(files).build());
    }

    @AfterEach
    void stop() throws Exception {
        get(control.close());
        get(fleet.close());
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

    private static HttpResponse<String> ask(int port, Certificate... trusted) throws Exception {
        return send(HttpRequest.newBuilder(), port, "/api/v1/health", trusted);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, int port, String path, Certificate... trusted)
            throws Exception {
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
                        request.uri(URI.create("https://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aBodyArrivesByHttp2() throws Exception {
        Certificate authority = install("first");
        int port = get(control.listen(0));
        String key = get(control.keys().issue("ann", Role.SUBMITTER, Optional.empty()))
                .token();
        HttpResponse<String> answer =
                send(submit("x".repeat(200_000)).header("Authorization", "Bearer " + key), port, authority);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(send(submit("x"), port, authority).statusCode()).isEqualTo(401);
    }

    private static HttpRequest.Builder submit(String prompt) {
        return HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\": \"" + prompt + "\"}"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, int port, Certificate... trusted)
            throws Exception {
        return send(request, port, "/api/v1/tasks", trusted);
    }

    @Test
    void itServesHttp2AndTakesAChangedCertificateWithoutARestart() throws Exception {
        Certificate first = install("first");
        int port = get(control.listen(0));
        assertThat(control.address(port)).isEqualTo("https://127.0.0.1:" + port);
        assertThat(get(control.loginLink(port))).startsWith("https://");
        HttpResponse<String> answer = ask(port, first);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);

        Certificate second = install("second");
        await().ignoreExceptions().until(() -> ask(port, second).statusCode() == 200);
        assertThatThrownBy(() -> ask(port, first)).isInstanceOf(IOException.class);
    }

    @Test
    void aBrokenCertificateLeavesTheOneBefore() throws Exception {
        Certificate first = install("first");
        CertificateReload reload = new CertificateReload(vertx, files.certificate(), files.key());
        HttpServer server = get(reload.load()
                .compose(pem -> vertx.createHttpServer(
                                new HttpServerOptions().setSsl(true).setKeyCertOptions(pem))
                        .requestHandler(request -> request.response().end())
                        .listen(0)));
        assertThat(get(reload.check(server))).isFalse();
        Files.writeString(files.certificate(), "nonsense");
        assertThatThrownBy(() -> get(reload.check(server))).isNotNull();
        assertThat(ask(server.actualPort(), first).statusCode()).isEqualTo(200);
        Certificate second = install("second");
        assertThat(get(reload.check(server))).isTrue();
        assertThat(ask(server.actualPort(), second).statusCode()).isEqualTo(200);
    }

    @Test
    void itDoesNotStartWithoutACertificateThatCanBeRead() {
        assertThatThrownBy(() -> get(control.listen(0))).hasMessageContaining("tls.crt");
    }
}
