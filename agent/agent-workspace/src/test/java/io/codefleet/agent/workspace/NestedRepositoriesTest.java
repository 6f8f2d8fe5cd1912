package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.agent.workspace.local.Folders;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.codefleet.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a result says of files in repositories below the folder. */
class NestedRepositoriesTest extends FolderResultFixture {
    @ParameterizedTest
    @EnumSource
    void aRepositoryThatTheAgentMakesIsAFolderOfTheResult(Way way) throws Exception {
        Workspace workspace = open(way);
        Path work = workspace.folder();
        write(work, "app/.gitignore", "target/\n");
        write(work, "app/src/f.txt", "x\n");
        write(work, "app/target/f.class", "x\n");
        write(work, "made/f.txt", "y\n");
        write(work, "made/deep/er/f.txt", "z\n");
        Files.createDirectories(work.resolve("bare"));
        for (String each : List.of("app", "made", "made/deep", "bare")) {
            shop.git("init", "--quiet", work.resolve(each).toString());
        }
        shop.git("-C", work.resolve("made").toString(), "add", "f.txt");
        shop.git("-C", work.resolve("made").toString(), "commit", "--quiet", "-m", "made");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files())
                .containsExactly("app/.gitignore", "app/src/f.txt", "made/deep/er/f.txt", "made/f.txt");
        assertThat(changes.unreported()).isEmpty();
        assertThat(changes.patch().orElseThrow())
                .contains("+++ b/made/f.txt", "+++ b/made/deep/er/f.txt", "+++ b/app/src/f.txt")
                .doesNotContain("160000");
        if (way == Way.CHECKOUT) {
            assertThat(applied(changes, "--index").folder().resolve("made/f.txt"))
                    .hasContent("y");
        }
    }

    @Test
    void aRepositoryThatTheAgentMakesIsPushedAsFiles() throws Exception {
        Workspace workspace =
                open(settings.git(WITH_ALL), Task.of("x").project(shop.url()).attribute("push", "more"));
        write(workspace.folder(), "app/f.txt", "x\n");
        shop.git("init", "--quiet", workspace.folder().resolve("app").toString());

        get(workspace.deliver());

        assertThat(shop.git("ls-tree", "-r", "--name-only", "more")).isEqualTo("Shop.java\napp/f.txt");
    }

    @Test
    void aRepositoryThatTheAgentDeclaresAsASubmoduleIsReportedAsOmitted() throws Exception {
        Workspace workspace = open(Way.CHECKOUT);
        shop.git("-C", workspace.folder().toString(), "submodule", "--quiet", "add", shop.url(), "lib");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly(".gitmodules", "lib");
        assertThat(changes.unreported()).containsExactly("lib");
    }

    @ParameterizedTest
    @EnumSource(names = {"IN_PLACE", "COPY"})
    void changesInRepositoriesBelowAFolderAreReported(Way way) throws Exception {
        for (String each : List.of("r1", "r2")) {
            GitRepo.make(shop.folder().resolve(each)).write("x.txt", "x\n").commit("x");
        }
        shop.git("-C", "r1", "worktree", "add", "--quiet", "../linked");
        Workspace workspace = open(way);
        Path work = workspace.folder();
        write(work, "r1/x.txt", "changed\n");
        write(work, "r2/new.txt", "new\n");
        write(work, "linked/x.txt", "changed\n");
        write(work, "README.md", "read\n");
        shop.git("-C", work.resolve("r2").toString(), "add", "new.txt");
        shop.git("-C", work.resolve("r2").toString(), "commit", "--quiet", "-m", "new");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("README.md", "linked/x.txt", "r1/x.txt", "r2/new.txt");
        assertThat(changes.patch().orElseThrow()).contains("-x\n+changed\n", "+++ b/r2/new.txt");
    }

    @Test
    void changesInASubmoduleAreReportedAndApply() throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        shop.git("submodule", "--quiet", "add", library.url(), "lib");
        shop.commit("Use the library");
        Workspace workspace = open(settings.git(WITH_ALL), Task.of("x").project(shop.url()));
        write(workspace.folder(), "lib/Shop.java", "class Shop { int open; }\n");
        write(workspace.folder(), "lib/new.txt", "new\n");
        write(workspace.folder(), "top.txt", "top\n");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("lib/Shop.java", "lib/new.txt", "top.txt");
        assertThat(changes.unreported()).isEmpty();
        GitRepo fresh = GitRepo.cloneOf(shop, folder.resolve("fresh"), "main");
        fresh.git("submodule", "--quiet", "update", "--init");
        fresh.git(
                "apply",
                Files.writeString(folder.resolve("the.patch"), changes.patch().orElseThrow())
                        .toString());
        assertThat(fresh.folder().resolve("lib/Shop.java")).hasContent("class Shop { int open; }");
    }

    @Test
    void whatIsPushedKeepsTheCommitOfASubmodule() throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        shop.git("submodule", "--quiet", "add", library.url(), "lib");
        shop.commit("Use the library");
        Workspace workspace =
                open(settings.git(WITH_ALL), Task.of("x").project(shop.url()).attribute("push", "more"));
        write(workspace.folder(), "lib/Shop.java", "class Shop { int open; }\n");
        write(workspace.folder(), "top.txt", "top\n");
        get(workspace.changes());

        get(workspace.deliver());

        assertThat(shop.git("diff", "--name-only", "main", "more")).isEqualTo("top.txt");
    }

    @Test
    void aSubmoduleThatTheAgentCheckedOutIsReportedAsOmitted() throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        shop.git("submodule", "--quiet", "add", library.url(), "lib");
        shop.commit("Use the library");
        Workspace workspace = open(Way.CHECKOUT);
        shop.git("-C", workspace.folder().toString(), "submodule", "--quiet", "update", "--init");
        write(workspace.folder(), "lib/Shop.java", "class Shop { int open; }\n");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.unreported()).containsExactly("lib");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheAgentDoesToASubmoduleIsPushed(boolean populated) throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        for (String each : List.of("removed", "replaced", "advanced", "[odd] *", "kept", "libs/lib")) {
            shop.git("submodule", "--quiet", "add", library.url(), each);
        }
        shop.commit("Use the library");
        String next = library.write("Next.java", "class Next {}\n").commit("Next");
        GitSettings git = new GitSettings(populated, false, true, Duration.ofMinutes(1), List.of());
        Workspace workspace =
                open(settings.git(git), Task.of("x").project(shop.url()).attribute("push", "more"));
        Path work = workspace.folder();
        Folders.deleteTree(work.resolve("removed"));
        Folders.deleteTree(work.resolve("replaced"));
        write(work, "replaced", "a file\n");
        Folders.deleteTree(work.resolve("libs"));
        Files.createDirectories(folder.resolve("elsewhere/lib"));
        Files.createSymbolicLink(work.resolve("libs"), folder.resolve("elsewhere"));
        for (String each : List.of("advanced", "[odd] *")) {
            Folders.deleteTree(work.resolve(each));
            GitRepo.cloneOf(library, work.resolve(each), "main");
        }
        write(work, "top.txt", "top\n");

        get(workspace.deliver());

        assertThat(shop.git("diff", "--name-only", "main", "more").lines())
                .containsExactly("[odd] *", "advanced", "libs", "libs/lib", "removed", "replaced", "top.txt");
        assertThat(shop.git("rev-parse", "more:advanced", "more:[odd] *").lines())
                .containsOnly(next);
        assertThat(shop.git("show", "more:replaced")).isEqualTo("a file");
    }

    @Test
    void theCommitOfASubmoduleIsReportedEvenIfTheAgentWouldHaveItIgnored() throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        shop.git("submodule", "--quiet", "add", library.url(), "lib");
        shop.commit("Use the library");
        Workspace workspace = open(Way.CHECKOUT);
        library.write("Next.java", "class Next {}\n").commit("Next");
        GitRepo.cloneOf(library, workspace.folder().resolve("lib"), "main");
        shop.git("-C", workspace.folder().toString(), "config", "--file", ".gitmodules", "submodule.lib.ignore", "all");

        assertThat(get(workspace.changes()).files()).containsExactly(".gitmodules", "lib");
    }
}
