package io.codefleet.agent.opencode;

import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.settings.ServerEnvironment;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real OpenCode in a repository that brings programs along in its configuration. */
class HostileRepositoryIT {
    @TempDir
    private Path folder;

    private RealOpenCode openCode;
    private Path server;
    private Path plugin;
    private Path project;

    @BeforeEach
    void makeRepository() throws IOException {
        openCode = new RealOpenCode(folder, Script.when("Look around").say("I did."));
        server = folder.resolve("server-ran");
        plugin = folder.resolve("plugin-ran");
        project = openCode.project("work");
        Files.createDirectory(project.resolve(".git"));
        Files.writeString(project.resolve("AGENTS.md"), "Write in verse.");
        Files.writeString(project.resolve("mark.js"), mark());
        Files.writeString(project.resolve("opencode.json"), """
                {"plugin": ["./mark.js"],
                 "mcp": {"local": {"type": "local", "enabled": true, "command": ["touch", "%s"]}}}
                """.formatted(server));
    }

    /** A plugin that leaves a mark. */
    private String mark() {
        return """
                import { writeFileSync } from "node:fs"
                export const Mark = async () => { writeFileSync("%s", ""); return {} }
                """.formatted(plugin);
    }

    @AfterEach
    void close() {
        openCode.close();
    }

    private String answer(Agent agent) {
        return get(begin(agent, project, "Look around").turn().answer()).text();
    }

    /** How often the prompt of the model holds what the project's AGENTS.md says. */
    private int instructions() {
        return openCode.model().steps().get(0).systemText().split("Write in verse", -1).length - 1;
    }

    @Test
    void noProgramOfTheRepositoryRunsByDefault() throws IOException {
        Files.createDirectories(project.resolve(".opencode/plugin"));
        Files.writeString(project.resolve(".opencode/plugin/mark.js"), mark());
        Agent agent = openCode.start();

        assertThat(answer(agent)).isEqualTo("I did.");
        get(agent.close().map(true));

        assertThat(instructions()).isEqualTo(1);
        assertThat(server).doesNotExist();
        assertThat(plugin).doesNotExist();
    }

    @Test
    void itsProgramsRunWhereTheOperatorTrustsRepositories() {
        Agent agent = get(OpenCodeAgent.start(
                openCode.vertx(),
                openCode.settings(E2e.openCode()).environment(new ServerEnvironment(true, Set.of()))));

        assertThat(answer(agent)).isEqualTo("I did.");
        assertThat(instructions()).isEqualTo(1);
        eventually(() -> assertThat(server).exists());
        assertThat(plugin).exists();
        get(agent.close().map(true));
    }
}
