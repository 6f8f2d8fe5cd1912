package io.codefleet.launcher.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.Task;
import io.codefleet.launcher.config.WorkspaceSettings;
import io.codefleet.launcher.config.WorkspaceSettings.GitSettings;
import io.codefleet.launcher.config.WorkspaceSettings.Mode;
import io.codefleet.launcher.worker.AttemptStub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a result says of the files that an agent changed. */
class GitBaselineTest {
    private static final GitSettings WITH_ALL =
            new GitSettings(true, true, true, Duration.ofMinutes(1), List.of());

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path temporary;

    private Path folder;
    private GitRepo shop;
    private WorkspaceSettings settings;

    /** The ways in which a task gets its folder. */
    enum Way {
        CHECKOUT,
        IN_PLACE,
        COPY,
        NONE
    }

    @BeforeEach
    void makeRepository() throws Exception {
        folder = temporary.toRealPath();
        shop = GitRepo.make(folder.resolve("shop"));
        settings = WorkspaceSettings.defaults(folder.resolve("state"));
    }

    @AfterEach
    void close() {
        join(vertx.close());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private Workspace open(WorkspaceSettings with, Task task) {
        return join(new Workspaces(vertx, with).open(new AttemptStub(task)));
    }

    private Workspace open(Way way) {
        Task task = Task.of("x");
        return switch (way) {
            case CHECKOUT -> open(settings, task.project(shop.url()));
            case IN_PLACE -> open(settings, task.project(shop.folder().toString()));
            case COPY -> open(settings.mode(Mode.COPY), task.project(shop.folder().toString()));
            case NONE -> open(settings, task);
        };
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private GitRepo applied(Changes changes, String... how) throws Exception {
        GitRepo fresh =
                GitRepo.cloneOf(shop, Files.createTempDirectory(folder, "fresh").resolve("shop"), "main");
        Path patch =
                Files.writeString(folder.resolve("the.patch"), changes.patch().orElseThrow());
        String[] command = new String[how.length + 2];
        command[0] = "apply";
        System.arraycopy(how, 0, command, 1, how.length);
        command[how.length + 1] = patch.toString();
        fresh.git(command);
        return fresh;
    }

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

        Changes changes = join(workspace.changes());

        assertThat(changes.files())
                .containsExactly("app/.gitignore", "app/src/f.txt", "made/deep/er/f.txt", "made/f.txt");
        assertThat(changes.unreported()).isEmpty();
        assertThat(changes.patch().orElseThrow())
                .contains("+++ b/made/f.txt", "+++ b/made/deep/er/f.txt", "+++ b/app/src/f.txt")
                .doesNotContain("160000");
        if (way == Way.CHECKOUT) {
            assertThat(applied(changes, "--index").folder().resolve("made/f.txt")).hasContent("y");
        }
    }

    @Test
    void aRepositoryThatTheAgentMakesIsPushedAsFiles() throws Exception {
        Workspace workspace =
                open(settings.git(WITH_ALL), Task.of("x").project(shop.url()).attribute("push", "more"));
        write(workspace.folder(), "app/f.txt", "x\n");
        shop.git("init", "--quiet", workspace.folder().resolve("app").toString());

        join(workspace.deliver());

        assertThat(shop.git("ls-tree", "-r", "--name-only", "more")).isEqualTo("Shop.java\napp/f.txt");
    }

    @Test
    void aRepositoryThatTheAgentDeclaresAsASubmoduleIsSaidToBeLeftOut() throws Exception {
        Workspace workspace = open(Way.CHECKOUT);
        shop.git("-C", workspace.folder().toString(), "submodule", "--quiet", "add", shop.url(), "lib");

        Changes changes = join(workspace.changes());

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

        Changes changes = join(workspace.changes());

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

        Changes changes = join(workspace.changes());

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
        join(workspace.changes());

        join(workspace.deliver());

        assertThat(shop.git("diff", "--name-only", "main", "more")).isEqualTo("top.txt");
    }

    @Test
    void aSubmoduleThatWasNotCheckedOutAndIsByNowIsSaidToBeLeftOut() throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        shop.git("submodule", "--quiet", "add", library.url(), "lib");
        shop.commit("Use the library");
        Workspace workspace = open(Way.CHECKOUT);
        shop.git("-C", workspace.folder().toString(), "submodule", "--quiet", "update", "--init");
        write(workspace.folder(), "lib/Shop.java", "class Shop { int open; }\n");

        Changes changes = join(workspace.changes());

        assertThat(changes.unreported()).containsExactly("lib");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "diff.noprefix=true",
                "diff.mnemonicPrefix=true",
                "diff.srcPrefix=x/",
                "diff.context=0",
                "diff.interHunkContext=20",
                "diff.algorithm=patience",
                "diff.renames=copies",
                "diff.relative=true",
                "diff.external=false",
                "diff.orderFile=/nowhere",
                "diff.submodule=log",
                "diff.suppressBlankEmpty=true",
                "diff.indentHeuristic=false",
                "diff.wsErrorHighlight=all",
                "diff.colorMoved=zebra",
                "diff.ignoreSubmodules=all",
                "diff.statGraphWidth=3",
                "color.ui=always",
                "color.diff=always",
                "core.quotePath=true",
                "core.whitespace=cr-at-eol",
                "core.safecrlf=true",
                "core.abbrev=4",
                "core.pager=false",
                "core.excludesFile=USER",
                "core.attributesFile=USER",
                "apply.whitespace=error",
                "status.relativePaths=false",
                "submodule.recurse=true",
                "index.version=4"
            })
    void aSettingOfTheWorkersUserDoesNotGetIntoAPatch(String setting) throws Exception {
        String plain = patchWith("");

        assertThat(patchWith(setting)).isEqualTo(plain).contains("--- a/old.txt\n+++ b/old.txt\n", "new \u00fc.txt");
    }

    /** The patch that a worker makes whose user has a setting. */
    private String patchWith(String setting) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        Path user = Files.writeString(home.resolve("user"), "*.txt\n*.txt -diff\n");
        if (!setting.isEmpty()) {
            String[] parts = setting.replace("USER", user.toString()).split("=", 2);
            shop.git("config", "--file", home.resolve(".gitconfig").toString(), parts[0], parts[1]);
        }
        write(home, ".config/git/ignore", setting.isEmpty() ? "" : "*.txt\n");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("HOME", home.toString());
        environment.remove("XDG_CONFIG_HOME");
        Path work = Files.createDirectories(Files.createTempDirectory(folder, "p").resolve("work"));
        write(work, "old.txt", "a\n\nb\n".repeat(10));
        write(work, "moved.txt", "c\n".repeat(10));
        GitBaseline baseline = GitBaseline.ofFolder(
                new Git(settings.git(), environment), work.resolveSibling("b.git"), work, 1 << 20, Optional.empty());
        write(work, "old.txt", "a\n\nb\n".repeat(4) + "x  \n" + "a\n\nb\n".repeat(6) + "y\n");
        write(work, "new \u00fc.txt", "new\r\n");
        Files.move(work.resolve("moved.txt"), work.resolve("there.txt"));
        return baseline.changes().patch().orElseThrow();
    }

    @Test
    void whatTheRepositoryAboveAProjectIgnoresIsIgnored() throws Exception {
        shop.write(".gitignore", "node_modules/\n*.out\n/svc/a/dist/\n/svc/b/\n")
                .write("svc/.gitignore", "*.log\n")
                .write("svc/a/main.txt", "main\n")
                .write("svc/b/main.txt", "main\n")
                .write(".git/info/exclude", "*.mine\n");
        Workspace workspace =
                open(settings, Task.of("x").project(shop.folder().resolve("svc/a").toString()));
        Path work = workspace.folder();
        for (String each : List.of("node_modules/x/y", "a.out", "dist/d", "b.log", "c.mine", "deep/er/e.out")) {
            write(work, each, "x\n");
        }
        write(work, "main.txt", "changed\n");
        write(shop.folder(), "beside.txt", "not of the project\n");

        Changes changes = join(workspace.changes());

        assertThat(changes.files()).containsExactly("main.txt");
        assertThat(changes.patch().orElseThrow()).contains("--- a/main.txt\n+++ b/main.txt\n");
        join(workspace.close(false));
        Workspace ignored =
                open(settings, Task.of("x").project(shop.folder().resolve("svc/b").toString()));
        write(ignored.folder(), "main.txt", "changed\n");
        write(ignored.folder(), "a.out", "x\n");
        assertThat(join(ignored.changes()).files()).containsExactly("a.out", "main.txt");
    }

    @Test
    void namesStayAsTheyAre() throws Exception {
        Workspace workspace = open(Way.CHECKOUT);
        List<String> odd = List.of(" lead.txt", "\"q\".txt", "back\\slash.txt", "line\nend.txt", "tab\t.txt", "trail ");
        for (String each : odd) {
            write(workspace.folder(), each, "x\n");
        }

        Changes changes = join(workspace.changes());

        assertThat(changes.files()).containsExactlyInAnyOrderElementsOf(odd);
        assertThat(applied(changes, "--index").folder().resolve(" lead.txt")).hasContent("x");
    }

    @Test
    void aNameThatIsNotUtf8IsQuotedAndItsPatchApplies() throws Exception {
        byte[] latin = "caf\u00e9.txt".getBytes(StandardCharsets.ISO_8859_1);
        Workspace workspace = open(Way.CHECKOUT);
        Files.writeString(FileName.resolve(workspace.folder(), latin), "x\n");
        write(workspace.folder(), "ok.txt", "ok\n");

        Changes changes = join(workspace.changes());

        assertThat(changes.files()).containsExactly("\"caf\\351.txt\"", "ok.txt");
        assertThat(FileName.resolve(applied(changes, "--index").folder(), latin)).hasContent("x");
    }

    @Test
    void whatIsTooLargeIsNamedAndNotRead() throws Exception {
        Workspace workspace = open(Way.CHECKOUT);
        try (var large = new RandomAccessFile(
                workspace.folder().resolve("large.bin").toFile(), "rw")) {
            large.setLength(300L << 20);
        }
        write(workspace.folder(), "small.txt", "x\n");

        Changes changes = join(workspace.changes());

        assertThat(changes.files()).containsExactly("large.bin", "small.txt");
        assertThat(changes.patch()).isEmpty();
        assertThat(changes.omittedBytes().orElseThrow()).isGreaterThanOrEqualTo(300L << 20);
        assertThat(Folders.size(folder.resolve("state/baselines"))).isLessThan(1 << 20);
    }

    @Test
    void aListOfFilesIsCutAndTheNumberSaid() throws Exception {
        Workspace workspace = open(Way.NONE);
        for (int i = 0; i < Changes.MAX_FILES + 5; i++) {
            Files.createFile(workspace.folder().resolve("f" + i));
        }

        Changes changes = join(workspace.changes());

        assertThat(changes.files()).hasSize(Changes.MAX_FILES);
        assertThat(changes.omittedFiles()).isEqualTo(5);
    }

    @Test
    void aPatchWithAReferenceToLargeFileStorageSaysSo() throws Exception {
        assumeTrue(GitRepo.hasLfs() || System.getenv("CI") != null, "there is no git-lfs here");
        shop.git("lfs", "install", "--local");
        shop.git("lfs", "track", "*.bin");
        shop.write("large.bin", "large\n").write("gone.bin", "x\n").commit("Large");
        Workspace workspace = open(settings.git(WITH_ALL), Task.of("x").project(shop.url()));
        write(workspace.folder(), "large.bin", "larger\n");
        write(workspace.folder(), "plain.txt", "x\n");
        Files.delete(workspace.folder().resolve("gone.bin"));

        Changes changes = join(workspace.changes());

        assertThat(changes.files()).containsExactly("gone.bin", "large.bin", "plain.txt");
        assertThat(changes.omittedContent()).containsExactly("large.bin");
        Workspace without = open(Way.CHECKOUT);
        write(without.folder(), "large.bin", "larger\n");
        Changes told = join(without.changes());
        assertThat(told.omittedContent()).isEmpty();
        assertThat(told.patch().orElseThrow()).contains("+larger\n");
    }

    @Test
    void aFolderThatTheAgentReplacedByALinkIsSaidToBeUnread() throws Exception {
        Workspace workspace = open(Way.NONE);
        Files.move(workspace.folder(), workspace.folder().resolveSibling("aside"));
        Files.createSymbolicLink(workspace.folder(), shop.folder());

        Changes changes = join(workspace.changes());

        assertThat(changes.files()).isEmpty();
        assertThat(changes.unreported()).containsExactly(".");
        join(workspace.close(false));
        assertThat(shop.folder().resolve("Shop.java")).exists();
    }
}
