package io.codefleet.agent.opencode;

import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.settings.ServerSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.ProcessLimits;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings.Kind;
import io.codefleet.agent.test.E2e;
import io.codefleet.agent.test.Programs;
import io.codefleet.model.scripted.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands of an agent reach of the machine. */
class SandboxIT {
    private static final ProcessLimits LIMITS = new ProcessLimits(
            OptionalInt.of(7), OptionalInt.of(1000), OptionalInt.of(5000), OptionalLong.of(100L << 20));

    @TempDir
    private Path folder;

    private RealOpenCode openCode;
    private Path outside;
    private Path secret;

    @BeforeEach
    void start() throws IOException {
        // not in the folder for temporary files, as a sandbox has its own
        outside = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "outside-");
        secret = Files.writeString(outside.resolve("payload.keys"), "the key");
        // OpenCode guards what a command names as an argument, and not where its output goes
        String command = "echo x > " + outside.resolve("written") + "; tr e e < " + secret + " > seen.txt; "
                + "(ulimit -n; nice; sh -c 'ulimit -f') > limits.txt; echo $HOME/* > home.txt; "
                + "for each in /proc/[0-9]*; do tr '\\0' ' ' < $each/cmdline; done > processes.txt; "
                + "echo x > ../state/servers/planted.json; setsid sleep 300 >/dev/null 2>&1 &";
        Script script = Script.when("Break out")
                .call("bash", Map.of("command", command, "description", "tries"))
                .say("I tried.");
        openCode = new RealOpenCode(folder, script);
    }

    @AfterEach
    void close() throws IOException {
        openCode.close();
        Files.deleteIfExists(outside.resolve("written"));
        Files.delete(secret);
        Files.delete(outside);
    }

    private Agent start(SandboxSettings sandbox) {
        ServerSettings server = ServerSettings.DEFAULT.sandbox(sandbox).limits(LIMITS);
        return get(OpenCodeAgent.start(
                openCode.vertx(), openCode.settings(E2e.openCode()).server(server)));
    }

    private SandboxSettings bubblewrap() throws IOException {
        return new SandboxSettings(
                Kind.BUBBLEWRAP, List.of(), List.of(openCode.project("work")), List.of(secret), Optional.empty());
    }

    private Path attempt(Agent agent) throws IOException {
        Path project = openCode.project("work");
        assertThat(get(begin(agent, project, "Break out").turn().answer()).text())
                .isEqualTo("I tried.");
        return project;
    }

    @Test
    void withoutASandboxACommandWritesWhereTheWorkersUserMay() throws IOException {
        Agent agent = start(SandboxSettings.NONE);
        Path project = attempt(agent);
        get(agent.close().map(true));

        assertThat(outside.resolve("written")).hasContent("x");
        assertThat(project.resolve("seen.txt")).hasContent("the key");
        assertThat(project.resolve("limits.txt")).hasContent("1000\n7\n204800");
    }

    @Test
    void inTheSandboxACommandWritesIntoItsFolderOnlyAndSeesNoSecretsAndEndsWithIt() throws IOException {
        assumeTrue(Programs.isOnPath("bwrap"), "bubblewrap is there");
        Agent agent = start(bubblewrap());
        List<ProcessHandle> family = openCode.processes();
        Path project = attempt(agent);

        assertThat(outside.resolve("written")).doesNotExist();
        assertThat(project.resolve("seen.txt")).doesNotExist();
        assertThat(project.resolve("limits.txt")).hasContent("1000\n7\n204800");
        assertThat(Files.readString(project.resolve("home.txt")).strip()).endsWith("/*");
        assertThat(Files.readString(project.resolve("processes.txt")))
                .contains("opencode")
                .doesNotContain("java");
        assertThat(RealOpenCode.noteFiles(openCode.stateDir())).hasSize(1);
        eventually(() -> assertThat(openCode.commands()).doesNotContain("sleep 300"));
        get(agent.close().map(true));
        eventually(() -> assertThat(family).isNotEmpty().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assumeTrue(Programs.isOnPath("bwrap"), "bubblewrap is there");
        SandboxSettings wrong = new SandboxSettings(
                Kind.BUBBLEWRAP, List.of(), List.of(folder.resolve("nowhere")), List.of(), Optional.empty());

        assertThatThrownBy(() -> start(wrong))
                .hasMessageContaining("opencode.server.sandbox_write: there is no " + folder.resolve("nowhere"));
    }
}
