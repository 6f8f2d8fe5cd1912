package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.WorkspaceSettings.Mode;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Attempts on real repositories. */
class GitWorkspacesTest {
    private static final GitSettings PUSHING = new GitSettings(false, false, true, Duration.ofMinutes(1), List.of());

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private GitRepo shop;
    private WorkspaceSettings settings;

    @BeforeEach
    void makeRepository() throws Exception {
        shop = GitRepo.make(folder.resolve("shop"));
        settings = WorkspaceSettings.defaults(folder.resolve("state")).root(folder);
    }

    private static AttemptException failure(Future<?> future) {
        try {
            throw new AssertionError("it succeeded: " + get(future));
        } catch (AttemptException e) {
            return e;
        }
    }

    private Workspace open(Workspaces workspaces, Task task) {
        return get(workspaces.open(new AttemptStub(task)));
    }

    private Task task() {
        return Task.of("Mend it.").project(shop.url());
    }

    /** Makes the changes of a patch to what the repository has, and gives the folder. */
    private GitRepo applied(WorkspaceChanges changes, String branch) throws Exception {
        GitRepo fresh =
                GitRepo.cloneOf(shop, Files.createTempDirectory(folder, "fresh").resolve("shop"), branch);
        Path patch =
                Files.writeString(folder.resolve("the.patch"), changes.patch().orElseThrow());
        fresh.git("apply", "--index", patch.toString());
        return fresh;
    }

    @Test
    void anUrlGivesACheckoutWithThePatchOfWhatChanged() throws Exception {
        shop.write("old.txt", "old\n").write("bin", "a\0b").commit("More");
        Workspace workspace = open(new Workspaces(vertx.get(), settings), task());
        Path work = workspace.folder();
        Files.writeString(work.resolve("Shop.java"), "class Shop { int open; }\n");
        Files.writeString(work.resolve("neu ü.txt"), "neu\n");
        Files.write(work.resolve("bin"), new byte[] {0, 1, (byte) 0xff, (byte) 0xfe});
        Files.delete(work.resolve("old.txt"));

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("Shop.java", "bin", "neu ü.txt", "old.txt");
        Path applied = applied(changes, "main").folder();
        assertThat(applied.resolve("Shop.java")).hasContent("class Shop { int open; }");
        assertThat(applied.resolve("neu ü.txt")).hasContent("neu");
        assertThat(applied.resolve("bin")).hasBinaryContent(new byte[] {0, 1, (byte) 0xff, (byte) 0xfe});
        assertThat(applied.resolve("old.txt")).doesNotExist();
    }

    @Test
    void aTextThatIsNotUtf8SurvivesThePatch() throws Exception {
        byte[] latin = "gr\u00fc\u00df\n".getBytes(StandardCharsets.ISO_8859_1);
        Workspace workspace = open(new Workspaces(vertx.get(), settings), task());
        Files.write(workspace.folder().resolve("latin.txt"), latin);

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(applied(changes, "main").folder().resolve("latin.txt")).hasBinaryContent(latin);
    }

    @Test
    void aRefChoosesWhatIsCheckedOut() throws Exception {
        String first = shop.git("rev-parse", "HEAD");
        shop.git("tag", "v1");
        shop.git("checkout", "--quiet", "-b", "feature/login");
        shop.write("Login.java", "class Login {}\n").commit("Login");
        String hidden = shop.write("Hidden.java", "class Hidden {}\n").commit("Hidden");
        shop.git("update-ref", "refs/pull/7/head", hidden);
        shop.git("reset", "--quiet", "--hard", "HEAD~1");
        shop.git("checkout", "--quiet", "main");
        shop.write("Later.java", "class Later {}\n").commit("Later");
        Workspaces workspaces = new Workspaces(vertx.get(), settings);

        assertThat(open(workspaces, task()).folder()).isDirectoryContaining("glob:**/Later.java");
        for (String ref : List.of("v1", first)) {
            assertThat(open(workspaces, task().project(shop.url() + "#" + ref)).folder())
                    .isDirectoryNotContaining("glob:**/L*.java");
        }
        Path branch =
                open(workspaces, task().project(shop.url() + "#feature/login")).folder();
        assertThat(branch).isDirectoryContaining("glob:**/Login.java").isDirectoryNotContaining("glob:**/Hidden.java");
        assertThat(Files.readString(branch.resolve(".git/HEAD"))).isEqualTo("ref: refs/heads/feature/login\n");
        for (String ref : List.of("refs/pull/7/head", hidden)) {
            assertThat(open(workspaces, task().project(shop.url() + "#" + ref)).folder())
                    .isDirectoryContaining("glob:**/Hidden.java");
        }
    }

