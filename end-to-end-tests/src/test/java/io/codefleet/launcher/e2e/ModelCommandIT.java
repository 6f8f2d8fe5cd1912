package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.test.E2e;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripted model as a process of its own. */
class ModelCommandIT {
    @TempDir
    private Path folder;

    @Test
    void theModelCommandServesItsScriptUntilStopped() throws Exception {
        Path script = Files.writeString(folder.resolve("script.yml"), "fallback: [{text: Hello.}]\n");
        Path config = folder.resolve("opencode.json");
        try (LauncherProcess model = begin("model", script.toString(), "--opencode-config", config.toString())) {
            E2e.eventually(() -> assertThat(model.out()).as(model.err()).endsWith("/v1\n"));
            String url = model.out().strip();
            assertThat(new JsonObject(Files.readString(config)).encode()).contains(url);
            assertThat(ask(url)).contains("Hello.");

            LauncherProcess second = begin("model", script.toString(), "--port", url.replaceAll(".*:|/v1", ""));
            assertThat(second.exitCode()).isEqualTo(2);
            assertThat(second.err())
                    .contains("is taken", "choose another --port")
                    .hasLineCount(1);

            model.terminate();
            assertThat(model.exitCode()).isZero();
        }
    }

    @Test
    void aFaultyScriptIsRefusedByItsLine() throws Exception {
        Path script = Files.writeString(folder.resolve("script.yml"), "fallback:\n  - txt: Hello.\n");
        LauncherProcess model = begin("model", script.toString());
        assertThat(model.exitCode()).isEqualTo(2);
        assertThat(model.err()).contains("script.yml, line 2, fallback[0].txt: 'txt' is not known here");
    }

    private LauncherProcess begin(String... arguments) {
        return LauncherProcess.jar(folder, Map.of(), arguments);
    }

    private static String ask(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
