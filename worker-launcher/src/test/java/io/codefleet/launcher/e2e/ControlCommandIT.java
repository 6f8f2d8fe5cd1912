package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.test.E2e;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.redis.test.TestCertificates;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane as a process of its own. */
class ControlCommandIT {
    private static RedisTestServer redis;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startRedis() {
        redis = RedisTestServer.start();
    }

    @AfterAll
    static void closeRedis() {
        redis.close();
    }

    private LauncherProcess begin(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("control", "--port", "0", "--broker", redis.uri(), "--namespace", "n" + UUID.randomUUID()));
        all.addAll(List.of(arguments));
        return LauncherProcess.jar(folder, Map.of(), all.toArray(String[]::new));
    }

    private static String api(LauncherProcess control) {
        E2e.eventually(() -> assertThat(control.out()).as(control.err()).contains("The link signs"));
        return control.out().lines().findFirst().orElseThrow().replaceFirst("API: *", "");
    }

    @Test
    void itServesHttpsUntilItIsStopped() throws Exception {
        TestCertificates made = TestCertificates.in(Files.createDirectory(folder.resolve("tls")));
        try (LauncherProcess control = begin(
                "--tls-cert",
                made.certificate("server").toString(),
                "--tls-key",
                made.key("server").toString())) {
            String api = api(control);
            assertThat(api).startsWith("https://127.0.0.1:");
            assertThat(health(api, made.ca()).body()).contains("\"up\"");
            assertThat(control.err()).doesNotContain("Warning");
            control.terminate();
            assertThat(control.exitCode()).isZero();
        }
    }

    @Test
    void itWarnsOfKeysThatOtherMachinesSendWithoutTls() {
        try (LauncherProcess control = begin("--host", "0.0.0.0")) {
            assertThat(api(control)).startsWith("http://0.0.0.0:");
            assertThat(control.err()).contains("Warning: 0.0.0.0 is reached from other machines without TLS");
            control.terminate();
            assertThat(control.exitCode()).isZero();
        }
    }

    private static HttpResponse<String> health(String api, Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(api + "/health")).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