    @Test
    void aTaskSeesWhatWasPushedBeforeItAsked() throws Exception {
        Workspaces workspaces = new Workspaces(vertx.get(), settings);
        open(workspaces, task());
        shop.write("New.java", "class New {}\n").commit("New");

        assertThat(open(workspaces, task()).folder()).isDirectoryContaining("glob:**/New.java");
    }

    @Test
    void whatTheAgentDoesToItsRepositoryReachesNobodyAndLosesNothing() throws Exception {
        Workspaces workspaces = new Workspaces(vertx.get(), settings);
        Workspace wild = open(workspaces, task());
        Path marker = folder.resolve("marker");
        Path hook = wild.folder().resolve(".git/hooks/pre-commit");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\ntouch " + marker + "\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        Files.writeString(wild.folder().resolve("New.java"), "class New {}\n");
        GitRepo inside = GitRepo.cloneOf(shop, folder.resolve("unused"), "main");
        inside.git("-C", wild.folder().toString(), "config", "core.fsmonitor", "touch " + marker);
        inside.git("-C", wild.folder().toString(), "config", "diff.external", "touch " + marker);
        inside.git("-C", wild.folder().toString(), "config", "core.hooksPath", "/dev/null");
        inside.git("-C", wild.folder().toString(), "-c", "core.fsmonitor=false", "add", "--all");
        inside.git("-C", wild.folder().toString(), "-c", "core.fsmonitor=false", "commit", "--quiet", "-m", "mine");
        inside.git("-C", wild.folder().toString(), "-c", "core.fsmonitor=false", "branch", "-m", "main", "gone");
        Files.deleteIfExists(marker);

        WorkspaceChanges changes = get(wild.changes());
        Workspace next = open(workspaces, task());

        assertThat(changes.files()).containsExactly("New.java");
        assertThat(marker).doesNotExist();
        assertThat(next.folder()).isDirectoryNotContaining("glob:**/New.java");
    }

    @Test
    void sixteenTasksOnOneRepositoryGetThePatchesOfTheirOwn() throws Exception {
        Workspaces workspaces = new Workspaces(vertx.get(), settings);
        List<Future<Workspace>> opening = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            opening.add(workspaces.open(new AttemptStub(task())));
        }
        List<Workspace> open = opening.stream().map(FutureResults::get).toList();
        for (int i = 0; i < open.size(); i++) {
            Files.writeString(open.get(i).folder().resolve("Shop.java"), "class Shop { int a" + i + "; }\n");
        }

        List<WorkspaceChanges> changes = open.stream().map(Workspace::changes).toList().stream()
                .map(FutureResults::get)
                .toList();

