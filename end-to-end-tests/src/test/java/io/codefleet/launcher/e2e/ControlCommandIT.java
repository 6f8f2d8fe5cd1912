package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.test.E2e;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.redis.test.TestCertificates;
import java.net.InetAddress;
import java.net.ServerSocket;
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

    private final String namespace = "n" + UUID.randomUUID();

    private LauncherProcess begin(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("control", "--port", "0", "--broker", redis.uri(), "--namespace", namespace));
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

    private LauncherProcess keys(String... arguments) {
        List<String> all = new ArrayList<>(List.of("keys"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--broker", redis.uri(), "--namespace", namespace));
        LauncherProcess keys = LauncherProcess.jar(folder, Map.of(), all.toArray(String[]::new));
        keys.exitCode();
        return keys;
    }

    @Test
    void aPortThatIsTakenIsReportedWithoutTraces() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                LauncherProcess refused = LauncherProcess.jar(
                        folder,
                        Map.of(),
                        "control",
                        "--port",
                        String.valueOf(taken.getLocalPort()),
                        "--broker",
                        "file:" + folder.resolve("broker"))) {
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("is taken").doesNotContain("ERROR", "DEBUG", "\tat ");
        }
    }

    @Test
    void forOtherMachinesItNeedsAKeyAndWarnsWithoutTls() {
        try (LauncherProcess refused = begin("--host", "0.0.0.0")) {
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("codefleet keys create");
        }
        assertThat(keys("create", "ann", "--role", "admin").out()).startsWith("cf_");
        try (LauncherProcess control = begin("--host", "0.0.0.0")) {
            E2e.eventually(() -> assertThat(control.out()).as(control.err()).contains("Sign in with an API key"));
            assertThat(control.out()).contains("http://0.0.0.0:").doesNotContain("ticket=");
            assertThat(control.err()).contains("Warning: 0.0.0.0 is reached from other machines without TLS");
            control.terminate();
            assertThat(control.exitCode()).isZero();
        }
    }

    @Test
    void aKeyIsCreatedUsedShownAndRevokedByTheCommandLine() throws Exception {
        String key = keys("create", "build-7", "--role", "submitter", "--days", "30")
                .out()
                .strip();
        String id = key.split("_", -1)[1];
        assertThat(keys("list").out())
                .contains(id)
                .contains("build-7")
                .contains("submitter")
                .doesNotContain(key);
        assertThat(keys("create", "x", "--role", "owner").err())
                .contains("role")
                .contains("submitter");
        assertThat(keys("create", "x", "--role", "admin", "--days", "400").err())
                .contains("expiresAt");

        try (LauncherProcess control = begin()) {
            String api = api(control);
            assertThat(me(api, key)).isEqualTo(200);
            assertThat(keys("revoke", id).exitCode()).isZero();
            assertThat(keys("revoke", id).err()).contains("there is no key " + id);
            E2e.eventually(() -> assertThat(me(api, key)).isEqualTo(401));
            control.terminate();
        }
    }

    private static int me(String api, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/me"))
                .header("Authorization", "Bearer " + key)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
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
