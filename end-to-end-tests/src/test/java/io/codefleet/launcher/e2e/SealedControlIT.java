package io.codefleet.launcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.browser.Browser;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A control plane of an encrypted fleet, as a process without the keys. What it serves and what is in its memory is looked at
 * from outside; the browser of a person with the keys decrypts.
 */
class SealedControlIT {
    private static final String PROMPT = "Name the hidden harbor";
    private static final String ANSWER = "The ship lies in Saltwhistle.";
    private static final String KEY = "for tests only - 32 bytes of key";
    private static final String FINGERPRINT = "another key, with 32 bytes in it";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final RedisTestServer redis = RedisTestServer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<LauncherProcess> started = new ArrayList<>();
    private final ScriptedModel model =
            FutureResults.get(ScriptedModel.start(vertx, Script.always().say(ANSWER)));

    @AfterEach
    void endAll() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(model.close().map(true));
        FutureResults.get(vertx.close().map(true));
        redis.close();
    }

    private LauncherProcess begin(String... arguments) {
        LauncherProcess process = LauncherProcess.jar(folder, Map.of("CODEFLEET_BROKER", redis.uri()), arguments);
        started.add(process);
        return process;
    }

    private static String base64(String key) {
        return Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private Path keyFile() throws IOException {
        return Files.writeString(
                folder.resolve("payload.keys"),
                "2026-11 " + base64(KEY) + "\nfingerprint " + base64(FINGERPRINT) + "\n");
    }

    /** Submits a task whose prompt and answer are encrypted in the broker, and starts a worker for it. */
    private void submitTask(Path keys) throws IOException {
        Files.createDirectories(folder.resolve("project"));
        begin(
                "worker",
                "--id",
                "sealed",
                "--payload-key-file",
                keys.toString(),
                "--workspace-root",
                folder.toString(),
                "--opencode",
                E2e.openCode(),
                "--opencode-config",
                Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig())
                        .toString(),
                "--state-dir",
                folder.resolve("state").toString());
        LauncherProcess submit = begin(
                "submit",
                PROMPT,
                "--id",
                "ship",
                "--no-wait",
                "--project",
                folder.resolve("project").toString(),
                "--payload-key-file",
                keys.toString());
        assertThat(submit.exitCode()).as(submit.err()).isZero();
    }

    private HttpResponse<String> send(String key, String method, URI address, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Returns all that a process has in its heap, as the characters of its bytes. */
    private String heap(LauncherProcess process) throws Exception {
        Path dump = folder.resolve("heap.hprof");
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        "GC.heap_dump",
                        "-all",
                        dump.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(jcmd.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(dump, StandardCharsets.ISO_8859_1);
    }

    private static void unlock(Page page) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Unlock").setExact(true))
                .click();
        page.getByLabel("Keys, one a line").fill("2026-11 " + base64(KEY));
        page.locator("dialog button[type=submit]").click();
    }

    private static String text(Request request) {
        return request.method() + ' ' + request.url() + ' ' + request.headers() + ' ' + request.postData();
    }

    @Test
    void theProcessHasNoContentAndTheBrowserDecrypts() throws Exception {
        submitTask(keyFile());
        LauncherProcess keys = begin("keys", "create", "ann", "--role", "operator");
        assertThat(keys.exitCode()).as(keys.err()).isZero();
        LauncherProcess control = begin("control", "--sealed", "--port", "0");
        E2e.eventually(() -> assertThat(control.out()).as(control.err()).contains("The link signs"));
        URI api = URI.create(control.out().lines().findFirst().orElseThrow().replaceFirst("API: *", "") + "/");
        String key = keys.out().strip();

        E2e.eventually(() -> assertThat(new JsonObject(
                                send(key, "GET", api.resolve("tasks/ship"), "").body())
                        .getString("status"))
                .isEqualTo("COMPLETED"));
        assertThat(send(key, "GET", api.resolve("tasks/ship"), "").body())
                .contains("sealed:1:2026-11:")
                .doesNotContain(PROMPT, "Saltwhistle");
        HttpResponse<String> refused = send(key, "POST", api.resolve("tasks"), "{\"prompt\": \"in the clear\"}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("has no key to encrypt");

        try (Browser browser = new Browser()) {
            Page page = browser.open(1200);
            page.addInitScript("""
                window.decrypted = 0;
                const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
                crypto.subtle.decrypt = (...all) => decrypt(...all).then(plain => (window.decrypted++, plain));
                """);
            List<String> sent = new CopyOnWriteArrayList<>();
            page.onRequest(request -> sent.add(text(request)));
            page.navigate(control.out()
                    .lines()
                    .filter(line -> line.startsWith("Dashboard:"))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst("Dashboard: *", ""));
            assertThat(page.locator("h1")).hasText("Overview");
            page.navigate(api.resolve("/#/task?id=ship").toString());
            assertThat(page.getByText("encrypted with the key 2026-11").first()).isAttached();
            assertThat(page.content()).doesNotContain("Saltwhistle");
            assertThat(page.evaluate("window.decrypted")).isEqualTo(0);

            unlock(page);
            assertThat(page.getByText(ANSWER)).isVisible();
            assertThat((Integer) page.evaluate("window.decrypted")).isPositive();
            assertThat(sent)
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request)
                            .doesNotContain(base64(KEY), KEY, "for+tests+only", PROMPT, "Saltwhistle"));
            assertThat(browser.errors()).isEmpty();
        }
        assertThat(send(key, "GET", api.resolve("tasks/ship"), "").statusCode()).isEqualTo(200);
        String heap = heap(control);
        // The encrypted content is there, so that the plain one would be found. The heap itself is too long for a
        // message.
        assertThat(heap.contains("sealed:1:2026-11:")).isTrue();
        assertThat(Stream.of(PROMPT, "Saltwhistle", KEY, base64(KEY), FINGERPRINT, base64(FINGERPRINT))
                        .filter(heap::contains))
                .isEmpty();
    }

    @Test
    void itRefusesTheKeysOfTheContent() throws IOException {
        LauncherProcess control =
                begin("control", "--sealed", "--payload-key-file", keyFile().toString());
        assertThat(control.exitCode()).isEqualTo(2);
        assertThat(control.err()).contains("--sealed").doesNotContain(base64(KEY));
    }
}