        for (int i = 0; i < changes.size(); i++) {
            assertThat(changes.get(i).patch().orElseThrow()).contains("+class Shop { int a" + i + "; }");
        }
        open.forEach(workspace -> get(workspace.close(false)));
        assertThat(folder.resolve("state/tasks")).isEmptyDirectory();
    }

    @Test
    void changesArePushedToABranchWithTheirAuthor() throws Exception {
        Workspaces workspaces = new Workspaces(vertx.get(), settings.git(PUSHING));
        Workspace workspace = open(
                workspaces,
                task().attribute(
                                "push",
                                Map.of(
                                        "branch",
                                        "fix/shop",
                                        "message",
                                        "Mend the shop",
                                        "author",
                                        "Ann <ann@example.com>")));
        Files.writeString(workspace.folder().resolve("New.java"), "class New {}\n");

        Map<String, Object> reported = get(workspace.deliver());

        assertThat(reported).containsEntry("branch", "fix/shop");
        assertThat(shop.git("rev-parse", "fix/shop")).isEqualTo(reported.get("commit"));
        assertThat(shop.git("log", "-1", "--format=%an %ae %s", "fix/shop"))
                .isEqualTo("Ann ann@example.com Mend the shop");
        assertThat(shop.git("diff", "--name-only", "main", "fix/shop")).isEqualTo("New.java");
    }

    @Test
    void withoutChangesNothingIsPushed() throws Exception {
        Workspace workspace =
                open(new Workspaces(vertx.get(), settings.git(PUSHING)), task().attribute("push", "fix/shop"));

        assertThat(get(workspace.deliver())).isEmpty();
        assertThat(shop.git("branch", "--list", "fix/shop")).isEmpty();
    }

    @Test
    void aRetryReplacesWhatTheTaskHasPushedBefore() throws Exception {
        Workspaces workspaces = new Workspaces(vertx.get(), settings.git(PUSHING));
        Task task = task().attribute("push", "fix/shop");
        for (String text : List.of("one", "two")) {
            Workspace workspace = open(workspaces, task);
            Files.writeString(workspace.folder().resolve("New.java"), text);
            get(workspace.deliver());
        }

        assertThat(shop.git("show", "fix/shop:New.java")).isEqualTo("two");
        assertThat(shop.git("rev-list", "--count", "main..fix/shop")).isEqualTo("1");
    }

    @Test
    void aConcurrentPushIsAConflictAndIsKept() throws Exception {
        Workspaces workspaces = new Workspaces(vertx.get(), settings.git(PUSHING));
        Workspace workspace = open(workspaces, task().attribute("push", "main"));
        String theirs = shop.write("Theirs.java", "class Theirs {}\n").commit("Theirs");
        Files.writeString(workspace.folder().resolve("Mine.java"), "class Mine {}\n");

        AttemptException failure = failure(workspace.deliver());

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.CONFLICT);
        assertThat(failure).hasMessageContaining("branch main").hasMessageContaining("nothing was pushed");
        assertThat(shop.git("rev-parse", "main")).isEqualTo(theirs);
    }

    @Test
    void aPushThatTheOperatorHasNotAllowedFailsBeforeTheAgentIsAsked() {
        AttemptException failure = failure(
                new Workspaces(vertx.get(), settings).open(new AttemptStub(task().attribute("push", "fix/shop"))));

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure).hasMessageContaining("workspace.git.push: true");
    }

    @Test
    void aMissingRepositoryIsAPermanentFailure() {
        AttemptException failure = failure(new Workspaces(vertx.get(), settings)
                .open(new AttemptStub(task().project("file://" + folder.resolve("nowhere")))));

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure).hasMessageContaining("there is no folder");
        assertThat(folder.resolve("state/tasks")).doesNotExist();
    }

    @Test
    void aMissingBranchIsAPermanentFailure() {
        AttemptException failure = failure(
                new Workspaces(vertx.get(), settings).open(new AttemptStub(task().project(shop.url() + "#nope"))));

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure).hasMessageContaining("nope");
    }

    @Test
    void anUnresponsiveHostIsARetryableFailure() {
        AttemptException failure = failure(new Workspaces(vertx.get(), settings)
                .open(new AttemptStub(task().project("http://127.0.0.1:1/shop.git"))));

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.TRANSIENT);
    }

    @Test
    void submodulesAreCheckedOutIfTheOperatorAllowsIt() throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        shop.git("submodule", "--quiet", "add", library.url(), "lib");
        shop.commit("Use the library");
        GitSettings with = new GitSettings(true, false, false, Duration.ofMinutes(1), List.of());

        assertThat(open(new Workspaces(vertx.get(), settings), task()).folder().resolve("lib"))
                .isEmptyDirectory();
        assertThat(open(new Workspaces(vertx.get(), settings.git(with)), task())
                        .folder()
                        .resolve("lib/Shop.java"))
                .exists();
    }

    @Test
    void lfsFilesAreFetchedIfTheOperatorAllowsItAndReturnedAsPointers() throws Exception {
        assumeTrue(GitRepo.hasLfs() || System.getenv("CI") != null, "there is no git-lfs here");
        shop.git("lfs", "install", "--local");
        shop.git("lfs", "track", "*.bin");
        shop.write("large.bin", "large\n").commit("Large");
        GitSettings with = new GitSettings(false, true, true, Duration.ofMinutes(1), List.of());
        Workspaces workspaces = new Workspaces(vertx.get(), settings.git(with));

        assertThat(open(new Workspaces(vertx.get(), settings), task()).folder().resolve("large.bin"))
                .content()
                .startsWith("version https://git-lfs");
        Workspace workspace = open(workspaces, task().attribute("push", "more"));
        assertThat(workspace.folder().resolve("large.bin")).hasContent("large");
        Files.writeString(workspace.folder().resolve("other.bin"), "other\n");

        assertThat(get(workspace.changes()).files()).containsExactly("other.bin");
        get(workspace.deliver());
        assertThat(shop.git("show", "more:other.bin")).startsWith("version https://git-lfs");
        assertThat(open(workspaces, task().project(shop.url() + "#more"))
                        .folder()
                        .resolve("other.bin"))
                .hasContent("other");
    }

    @Test
    void aFolderIsCopiedIfConfiguredAndTheOriginalIsUnchanged() throws Exception {
        shop.write("dirty.txt", "not committed\n");
        Workspace workspace = open(
                new Workspaces(vertx.get(), settings.mode(Mode.COPY)),
                Task.of("x").project(shop.folder().toString()));
        assertThat(workspace.folder().resolve("dirty.txt")).exists();
        Files.writeString(workspace.folder().resolve("Shop.java"), "class Shop { int open; }\n");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("Shop.java");
        assertThat(shop.folder().resolve("Shop.java")).hasContent("class Shop {}");
        assertThat(applied(changes, "main").folder().resolve("Shop.java")).hasContent("class Shop { int open; }");
    }

    @Test
    void workInPlaceGivesThePatchOfThisTaskAloneAndLeavesTheIndexAlone() throws Exception {
        shop.write("dirty.txt", "not committed\n").write(".gitignore", "target/\n");
        Workspace workspace = open(
                new Workspaces(vertx.get(), settings),
                Task.of("x").project(shop.folder().toString()));
        shop.write("dirty.txt", "more\n").write("target/Shop.class", "x");

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("dirty.txt");
        assertThat(changes.patch().orElseThrow()).contains("-not committed\n+more\n");
        assertThat(shop.git("status", "--porcelain")).isEqualTo("?? .gitignore\n?? dirty.txt");
    }

    @Test
    void aPatchAboveTheLimitIsOmittedAndReported() throws Exception {
        Workspace workspace = open(new Workspaces(vertx.get(), settings.maxPatchBytes(1_000)), task());
        Files.writeString(workspace.folder().resolve("big.txt"), "line\n".repeat(1_000));

        WorkspaceChanges changes = get(workspace.changes());

        assertThat(changes.files()).containsExactly("big.txt");
        assertThat(changes.patch()).isEmpty();
        assertThat(changes.omittedBytes().orElseThrow()).isGreaterThan(5_000);
    }

    @Test
    void theFolderOfAFailedAttemptIsKeptForATime() throws Exception {
        Workspaces workspaces = new Workspaces(vertx.get(), settings);
        Workspace failed = open(workspaces, task().id("broken/1"));
        Workspace good = open(workspaces, task());
        Path kept = folder.resolve("state/kept");

        get(failed.close(true));
        get(good.close(false));

        assertThat(kept).isDirectoryRecursivelyContaining("glob:**/broken_1-1-*/work/Shop.java");
        assertThat(folder.resolve("state/tasks")).isEmptyDirectory();
        assertThat(folder.resolve("state/baselines")).isEmptyDirectory();
        new Workspaces(vertx.get(), settings.keepFailed(Duration.ZERO));
        Awaitility.await().untilAsserted(() -> assertThat(kept).isEmptyDirectory());
    }
}
