package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.Task;
import io.codefleet.agent.workspace.git.Git;
import io.codefleet.agent.workspace.git.GitSnapshot;
import io.codefleet.agent.workspace.local.FileName;
import io.codefleet.agent.workspace.local.Folders;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.codefleet.testing.GitRepo;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a result says of the files that an agent changed. */
class GitSnapshotTest extends FolderResultFixture {
    /** Settings of one kind, together: each by itself is to change no patch. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                diff.noprefix=true
                diff.context=0
                diff.interHunkContext=20
                diff.algorithm=patience
                diff.renames=copies
                diff.relative=true
                diff.orderFile=/nowhere
                diff.submodule=log
                diff.suppressBlankEmpty=true
                diff.indentHeuristic=false
                diff.statGraphWidth=3
                """, """
                diff.mnemonicPrefix=true
                diff.wsErrorHighlight=all
                diff.colorMoved=zebra
                color.ui=always
                color.diff=always
                core.quotePath=true
                core.whitespace=cr-at-eol
                core.abbrev=4
                """, """
                diff.srcPrefix=x/
                diff.ignoreSubmodules=all
                core.excludesFile=USER
                apply.whitespace=error
                status.relativePaths=false
                submodule.recurse=true
                index.version=4
                """, """
                core.attributesFile=USER
                core.safecrlf=true
                """, """
                diff.external=false
                core.pager=false
                """})
    void settingsOfTheWorkersUserDoNotGetIntoAPatch(String settings) throws Exception {
        assertThat(patchWith(settings))
                .isEqualTo(patchWith(""))
                .contains("--- a/old.txt\n+++ b/old.txt\n", "new \u00fc.txt");
    }

    /** Returns the patch that a worker makes whose user has settings. */
    private String patchWith(String settings) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        Path user = Files.writeString(home.resolve("user"), "*.txt\n*.txt -diff\n");
        write(home, ".gitconfig", sections(settings.replace("USER", user.toString())));
        write(home, ".config/git/ignore", settings.isEmpty() ? "" : "*.txt\n");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("HOME", home.toString());
        environment.remove("XDG_CONFIG_HOME");
        Path work =
                Files.createDirectories(Files.createTempDirectory(folder, "p").resolve("work"));
        write(work, "old.txt", "a\n\nb\n".repeat(10));
        write(work, "moved.txt", "c\n".repeat(10));
        GitSnapshot baseline = GitSnapshot.ofFolder(
                new Git(this.settings.git(), environment),
                work.resolveSibling("b.git"),
                work,
                1 << 20,
                Optional.empty());
        write(work, "old.txt", "a\n\nb\n".repeat(4) + "x  \n" + "a\n\nb\n".repeat(6) + "y\n");
        write(work, "new \u00fc.txt", "new\r\n");
        Files.move(work.resolve("moved.txt"), work.resolve("there.txt"));
        return baseline.changes().patch().orElseThrow();
    }

    /** Returns settings, one a line, as Git reads them. */
    private static String sections(String settings) {
        return settings.lines()
                .map(line -> line.replaceFirst("(\\w+)\\.(\\w+)=(.*)", "[$1]\n\t$2 = $3\n"))
                .collect(Collectors.joining());
    }

    @Test
    void whatTheRepositoryAboveAProjectIgnoresIsIgnored() throws Exception {
        shop.write(".gitignore", "node_modules/\n*.out\n/svc/a/dist/\n/svc/b/\n")
                .write("svc/.gitignore", "*.log\n")
                .write("svc/a/main.txt", "main\n")
                .write("svc/b/main.txt", "main\n")
                .write(".git/info/exclude", "*.mine\n");
        Workspace workspace = open(
                settings, Task.of("x").project(shop.folder().resolve("svc/a").toString()));
        Path work = workspace.folder();
        for (String each : List.of("node_modules/x/y", "a.out", "dist/d", "b.log", "c.mine", "deep/er/e.out")) {
            write(work, each, "x\n");
        }
        write(work, "main.txt", "changed\n");
        write(shop.folder(), "beside.txt", "not of the project\n");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("main.txt");
        assertThat(changes.patch().orElseThrow()).contains("--- a/main.txt\n+++ b/main.txt\n");
        get(workspace.close(false));
        Workspace ignored = open(
                settings, Task.of("x").project(shop.folder().resolve("svc/b").toString()));
        write(ignored.folder(), "main.txt", "changed\n");
        write(ignored.folder(), "a.out", "x\n");
        assertThat(get(ignored.changes()).files()).containsExactly("a.out", "main.txt");
    }

    @Test
    void fileNamesAreUnchanged() throws Exception {
        Workspace workspace = open(Way.CHECKOUT);
        List<String> odd = List.of(" lead.txt", "\"q\".txt", "back\\slash.txt", "line\nend.txt", "tab\t.txt", "trail ");
        for (String each : odd) {
            write(workspace.folder(), each, "x\n");
        }

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactlyInAnyOrderElementsOf(odd);
        assertThat(applied(changes, "--index").folder().resolve(" lead.txt")).hasContent("x");
    }

    @Test
    void aNameThatIsNotUtf8IsQuotedAndItsPatchApplies() throws Exception {
        byte[] latin = "caf\u00e9.txt".getBytes(StandardCharsets.ISO_8859_1);
        Workspace workspace = open(Way.CHECKOUT);
        Files.writeString(FileName.resolve(workspace.folder(), latin), "x\n");
        write(workspace.folder(), "ok.txt", "ok\n");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("\"caf\\351.txt\"", "ok.txt");
        assertThat(FileName.resolve(applied(changes, "--index").folder(), latin))
                .hasContent("x");
    }

    @Test
    void whatIsTooLargeIsNamedAndNotRead() throws Exception {
        Workspace workspace = open(Way.CHECKOUT);
        try (var large =
                new RandomAccessFile(workspace.folder().resolve("large.bin").toFile(), "rw")) {
            large.setLength(300L << 20);
        }
        write(workspace.folder(), "small.txt", "x\n");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("large.bin", "small.txt");
        assertThat(changes.patch()).isEmpty();
        assertThat(changes.omittedBytes().orElseThrow()).isGreaterThanOrEqualTo(300L << 20);
        assertThat(Folders.size(folder.resolve("state/baselines"))).isLessThan(1 << 20);
    }

    @Test
    void aListOfFilesIsCutAndItsLengthIsReported() throws Exception {
        Workspace workspace = open(Way.NONE);
        for (int i = 0; i < WorkspaceChanges.MAX_FILES + 5; i++) {
            Files.createFile(workspace.folder().resolve("f" + i));
        }

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).hasSize(WorkspaceChanges.MAX_FILES);
        assertThat(changes.omittedFiles()).isEqualTo(5);
    }

    @Test
    void aPatchWithALargeFilePointerIsMarked() throws Exception {
        assumeTrue(GitRepo.hasLfs() || System.getenv("CI") != null, "there is no git-lfs here");
        shop.git("lfs", "install", "--local");
        shop.git("lfs", "track", "*.bin");
        shop.write("large.bin", "large\n").write("gone.bin", "x\n").commit("Large");
        Workspace workspace = open(settings.git(WITH_ALL), Task.of("x").project(shop.url()));
        write(workspace.folder(), "large.bin", "larger\n");
        write(workspace.folder(), "plain.txt", "x\n");
        Files.delete(workspace.folder().resolve("gone.bin"));

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("gone.bin", "large.bin", "plain.txt");
        assertThat(changes.omittedContent()).containsExactly("large.bin");
        Workspace without = open(Way.CHECKOUT);
        write(without.folder(), "large.bin", "larger\n");
        WorkspaceChanges told = get(without.changes());
        assertThat(told.omittedContent()).isEmpty();
        assertThat(told.patch().orElseThrow()).contains("+larger\n");
    }

    @Test
    void aFolderThatTheAgentReplacedByALinkIsReportedAsUnread() throws Exception {
        Workspace workspace = open(Way.NONE);
        Files.move(workspace.folder(), workspace.folder().resolveSibling("aside"));
        Files.createSymbolicLink(workspace.folder(), shop.folder());

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).isEmpty();
        assertThat(changes.unreported()).containsExactly(".");
        get(workspace.close(false));
        assertThat(shop.folder().resolve("Shop.java")).exists();
    }
}
