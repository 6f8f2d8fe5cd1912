package io.codefleet.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real repository of a test, as a person would work on it. */
public final class GitRepo {
    private final Path folder;

    private GitRepo(Path folder) {
        this.folder = folder;
    }

    /**
     * Creates a repository with a file {@code Shop.java} on the branch {@code main}. Git makes it once for all tests of a
     * process, and each gets a copy.
     *
     * @param folder an empty folder, or one that does not exist
     */
    public static GitRepo make(Path folder) throws Exception {
        GitRepoTemplate.copyTo(folder);
        return new GitRepo(folder);
    }

    /** Makes the repository that is copied. */
    static GitRepo initialize(Path folder) throws Exception {
        GitRepo repo = new GitRepo(folder);
        // without the samples of hooks
        repo.git("init", "--quiet", "--initial-branch=main", "--template=");
        repo.git("config", "receive.denyCurrentBranch", "ignore");
        repo.git("config", "uploadpack.allowAnySHA1InWant", "true");
        repo.write("Shop.java", "class Shop {}\n").commit("First");
        return repo;
    }

    /** Returns a repository that exists. */
    public static GitRepo at(Path folder) {
        return new GitRepo(folder);
    }

    /** Clones a branch of another repository. */
    public static GitRepo cloneOf(GitRepo other, Path folder, String branch) throws Exception {
        other.git("clone", "--quiet", "--branch", branch, other.folder.toString(), folder.toString());
        return new GitRepo(folder);
    }

    /** Returns whether Git LFS is installed. */
    public static boolean hasLfs() throws Exception {
        return new ProcessBuilder("git", "lfs", "version").start().waitFor() == 0;
    }

    /** Returns the folder of its files. */
    public Path folder() {
        return folder;
    }

    /** Returns its {@code file:} URL. */
    public String url() {
        return "file://" + folder;
    }

    /** Writes a file, without a commit. */
    public GitRepo write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Commits all that has changed, and returns the id of the commit. */
    public String commit(String message) throws Exception {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return git("rev-parse", "HEAD");
    }

    /** Runs a command of Git in its folder and returns what it prints. Fails with an {@link AssertionError}. */
    public String git(String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                "git",
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@example.com",
                "-c",
                "protocol.file.allow=always"));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", line) + " failed: " + output);
        }
        return output.strip();
    }
}
