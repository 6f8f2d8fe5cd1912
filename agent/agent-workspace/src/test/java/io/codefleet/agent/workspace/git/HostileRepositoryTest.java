package io.codefleet.agent.workspace.git;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.AskingHost;
import io.codefleet.agent.workspace.Workspace;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.Workspaces;
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects and repositories that lead where no task may look. */
class HostileRepositoryTest {
    private static final GitSettings WITH_SUBMODULES =
            new GitSettings(true, false, true, Duration.ofMinutes(1), List.of());

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private Path root;
    private GitRepo shop;
    private GitRepo secret;
    private WorkspaceSettings settings;

    @BeforeEach
    void makeRepositories() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
        shop = GitRepo.make(root.resolve("shop"));
        secret = GitRepo.make(folder.resolve("outside/secret"));
        settings =
                WorkspaceSettings.defaults(folder.resolve("state")).root(root).git(WITH_SUBMODULES);
    }

    private Future<Workspace> open(WorkspaceSettings with, String project) {
        return new Workspaces(vertx.get(), with)
                .open(new AttemptStub(Task.of("x").project(project)));
    }

    private void assertRefused(WorkspaceSettings with, String project, String message) {
        try {
            throw new AssertionError(
                    "it was opened: " + get(open(with, project)).folder());
        } catch (AttemptException e) {
            assertThat(e)
                    .isInstanceOfSatisfying(
                            AttemptException.class,
                            refused -> assertThat(refused.error().kind()).isEqualTo(ErrorKind.PERMANENT))
                    .hasMessageContaining(message);
        }
    }

    private void assertOutside(String project) {
        assertRefused(settings, project, "lies outside this worker's workspace_root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://elsewhere", "file://127.0.0.1", "FILE://elsewhere", "file://localhost:1"})
    void aFileUrlWithAHostIsRefused(String start) {
        assertRefused(settings, start + secret.folder(), "names a host");
        assertRefused(settings, start + shop.folder(), "names a host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://", "FILE://", "file://localhost", "File://LOCALHOST"})
    void aRepositoryOutsideTheRootIsRefusedInEachSpelling(String start) {
        assertOutside(start + secret.folder());
        assertOutside(start + root + "/../outside/secret");
        assertOutside(start + root + "/%2e%2e/outside/secret");
        assertOutside(start + root + "/shop/..%2F..%2Foutside/secret");
        assertThat(get(open(settings, start + shop.folder())).folder().resolve("Shop.java"))
                .exists();
    }

    @Test
    void theFolderThatWasCheckedIsTheOneThatGitOpens() throws Exception {
        // with this very name it is in the root, and decoded it is not
        GitRepo.make(root.resolve("%2e%2e/outside/secret"));
        assertOutside("file://" + root + "/%2e%2e/outside/secret");

        GitRepo odd = GitRepo.make(root.resolve("100% a%20b"));
        odd.write("Odd.java", "class Odd {}\n").commit("Odd");
        assertThat(get(open(settings, "file://" + root + "/100%25%20a%2520b"))
                        .folder()
                        .resolve("Odd.java"))
                .exists();
    }

    @Test
    void anErrorForAPathOutsideTheRootDoesNotRevealWhetherItExists() {
        assertOutside("file://" + folder + "/outside/nothing");
        assertOutside(folder + "/outside/nothing");
        assertOutside("../outside/nothing");
    }

    @Test
    void withoutARootNeitherFoldersNorTheRepositoriesOfTheDiskAreTaken() {
        WorkspaceSettings none = WorkspaceSettings.defaults(folder.resolve("state"));

        assertRefused(none, shop.folder().toString(), "no workspace_root");
        assertRefused(none, "shop", "no workspace_root");
        assertRefused(none, shop.url(), "no workspace_root");
        assertThat(get(new Workspaces(vertx.get(), none).open(new AttemptStub(Task.of("x"))))
                        .folder())
                .isEmptyDirectory();
    }

    @Test
    void repositoriesOfTheDiskMayBeAllowedByThemselves() {
        WorkspaceSettings mirrors = WorkspaceSettings.defaults(folder.resolve("state"))
                .git(WITH_SUBMODULES.allow(List.of(RepositoryUrl.parse("file://" + root))));

        assertThat(get(open(mirrors, shop.url())).folder().resolve("Shop.java")).exists();
        assertRefused(mirrors, secret.url(), "lies outside");
        assertRefused(mirrors, shop.folder().toString(), "no workspace_root");
    }

    @Test
    void aGitFileOrLinkThatLeadsOutsideIsRefused() throws Exception {
        Path byFile = Files.createDirectory(root.resolve("by-file"));
        Files.writeString(byFile.resolve(".git"), "gitdir: " + secret.folder().resolve(".git") + "\n");
        Path byLink = Files.createDirectory(root.resolve("by-link"));
        Files.createSymbolicLink(byLink.resolve(".git"), secret.folder().resolve(".git"));
        Path twice = Files.createDirectory(root.resolve("twice"));
        Files.writeString(twice.resolve(".git"), "gitdir: ../by-file\n");
        Files.createSymbolicLink(root.resolve("whole"), secret.folder());

        for (String name : List.of("by-file", "by-link", "twice", "whole")) {
            assertOutside("file://" + root.resolve(name));
        }
    }

    @Test
    void objectsAndRefsFromOutsideAreRefused() throws Exception {
        Path objects = secret.folder().resolve(".git/objects");
        GitRepo borrows = GitRepo.make(root.resolve("borrows"));
        Files.writeString(borrows.folder().resolve(".git/objects/info/alternates"), objects + "\n");
        GitRepo relative = GitRepo.make(root.resolve("relative"));
        Files.writeString(
                relative.folder().resolve(".git/objects/info/alternates"),
                "# borrowed\n../../../../outside/secret/.git/objects\n");
        GitRepo chain = GitRepo.make(root.resolve("chain"));
        Files.writeString(
                chain.folder().resolve(".git/objects/info/alternates"),
                borrows.folder().resolve(".git/objects") + "\n");
        GitRepo linked = GitRepo.make(root.resolve("linked"));
        Files.createSymbolicLink(linked.folder().resolve(".git/objects/ff"), objects);
        GitRepo ref = GitRepo.make(root.resolve("ref"));
        Files.createSymbolicLink(
                ref.folder().resolve(".git/refs/heads/theirs"), secret.folder().resolve(".git/refs/heads/main"));
        GitRepo common = GitRepo.make(root.resolve("common"));
        Files.writeString(
                common.folder().resolve(".git/commondir"), secret.folder().resolve(".git") + "\n");

        for (GitRepo repository : List.of(borrows, relative, chain, linked, ref, common)) {
            assertOutside(repository.url());
        }
    }

    @Test
    void whatStaysInTheRootIsTaken() throws Exception {
        shop.git(
                "worktree", "add", "--quiet", "-b", "side", root.resolve("side").toString());
        GitRepo borrows = GitRepo.make(root.resolve("borrows"));
        Files.writeString(
                borrows.folder().resolve(".git/objects/info/alternates"),
                shop.folder().resolve(".git/objects") + "\n");

        assertThat(get(open(settings, "file://" + root.resolve("side"))).folder())
                .isDirectoryContaining("glob:**/Shop.java");
        assertThat(get(open(settings, borrows.url())).folder()).isDirectoryContaining("glob:**/Shop.java");
    }

    @Test
    void aPartialCloneWouldBeCompletedByItsOwnSettings() throws Exception {
        Files.createFile(shop.folder().resolve(".git/objects/pack/pack-1.promisor"));

        assertRefused(settings, shop.url(), "partial clone");
    }

    @Test
    void aSubmoduleOutsideTheRootIsRefusedAtEachDepth() throws Exception {
        GitRepo direct = GitRepo.make(root.resolve("direct"));
        direct.git("submodule", "--quiet", "add", secret.url(), "lib");
        direct.commit("Use it");
        GitRepo upward = GitRepo.make(root.resolve("upward"));
        upward.git("submodule", "--quiet", "add", secret.url(), "lib");
        upward.git("config", "--file", ".gitmodules", "submodule.lib.url", "../../outside/secret");
        upward.commit("Use it");
        GitRepo plain = GitRepo.make(root.resolve("plain"));
        plain.git("submodule", "--quiet", "add", secret.folder().toString(), "lib");
        plain.commit("Use it");
        GitRepo nested = GitRepo.make(root.resolve("nested"));
        nested.git("submodule", "--quiet", "add", direct.url(), "direct");
        nested.commit("Use it");

        for (GitRepo repository : List.of(direct, upward, plain, nested)) {
            assertRefused(settings, repository.url(), "its submodule lib cannot be used");
            assertOutside(repository.url());
        }
    }

    @Test
    void submodulesInTheRootComeAtEachDepthAndSayWhereTheyAreFrom() throws Exception {
        GitRepo middle = GitRepo.make(root.resolve("middle"));
        middle.git("submodule", "--quiet", "add", "../shop", "shop");
        middle.commit("Use it");
        GitRepo top = GitRepo.make(root.resolve("top"));
        top.git("submodule", "--quiet", "add", middle.url(), "libs/middle one");
        top.commit("Use it");

        Path work = get(open(settings, top.url())).folder();

        assertThat(work.resolve("libs/middle one/shop/Shop.java")).exists();
        assertThat(top.git("-C", work.resolve("libs/middle one").toString(), "remote", "get-url", "origin"))
                .isEqualTo(middle.url());
        assertThat(get(open(settings, top.url())).folder()).isNotEqualTo(work);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc", "/etc", "../x/../../etc", "ext::sh", "https://u:p@host/x", "https://other/x"})
    void aRepositoryOfAHostMayNotLeadToTheDiskOrToOtherHosts(String url) {
        ProjectAccess access = new ProjectAccess(
                settings.root(), settings.guarded(), List.of(RepositoryUrl.parse("https://git.internal/")));
        GitSource above = GitSource.parse("https://git.internal/team/shop.git");
        Submodules submodules = new Submodules(new Git(WITH_SUBMODULES), access, above);

        try {
            throw new AssertionError(submodules.checked(above, new Submodules.Submodule("lib", "lib", url)));
        } catch (AttemptException e) {
            assertThat(e.error().kind()).isEqualTo(ErrorKind.PERMANENT);
            assertThat(e).hasMessageContaining("its submodule lib").hasMessageNotContaining("u:p");
        }
        assertThat(submodules
                        .checked(above, new Submodules.Submodule("lib", "lib", "../lib.git"))
                        .url())
                .isEqualTo("https://git.internal/team/lib.git");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://git.internal/x",
                "https://git.internal.example/x",
                "https://git.internal:8443/x",
                "ssh://git@git.internal/x",
                "git@git.internal:x",
                "git://127.0.0.1/x"
            })
    void onlyAllowedHostsAreAsked(String url) {
        assertRefused(
                settings.git(WITH_SUBMODULES.allow(List.of(RepositoryUrl.parse("https://git.internal/")))),
                url,
                "is not among the repositories that this worker may ask for: https://git.internal/");
    }

    @Test
    void theServerOfLargeFilesIsCheckedToo() throws Exception {
        shop.write(".lfsconfig", "[lfs]\n\turl = file://" + secret.folder() + "\n")
                .commit("Large files");

        assertRefused(
                settings.git(new GitSettings(false, true, false, Duration.ofMinutes(1), List.of())),
                shop.url(),
                "the server of its large files cannot be used");
    }

    @Test
    void aRepositoryThatIsTooLargeIsRefusedAndLeavesNothing() throws Exception {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        Files.write(shop.folder().resolve("noise"), noise);
        shop.commit("Noise");

        assertRefused(settings.git(WITH_SUBMODULES.maxRepositoryBytes(200_000)), shop.url(), "max_repository");
        assertThat(folder.resolve("state/mirrors")).isEmptyDirectory();
        assertThat(get(open(settings.git(WITH_SUBMODULES.maxRepositoryBytes(2_000_000)), shop.url()))
                        .folder()
                        .resolve("noise"))
                .hasBinaryContent(noise);
    }

    @Test
    void aPushRunsNoHookOfARepositoryOnTheDisk() throws Exception {
        Path marker = folder.resolve("marker");
        for (String name : List.of("pre-receive", "update", "post-receive", "post-update", "reference-transaction")) {
            Path hook = shop.folder().resolve(".git/hooks/" + name);
            Files.createDirectories(hook.getParent());
            Files.writeString(hook, "#!/bin/sh\ntouch " + marker + "\n");
            assertThat(hook.toFile().setExecutable(true)).isTrue();
        }
        Workspace workspace = get(new Workspaces(vertx.get(), settings)
                .open(new AttemptStub(Task.of("x").project(shop.url()).attribute("push", "fix"))));
        Files.writeString(workspace.folder().resolve("New.java"), "class New {}\n");

        get(workspace.deliver());

        assertThat(shop.git("rev-parse", "--verify", "fix")).isNotEmpty();
        assertThat(marker).doesNotExist();
    }

    @Test
    void aLoginAppliesToItsCompleteUrlPrefix() {
        try (AskingHost host = AskingHost.start(vertx.get())) {
            List<GitCredential> logins = List.of(new GitCredential(host.url() + "team/", "ann", "secret"));
            WorkspaceSettings with = settings.git(new GitSettings(false, false, false, Duration.ofMinutes(1), logins));

            assertRefused(with, host.url() + "other/x.git", "no login that opens it");
            assertRefused(with, host.url() + "team-b/x.git", "no login that opens it");
            assertThat(host.logins()).isEmpty();
            assertRefused(with, host.url() + "team/x.git", "no login that opens it");
            assertThat(host.logins()).containsOnly("ann:secret");
        }
    }

    @Test
    void aProjectMayNotHoldOrLieInTheWorkersOwnFiles() throws Exception {
        Path state = Files.createDirectories(root.resolve("own/state"));
        Path etc = Files.createDirectories(root.resolve("etc/more"));
        Path key = Files.writeString(Files.createDirectory(root.resolve("keys")).resolve("payload.keys"), "k");
        Files.createSymbolicLink(root.resolve("link"), state);
        WorkspaceSettings guarded =
                WorkspaceSettings.defaults(state).root(root).guarded(List.of(state, root.resolve("etc"), key));

        for (String project : List.of(".", "own", "own/state", "link", "etc", "etc/more", "keys", "shop/../keys")) {
            assertRefused(guarded, project, "holds or lies in files of the worker's own");
        }
        assertThat(etc).isEmptyDirectory();
        assertThat(get(open(guarded, "shop")).folder()).isEqualTo(shop.folder().toRealPath());
    }

    @Test
    void aRootBelowTheConfigurationsFolderIsTheOperatorsChoice() {
        WorkspaceSettings below = settings.guarded(List.of(folder, folder.resolve("state")));

        assertThat(get(open(below, "shop")).folder()).exists();
    }
}
