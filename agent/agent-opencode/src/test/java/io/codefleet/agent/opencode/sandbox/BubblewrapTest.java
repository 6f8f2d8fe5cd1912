package io.codefleet.agent.opencode.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings.Kind;
import io.codefleet.agent.test.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts of a sandbox. */
class BubblewrapTest {
    @TempDir
    Path folder;

    private Path state;
    private Path workspaces;

    @BeforeEach
    void makeFolders() throws Exception {
        assumeTrue(Programs.isOnPath("bwrap"), "bubblewrap is there");
        state = Files.createDirectories(folder.resolve("state"));
        workspaces = folder.resolve("workspaces");
    }

    private List<String> around(int instances) throws Exception {
        SandboxSettings sandbox =
                new SandboxSettings(Kind.BUBBLEWRAP, List.of(), List.of(), List.of(), Optional.of(workspaces));
        OpenCodeSettings settings = OpenCodeSettings.of("opencode", state)
                .server(ServerSettings.DEFAULT.instances(instances).sandbox(sandbox));
        Path program = Files.writeString(folder.resolve("opencode"), "");
        return Sandbox.of(settings).around(program, List.of("opencode", "serve"));
    }

    /** Returns the folders that a list of mounts covers after another mount. */
    private static List<String> coveredAfter(List<String> line, String how, Path mount) {
        List<String> covered = new ArrayList<>();
        int from = 0;
        while (!line.subList(from, from + 2).equals(List.of(how, mount.toString()))) {
            from++;
        }
        for (int i = from; i < line.size(); i++) {
            if (line.get(i).equals("--tmpfs")) {
                covered.add(line.get(i + 1));
            }
        }
        return covered;
    }

    @Test
    void theStateOfTheOtherInstancesIsCovered() throws Exception {
        assertThat(coveredAfter(around(3), "--bind", state))
                .contains(
                        state.resolve("servers").toString(),
                        state.resolve("instance-2").toString(),
                        state.resolve("instance-3").toString());
    }

    @Test
    void aSingleInstanceCoversNoFurtherState() throws Exception {
        assertThat(coveredAfter(around(1), "--bind", state)).noneMatch(covered -> covered.contains("instance-"));
        assertThat(state.resolve("instance-2")).doesNotExist();
    }

    @Test
    void whatAWorkerKeepsOfOtherTasksIsCoveredWhereverItIs() throws Exception {
        List<String> covered = coveredAfter(around(1), "--bind", workspaces.resolve("tasks"));

        for (String name : List.of("baselines", "kept", "locks")) {
            assertThat(covered).contains(workspaces.resolve(name).toString());
            assertThat(workspaces.resolve(name)).isDirectory();
        }
    }
}
