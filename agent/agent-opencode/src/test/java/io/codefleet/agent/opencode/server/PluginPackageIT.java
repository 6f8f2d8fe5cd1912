package io.codefleet.agent.opencode.server;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.RealOpenCode;
import io.codefleet.model.scripted.Script;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start of the real OpenCode with an npm registry that answers nothing. */
class PluginPackageIT {
    @TempDir
    private Path folder;

    @Test
    void aServerWithAPluginStartsWithoutTheRegistry() throws IOException {
        RealOpenCode openCode = new RealOpenCode(folder, Script.always().say("Hello."));
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer registry = get(openCode.vertx()
                .createHttpServer()
                .requestHandler(request -> asked.add(request.uri()))
                .listen(0, "127.0.0.1"));
        Path settings = Files.createDirectories(openCode.stateDir().resolve("config/opencode"));
        Files.writeString(
                settings.resolve(".npmrc"),
                "registry=http://127.0.0.1:" + registry.actualPort() + "/\nfetch-retries=0\nfetch-timeout=20000\n");
        addPlugin(openCode.config());
        Agent agent = openCode.start();
        try {
            Agent.Turn turn =
                    RealOpenCode.begin(agent, openCode.project("shop"), "Hi").turn();

            assertThat(get(turn.answer()).text()).isEqualTo("Hello.");
            assertThat(folder.resolve("loaded")).exists();
            assertThat(asked).isEmpty();
        } finally {
            get(agent.close());
            openCode.close();
        }
    }

    private void addPlugin(Path config) throws IOException {
        Path plugin = folder.resolve("plugin.js");
        Files.writeString(plugin, """
                import { writeFileSync } from "node:fs";
                export const Loaded = async () => { writeFileSync("%s", ""); return {}; };
                """.formatted(folder.resolve("loaded")));
        JsonObject json = new JsonObject(Files.readString(config));
        json.put("plugin", new JsonArray().add(plugin.toUri().toString()));
        Files.writeString(config, json.encode());
    }
}
