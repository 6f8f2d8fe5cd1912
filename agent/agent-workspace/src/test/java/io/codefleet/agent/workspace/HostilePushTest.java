package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.agent.workspace.git.Git;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.agent.workspace.git.GitSnapshot;
import io.codefleet.agent.workspace.git.GitSource;
import io.codefleet.agent.workspace.git.ProjectAccess;
import io.codefleet.agent.workspace.git.Push;
import io.codefleet.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pushes of a folder whose agent works against the worker. */
class HostilePushTest extends FolderResultFixture {
    private static final GitSettings WITH_PUSH = new GitSettings(false, false, true, Duration.ofMinutes(1), List.of());

    /** The Git of a worker whose user has settings. */
    private Git gitOfAUser(String... keysAndValues) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            String file = home.resolve(".gitconfig").toString();
            shop.git("config", "--file", file, keysAndValues[i], keysAndValues[i + 1]);
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("HOME", home.toString());
        environment.remove("XDG_CONFIG_HOME");
        return new Git(WITH_PUSH, environment);
    }

    @Test
    void aPushDoesNotEnterSubmodulesEvenIfTheUsersGitWould() throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        shop.git("submodule", "--quiet", "add", library.url(), "lib");
        String commit = shop.commit("Use the library");
        Git git = gitOfAUser(
                "submodule.recurse", "true", "fetch.recurseSubmodules", "true", "push.recurseSubmodules", "on-demand");
        Path work = GitRepo.cloneOf(shop, folder.resolve("own/work"), "main").folder();
        GitSnapshot baseline = GitSnapshot.ofCheckout(
                git, folder.resolve("own/b.git"), work, 1 << 20, shop.folder().resolve(".git/objects"), commit);
        library.write("Next.java", "class Next {}\n").commit("Next");
        PlantedPrograms programs = new PlantedPrograms(folder);
        GitRepo nested = GitRepo.cloneOf(library, work.resolve("lib"), "main");
        nested.write("Own.java", "class Own {}\n").commit("Own");
        nested.git("push", "--quiet", "origin", "main");
        programs.plant(work.resolve("lib/.git"), work.resolve("lib"));
        Push push = Push.of(Task.of("x").attribute("push", "more")).orElseThrow();
        ProjectAccess access = new ProjectAccess(Optional.of(folder), List.of(), List.of());
        GitSource source = access.repository(GitSource.parse(shop.url()));

        for (String each : List.of("first", "second")) {
            write(work, each + ".txt", "x\n");
            push.deliver(baseline, source, git, access);
        }

        assertThat(shop.git("rev-parse", "more:lib")).isEqualTo(library.git("rev-parse", "main"));
        assertThat(programs.ran()).isEmpty();
    }

    @Test
    void theServerOfLargeFilesThatAnAgentNamesIsChecked() throws Exception {
        assumeTrue(GitRepo.hasLfs() || System.getenv("CI") != null, "there is no git-lfs here");
        Path root = Files.createDirectory(folder.resolve("root"));
        GitRepo project = GitRepo.make(root.resolve("project"));
        project.git("lfs", "install", "--local");
        project.write(".gitattributes", "*.bin filter=lfs -text\n").commit("Large files");
        GitRepo other = GitRepo.make(folder.resolve("other"));
        Workspace workspace = open(
                settings.root(root).git(WITH_ALL),
                Task.of("x").project(project.url()).attribute("push", "more"));
        write(workspace.folder(), "large.bin", "large\n");
        write(workspace.folder(), ".lfsconfig", "[lfs]\n\turl = " + other.url() + "\n");

        assertThatThrownBy(() -> get(workspace.deliver()))
                .isInstanceOf(AttemptException.class)
                .hasMessageContaining("the server of its large files cannot be used");
        assertThat(other.folder().resolve(".git/lfs")).doesNotExist();

        Files.delete(workspace.folder().resolve(".lfsconfig"));
        get(workspace.deliver());
        assertThat(project.folder().resolve(".git/lfs/objects")).isNotEmptyDirectory();
    }
}
