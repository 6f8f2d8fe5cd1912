package io.codefleet.agent.workspace.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a checkout of a mirror: a repository of its own that borrows the mirror's objects, so that it is made without copying
 * any, and an agent that commits, branches or cleans up in it reaches nobody else's. Blocks.
 */
public final class Checkout {
    private static final String SHALLOW = "shallow";

    private final Git git;
    private final ProjectAccess access;

    public Checkout(Git git, ProjectAccess access) {
        this.git = git;
        this.access = access;
    }

    /** Returns whether the checkout contacts other hosts. */
    public boolean isRemote() {
        return git.settings().lfs() || git.settings().submodules();
    }

    /** Makes the part of a checkout that needs only the mirror. */
    public void make(GitSource source, GitMirrors.Pinned pinned, Path folder) throws IOException {
        Optional<String> commit = pinned.commit();
        if (commit.isEmpty()) {
            init(source, folder);
            git.local(
                    folder,
                    Map.of(),
                    "symbolic-ref",
                    "HEAD",
                    RefName.BRANCHES + pinned.branch().orElse("main"));
            return;
        }
        if (Files.exists(pinned.repository().resolve(SHALLOW))) {
            borrow(source, pinned, folder);
        } else {
            share(source, pinned, folder);
        }
        if (git.settings().lfs()) {
            git.local(folder, Map.of(), "lfs", "install", "--local", "--skip-smudge", "--skip-repo");
        }
        if (pinned.branch().isPresent()) {
            // the commands for branches take some names for something else
            String branch = RefName.BRANCHES + pinned.branch().get();
            git.local(folder, Map.of(), "update-ref", branch, commit.get());
            git.local(folder, Map.of(), "symbolic-ref", "HEAD", branch);
        } else {
            git.local(folder, Map.of(), "update-ref", "--no-deref", "HEAD", commit.get());
        }
        git.local(folder, Map.of("GIT_LFS_SKIP_SMUDGE", "1"), "reset", "--quiet", "--hard");
    }

    private void init(GitSource source, Path folder) throws IOException {
        git.local(folder.resolveSibling(""), Map.of(), "init", "--quiet", folder.toString());
        git.local(folder, Map.of(), "remote", "add", "origin", source.url());
    }

    private void share(GitSource source, GitMirrors.Pinned pinned, Path folder) throws IOException {
        git.local(
                folder.resolveSibling(""),
                Map.of(),
                "clone",
                "--quiet",
                "--shared",
                "--no-checkout",
                "--no-tags",
                pinned.repository().toString(),
                folder.toString());
        git.local(folder, Map.of(), "remote", "set-url", "origin", source.url());
    }

    /**
     * Borrows the objects of a shallow mirror. Git does not share objects with a shallow repository by itself, and
     * leaves out commits that no branch contains.
     */
    private void borrow(GitSource source, GitMirrors.Pinned pinned, Path folder) throws IOException {
        init(source, folder);
        Files.writeString(folder.resolve(".git/objects/info/alternates"), pinned.objects() + "\n");
        Files.copy(pinned.repository().resolve(SHALLOW), folder.resolve(".git").resolve(SHALLOW));
    }

    /**
     * Makes a repository as shallow as that of the commit. Both use the same objects, so that both lack the same
     * parents.
     */
    public static void shallowAs(GitMirrors.Pinned pinned, Path repository) throws IOException {
        if (Files.exists(pinned.repository().resolve(SHALLOW))) {
            Files.copy(pinned.repository().resolve(SHALLOW), repository.resolve(SHALLOW));
        }
    }

    /** Completes a checkout with the parts that other hosts serve: large files and submodules. */
    public void complete(GitSource source, Path folder) throws IOException {
        if (git.settings().lfs()) {
            checkLargeFileServers(source, folder);
            git.fetch(
                    folder,
                    Map.of(),
                    RemoteAccess.ofProject(git.settings(), source.address()),
                    List.of("-c", "remote.origin.url=" + source.address(), "lfs", "pull"));
        }
        if (git.settings().submodules()) {
            new Submodules(git, access, source).checkOut(folder);
        }
    }

    /** Checks the servers of large files that a repository names in its own configuration. */
    private void checkLargeFileServers(GitSource source, Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(LargeFileServers.FILE), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<byte[]> settings = new ArrayList<>();
        git.local(
                folder,
                Map.of(),
                List.of(),
                new ZeroTerminated(settings::add),
                "config",
                "--file",
                LargeFileServers.FILE,
                "--list",
                "-z");
        new LargeFileServers(access, source).check(settings);
    }
}
