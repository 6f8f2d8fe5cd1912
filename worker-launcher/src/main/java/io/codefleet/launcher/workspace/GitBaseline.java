package io.codefleet.launcher.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a folder held before an attempt, in a Git repository of our own beside it. Whatever the agent does to the project's own
 * repository - commits, settings, hooks - is neither heeded nor touched; what the project ignores is left out. Blocks.
 */
final class GitBaseline implements Baseline {
    private static final String NO_TEXT = "* -diff\n";

    private final Git git;
    private final Path repository;
    private final Path folder;
    private final int maxPatchBytes;
    private final Map<String, String> variables;
    private final String before;
    private final Optional<String> parent;

    private GitBaseline(
            Git git, Path repository, Path folder, int maxPatchBytes, String before, Optional<String> parent) {
        this.git = git;
        this.repository = repository;
        this.folder = folder;
        this.maxPatchBytes = maxPatchBytes;
        this.variables = variables(repository, folder);
        this.before = before;
        this.parent = parent;
    }

    private static Map<String, String> variables(Path repository, Path folder) {
        return Map.of("GIT_DIR", repository.toString(), "GIT_WORK_TREE", folder.toString());
    }

    /**
     * Of any folder, as it is now.
     *
     * @param repository where the repository is made
     */
    static GitBaseline ofFolder(Git git, Path repository, Path folder, int maxPatchBytes) throws IOException {
        make(
                git,
                repository,
                folder,
                Optional.of(folder.resolve(".git/objects")).filter(Files::isDirectory));
        Map<String, String> variables = variables(repository, folder);
        return new GitBaseline(
                git, repository, folder, maxPatchBytes, snapshot(git, folder, variables), Optional.empty());
    }

    /**
     * Of a fresh checkout.
     *
     * @param objects the folder of the objects that the checkout was made of
     * @param commit the commit that was checked out
     */
    static GitBaseline ofCheckout(Git git, Path repository, Path folder, int maxPatchBytes, Path objects, String commit)
            throws IOException {
        make(git, repository, folder, Optional.of(objects));
        if (git.settings().lfs()) {
            git.local(
                    folder, variables(repository, folder), "lfs", "install", "--local", "--skip-smudge", "--skip-repo");
        }
        // the index of the checkout knows each file's size and time, so that only what changes is read again
        Files.copy(folder.resolve(".git/index"), repository.resolve("index"));
        return new GitBaseline(git, repository, folder, maxPatchBytes, commit, Optional.of(commit));
    }

    private static void make(Git git, Path repository, Path folder, Optional<Path> objects) throws IOException {
        git.local(folder, Map.of(), "init", "--quiet", "--bare", repository.toString());
        git.local(folder, Map.of("GIT_DIR", repository.toString()), "config", "core.bare", "false");
        git.local(folder, Map.of("GIT_DIR", repository.toString()), "config", "core.looseCompression", "0");
        if (objects.isPresent()) {
            Files.writeString(repository.resolve("objects/info/alternates"), objects.get() + "\n");
        }
    }

    private static String snapshot(Git git, Path folder, Map<String, String> variables) throws IOException {
        git.local(folder, variables, "add", "--all", ".");
        return git.local(folder, variables, "write-tree");
    }

    @Override
    public Changes changes() throws IOException {
        String after = snapshot(git, folder, variables);
        List<String> files = Arrays.stream(
                        git.local(folder, variables, "diff", "--name-only", "--no-renames", "-z", before, after)
                                .split("\0", -1))
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
        if (files.isEmpty()) {
            return Changes.NONE;
        }
        byte[] patch = diff(after);
        if (patch.length > maxPatchBytes) {
            return new Changes(files, Optional.empty(), OptionalLong.of(patch.length));
        }
        Optional<String> text = text(patch);
        if (text.isEmpty()) {
            // a text that is not UTF-8 would not survive; as a binary it does
            Files.writeString(repository.resolve("info/attributes"), NO_TEXT);
            text = text(diff(after));
        }
        return new Changes(files, text, OptionalLong.empty());
    }

    private byte[] diff(String after) throws IOException {
        return git.localBytes(
                folder,
                variables,
                "diff",
                "--binary",
                "--full-index",
                "--no-color",
                "--no-ext-diff",
                "--no-textconv",
                before,
                after);
    }

    private static Optional<String> text(byte[] patch) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(patch))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** What is in the folder now, as a commit on top of the one that was checked out, or as a first one. */
    String commit(String message, String author, String mail) throws IOException {
        Map<String, String> named = new TreeMap<>(variables);
        named.putAll(Map.of(
                "GIT_AUTHOR_NAME",
                author,
                "GIT_AUTHOR_EMAIL",
                mail,
                "GIT_COMMITTER_NAME",
                "Codefleet",
                "GIT_COMMITTER_EMAIL",
                "codefleet@localhost"));
        String tree = snapshot(git, folder, variables);
        List<String> command = new ArrayList<>(List.of("commit-tree", tree, "-m", message));
        parent.ifPresent(commit -> command.addAll(List.of("-p", commit)));
        return git.local(folder, named, command.toArray(String[]::new));
    }

    /** Brings the files that Git LFS stands for to the project's own repository; hooks, which would, do not run. */
    void pushLargeFiles(String url, String commit) throws IOException {
        if (git.settings().lfs()) {
            git.local(folder, variables, "update-ref", "refs/heads/pushed", commit);
            // what the commit has from its parent is there already, and not in this repository
            git.remote(folder, variables, url, "-c", "lfs.allowincompletepush=true", "lfs", "push", url, "pushed");
        }
    }

    /** What the folder held before, as a commit or a tree. */
    String before() {
        return before;
    }

    /** Runs a command on the repository of what was in the folder before. */
    String local(String... command) throws IOException {
        return git.local(folder, variables, command);
    }

    /** Runs a command that talks to another repository. */
    String remote(RemoteAccess access, String... command) throws IOException {
        return git.remote(folder, variables, access, command);
    }

    /** Runs a command that talks to the project's own repository. */
    String remote(String url, String... command) throws IOException {
        return git.remote(folder, variables, url, command);
    }
}
