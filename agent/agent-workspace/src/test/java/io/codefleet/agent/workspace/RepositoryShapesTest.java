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
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkouts and pushes of repositories of all shapes, and names of branches. */
class RepositoryShapesTest {
    private static final GitSettings PUSHING = new GitSettings(true, false, true, Duration.ofMinutes(1), List.of());

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private GitRepo shop;
    private WorkspaceSettings settings;

    @BeforeEach
    void makeRepository() throws Exception {
        shop = GitRepo.make(folder.resolve("shop"));
        settings =
                WorkspaceSettings.defaults(folder.resolve("state")).root(folder).git(PUSHING);
    }

    private static AttemptException failure(Future<?> future) {
        try {
            throw new AssertionError("it succeeded: " + get(future));
        } catch (AttemptException e) {
            return e;
        }
    }

    private Future<Workspace> opening(Task task) {
        return new Workspaces(vertx.get(), settings).open(new AttemptStub(task));
    }

    private Workspace open(Task task) {
        return get(opening(task));
    }

    private Task task() {
        return Task.of("Mend it.").project(shop.url());
    }

    private Map<String, Object> push(Task task, String file) throws Exception {
        Workspace workspace = open(task);
        Files.writeString(workspace.folder().resolve(file), file);
        return get(workspace.deliver());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dependabot/npm/@types/node-20.1",
                "fix-#12",
                "a,b(c)='d';$e&f!g{h}",
                "größe/日本語",
                "%41",
                "@x",
                "@"
            })
    void eachNameThatGitAllowsIsCheckedOutAndPushedTo(String name) throws Exception {
        shop.git("checkout", "--quiet", "-b", name);
        shop.write("Branch.java", "class Branch {}\n").commit("Branch");
        shop.git("checkout", "--quiet", "main");

        for (String ref : List.of(name, "refs/heads/" + name)) {
            Workspace workspace = open(task().project(shop.url() + "#" + ref));
            assertThat(workspace.folder().resolve("Branch.java")).exists();
            assertThat(Files.readString(workspace.folder().resolve(".git/HEAD")))
                    .isEqualTo("ref: refs/heads/" + name + "\n");
        }
        Map<String, Object> said = push(task().attribute("push", "new/" + name), "New.java");
        assertThat(shop.git("rev-parse", "refs/heads/new/" + name)).isEqualTo(said.get("commit"));
    }

    @Test
    void aFullNameOfABranchIsThatBranch() throws Exception {
        Map<String, Object> said = push(task().attribute("push", "refs/heads/fix"), "New.java");

        assertThat(said).containsEntry("branch", "fix");
        assertThat(shop.git("for-each-ref", "--format=%(refname)", "refs/heads"))
                .isEqualTo("refs/heads/fix\nrefs/heads/main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refs/tags/v1", "refs/for/main", "HEAD", "a..b", "a b", "-x", "a.lock", ""})
    void aRefThatIsNotABranchIsRefusedBeforeTheAgentStarts(String name) {
        AttemptException failure = failure(opening(task().attribute("push", name)));

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure).hasMessageContaining("'" + name + "' is not the name of a branch");
    }

    @Test
    void aBranchNameThatConflictsWithAnotherBranchIsReported() throws Exception {
        shop.git("branch", "agent/x");
        shop.git("branch", "deep");

        for (String name : List.of("agent", "deep/er/still")) {
            Workspace workspace = open(task().attribute("push", name));
            Files.writeString(workspace.folder().resolve("New.java"), "new");
            AttemptException failure = failure(workspace.deliver());

            assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
            assertThat(failure)
                    .hasMessageContaining("the branch " + name + " cannot be made")
                    .hasMessageContaining(name.equals("agent") ? "agent/x" : "deep");
        }
    }

    @Test
    void aRefusalOfTheRepositoryIsQuoted() throws Exception {
        shop.git("config", "receive.denyCurrentBranch", "refuse");
        Workspace workspace = open(task().attribute("push", "main"));
        Files.writeString(workspace.folder().resolve("New.java"), "new");

        AttemptException failure = failure(workspace.deliver());

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure).hasMessageContaining("branch is currently checked out");
    }

    @Test
    void aRepositoryWithoutACommitStartsFromNothing() throws Exception {
        String empty = folder.resolve("empty.git").toString();
        shop.git("init", "--quiet", "--bare", "--initial-branch=begin", empty);
        String url = "file://" + empty;
        Workspace workspace = open(Task.of("Begin.").project(url).attribute("push", "begin"));
        assertThat(Files.readString(workspace.folder().resolve(".git/HEAD"))).isEqualTo("ref: refs/heads/begin\n");
        Files.writeString(workspace.folder().resolve("First.java"), "class First {}\n");

        WorkspaceChanges changes = get(workspace.changes());
        Map<String, Object> said = get(workspace.deliver());

        assertThat(changes.files()).containsExactly("First.java");
        assertThat(changes.patch().orElseThrow()).contains("+class First {}");
        assertThat(shop.git("--git-dir", empty, "log", "--format=%H %P", "begin"))
                .isEqualTo(said.get("commit").toString());
        assertThat(open(Task.of("Go on.").project(url)).folder().resolve("First.java"))
                .exists();
    }

    @Test
    void aBranchOfARepositoryWithoutACommitIsTheOneThatIsBegun() throws Exception {
        shop.git("init", "--quiet", "--bare", folder.resolve("empty.git").toString());
        Workspace workspace = open(Task.of("Begin.").project("file://" + folder.resolve("empty.git") + "#begin/here"));

        assertThat(Files.readString(workspace.folder().resolve(".git/HEAD"))).isEqualTo("ref: refs/heads/begin/here\n");
        assertThat(get(workspace.changes()).files()).isEmpty();
    }

    @Test
    void aHeadThatNamesNoBranchIsReportedWithTheExistingBranches() throws Exception {
        shop.git("branch", "other");
        shop.git("symbolic-ref", "HEAD", "refs/heads/gone");

        AttemptException failure = failure(opening(task()));

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure)
                .hasMessageContaining("its HEAD names a branch that the repository does not have")
                .hasMessageContaining("#main")
                .hasMessageContaining("main, other");
        assertThat(open(task().project(shop.url() + "#other")).folder().resolve("Shop.java"))
                .exists();
    }

    @Test
    void aShallowRepositoryIsCheckedOutAndPushedTo() throws Exception {
        shop.write("Second.java", "class Second {}\n").commit("Second");
        shop.git(
                "clone",
                "--quiet",
                "--bare",
                "--depth",
                "1",
                shop.url(),
                folder.resolve("shallow.git").toString());
        Task task = Task.of("x").project("file://" + folder.resolve("shallow.git"));

        Workspace workspace = open(task.attribute("push", "fix"));
        assertThat(workspace.folder().resolve("Second.java")).exists();
        assertThat(shop.git("-C", workspace.folder().toString(), "log", "--format=%s"))
                .isEqualTo("Second");
        Files.writeString(workspace.folder().resolve("New.java"), "new");
        assertThat(get(workspace.changes()).files()).containsExactly("New.java");
        Map<String, Object> said = get(workspace.deliver());

        assertThat(shop.git("--git-dir", folder.resolve("shallow.git").toString(), "rev-parse", "fix"))
                .isEqualTo(said.get("commit"));
        assertThat(open(task.project(task.context().project().orElseThrow() + "#fix"))
                        .folder()
                        .resolve("New.java"))
                .exists();
    }

    /** Git takes a tracked file behind such a link for unchanged until it adds the folder. */
    @Test
    void aTrackedFileWhoseIgnoredFolderBecameALinkIsRemoved() throws Exception {
        shop.write(".gitignore", "d\n").write("d/f", "same\n").git("add", "--force", "d/f");
        shop.commit("Track a file of an ignored folder");
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Workspace workspace = open(task().attribute("push", "fix"));
        Path tracked = workspace.folder().resolve("d/f");
        Files.move(tracked, outside.resolve("f"));
        Files.delete(tracked.getParent());
        Files.createSymbolicLink(tracked.getParent(), outside);

        assertThat(get(workspace.changes()).files()).containsExactly("d/f");
        get(workspace.deliver());
        assertThat(shop.git("ls-tree", "-r", "--name-only", "fix")).doesNotContain("d/f");
    }

    @Test
    void aSubmoduleWhoseCommitIsNowhereIsNotPushed() throws Exception {
        GitRepo library = GitRepo.make(folder.resolve("library"));
        shop.git("submodule", "--quiet", "add", library.url(), "libs/lib");
        shop.commit("Use the library");
        Workspace workspace = open(task().attribute("push", "fix"));
        String lib = workspace.folder().resolve("libs/lib").toString();
        Files.writeString(workspace.folder().resolve("libs/lib/New.java"), "new");
        shop.git("-C", lib, "add", "--all");
        shop.git("-C", lib, "commit", "--quiet", "-m", "Theirs");

        AttemptException failure = failure(workspace.deliver());

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure)
                .hasMessageContaining("the submodule libs/lib is at commit")
                .hasMessageContaining(library.url());
        assertThat(shop.git("branch", "--list", "fix")).isEmpty();
        shop.git("-C", lib, "push", "--quiet", library.folder().toString(), "HEAD:refs/heads/published");
        get(workspace.deliver());
        GitRepo fresh = GitRepo.cloneOf(shop, folder.resolve("fresh"), "fix");
        fresh.git("submodule", "--quiet", "update", "--init");
        assertThat(fresh.folder().resolve("libs/lib/New.java")).exists();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChangedLargeFileIsPushedToARepositoryOnTheDisk(boolean bare) throws Exception {
        assumeTrue(GitRepo.hasLfs() || System.getenv("CI") != null, "there is no git-lfs here");
        shop.git("lfs", "install", "--local");
        shop.git("lfs", "track", "*.bin");
        shop.write("large.bin", "one\n").commit("Large");
        Path remote = shop.folder();
        if (bare) {
            remote = folder.resolve("bare.git");
            shop.git("clone", "--quiet", "--bare", shop.url(), remote.toString());
            shop.git("lfs", "push", "--all", "file://" + remote, "main");
        }
        settings = settings.git(new GitSettings(false, true, true, Duration.ofMinutes(1), List.of()));
        Task task = Task.of("x").project("file://" + remote).attribute("push", "fix");
        Workspace workspace = open(task);
        Files.writeString(workspace.folder().resolve("large.bin"), "two\n");

        get(workspace.deliver());

        assertThat(open(task.project("file://" + remote + "#fix")).folder().resolve("large.bin"))
                .hasContent("two");
    }

    private void assertCopyIsItsOwn(Path project) throws Exception {
        String before = shop.git("-C", project.toString(), "rev-parse", "HEAD");
        String status = shop.git("-C", project.toString(), "status", "--porcelain");
        settings = settings.mode(Mode.COPY);
        Workspace workspace = open(Task.of("x").project(project.toString()));
        Path work = workspace.folder();

        Files.writeString(work.resolve("Shop.java"), "class Shop { int open; }\n");
        shop.git("-C", work.toString(), "add", "--all");
        shop.git("-C", work.toString(), "commit", "--quiet", "-m", "Mine");

        assertThat(shop.git("-C", work.toString(), "rev-parse", "HEAD~1")).isEqualTo(before);
        assertThat(shop.git("-C", work.toString(), "rev-parse", "--show-toplevel"))
                .isEqualTo(work.toRealPath().toString());
        assertThat(shop.git("-C", project.toString(), "rev-parse", "HEAD")).isEqualTo(before);
        assertThat(shop.git("-C", project.toString(), "status", "--porcelain")).isEqualTo(status);
        assertThat(project.resolve("Shop.java")).hasContent("class Shop {}");
        assertThat(get(workspace.changes()).files()).containsExactly("Shop.java");
    }

    @Test
    void aCopyOfALinkedWorktreeHasARepositoryOfItsOwn() throws Exception {
        Path side = folder.resolve("side");
        shop.git("worktree", "add", "--quiet", "-b", "side", side.toString());
        Files.writeString(side.resolve("staged.txt"), "staged");
        shop.git("-C", side.toString(), "add", "staged.txt");
        assertCopyIsItsOwn(side);
        assertThat(shop.git("rev-parse", "side")).isEqualTo(shop.git("rev-parse", "main"));
        // and the copy of the main one does not reach its worktrees
        Path work = open(Task.of("x").project(shop.folder().toString())).folder();
        shop.git("-C", work.toString(), "worktree", "prune");
        assertThat(shop.git("-C", work.toString(), "worktree", "list").lines()).hasSize(1);
        assertThat(side.resolve("Shop.java")).exists();
    }

    @Test
    void aCopyWithItsRepositoryElsewhereHasOneOfItsOwn() throws Exception {
        Path apart = folder.resolve("apart");
        shop.git(
                "clone",
                "--quiet",
                "--separate-git-dir",
                folder.resolve("git-dir").toString(),
                shop.url(),
                apart.toString());
        assertCopyIsItsOwn(apart);
        Path linked = folder.resolve("linked");
        shop.git("clone", "--quiet", shop.url(), linked.toString());
        Files.move(linked.resolve(".git"), folder.resolve("moved"));
        Files.createSymbolicLink(linked.resolve(".git"), folder.resolve("moved"));
        assertCopyIsItsOwn(linked);
    }

    @Test
    void aCopyOfASubmoduleHasARepositoryOfItsOwn() throws Exception {
        GitRepo top = GitRepo.make(folder.resolve("top"));
        top.git("submodule", "--quiet", "add", shop.url(), "shop");
        top.commit("Use it");

        assertCopyIsItsOwn(top.folder().resolve("shop"));
    }

    @Test
    void aCopyWhoseRepositoryIsOutsideTheRootIsRefused() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        Path side = root.resolve("side");
        shop.git("worktree", "add", "--quiet", "-b", "side", side.toString());
        settings = settings.mode(Mode.COPY).root(root);

        assertThat(failure(opening(Task.of("x").project("side")))).hasMessageContaining("lies outside");
    }
}
