package io.codefleet.benchmarks;

import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.agent.opencode.server.ServerCommand;
import io.codefleet.agent.opencode.server.ServerProcess;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A server of OpenCode without a worker: what a script that posts prompts to it gets. */
final class OpenCodeAlone implements AutoCloseable {
    private static final JsonObject MODEL =
            new JsonObject().put("providerID", "scripted").put("modelID", "model");

    private final ServerProcess process;
    private final ServerAddress address;
    // OpenCode does not answer a prompt that offers HTTP/2, as a client of the JDK does without this.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private OpenCodeAlone(ServerProcess process, ServerAddress address) {
        this.process = process;
        this.address = address;
    }

    static OpenCodeAlone start(OpenCodeSettings settings) {
        ServerProcess process =
                ServerProcess.start(new ServerCommand(settings, Optional.ofNullable(System.getenv("PATH"))), Set.of());
        return new OpenCodeAlone(
                process, process.address().toCompletableFuture().join());
    }

    /** Makes a session in a folder and waits until its agent has answered a prompt. */
    void run(Path folder, String prompt) throws IOException, InterruptedException {
        String directory = "?directory=" + URLEncoder.encode(folder.toString(), StandardCharsets.UTF_8);
        String session = post("/session" + directory, new JsonObject()).getString("id");
        JsonObject part = new JsonObject().put("type", "text").put("text", prompt);
        post(
                "/session/" + session + "/message" + directory,
                new JsonObject().put("model", MODEL).put("parts", new JsonArray().add(part)));
    }

    private JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + address.host() + ":" + address.port() + path))
                .header("Authorization", address.authorization().orElseThrow())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("OpenCode answered " + response.statusCode() + ": " + response.body());
        }
        return new JsonObject(response.body());
    }

    @Override
    public void close() {
        process.end();
    }
}
