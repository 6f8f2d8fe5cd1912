package io.codefleet.agent.workspace.git;

import io.codefleet.agent.workspace.local.FileName;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.codefleet.agent.workspace.local.WorkspaceSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Snapshot of a folder before an attempt, in a separate Git repository next to it. The snapshot ignores whatever the agent does
 * to the project's own repository, such as commits, settings and hooks, and leaves out what the project ignores. Blocks.
 */
public final class GitSnapshot implements WorkspaceSnapshot {
    /** Above this, what an attempt changed is named and not read: a forgotten build folder would fill the disk. */
    private static final long MIN_READ_BYTES = 64 << 20;
    /** A patch has what changed twice at most, but is compressed. */
    private static final int READ_PER_PATCH_BYTE = 16;
    /** A folder of more than this has no patches: its files are compared by their sizes and times. */
    private static final long MAX_FOLDER_BYTES = 4L << 30;

    private static final int MAX_FOLDER_FILES = 1_000_000;

    private final Git git;
    private final Path repository;
    private final GitIndex index;
    private final int maxPatchBytes;
    private final String before;
    /** What is committed to: the index of the checkout, and its commit. */
    private final GitIndex committed;

    private final Optional<String> parent;

    private GitSnapshot(
            Git git,
            Path repository,
            GitIndex index,
            int maxPatchBytes,
            String before,
            GitIndex committed,
            Optional<String> parent) {
        this.git = git;
        this.repository = repository;
        this.index = index;
        this.maxPatchBytes = maxPatchBytes;
        this.before = before;
        this.committed = committed;
        this.parent = parent;
    }

    /**
     * Takes a snapshot of any folder as it is now.
     *
     * @param repository where the repository is made
     * @param project what the folder belongs to
     */
    public static GitSnapshot ofFolder(
            Git git, Path repository, Path folder, int maxPatchBytes, Optional<ProjectRepository> project)
            throws IOException {
        make(git, repository, project.flatMap(ProjectRepository::objects));
        SnapshotSettings.writeForFolder(git, repository);
        Path file = repository.resolve("index");
        GitIndex index = new GitIndex(
                git, repository, project.map(ProjectRepository::top).orElse(folder), folder, file);
        if (project.isPresent() && !project.get().top().equals(folder) && index.isIgnored()) {
            // the repository above has nothing to do with it
            index = new GitIndex(git, repository, folder, folder, file);
        } else if (project.flatMap(ProjectRepository::exclude).isPresent()) {
            Files.createDirectories(repository.resolve("info"));
            Files.copy(
                    project.flatMap(ProjectRepository::exclude).get(),
                    repository.resolve("info/exclude"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        IndexScan all = index.scan();
        if (all.bytes() > MAX_FOLDER_BYTES || all.number() > MAX_FOLDER_FILES) {
            throw new GitException("add", "the folder has " + all.number() + " files of " + all.bytes() + " bytes");
        }
        index.stage(all, Set.of());
        String before = index.tree();
        return new GitSnapshot(git, repository, index, maxPatchBytes, before, index, Optional.empty());
    }

    /**
     * Takes a snapshot of a fresh checkout.
     *
     * @param objects the folder of the objects that the checkout was made of
     * @param commit the commit that was checked out
     */
    public static GitSnapshot ofCheckout(
            Git git, Path repository, Path folder, int maxPatchBytes, Path objects, String commit) throws IOException {
        make(git, repository, Optional.of(objects));
        SnapshotSettings.writeForCheckout(git, repository, git.settings().lfs());
        // the index of the checkout knows each file's size and time, so that only what changes is read again
        Path file = repository.resolve("index");
        Files.copy(folder.resolve(".git/index"), file);
        GitIndex index = new GitIndex(git, repository, folder, folder, file);
        GitIndex committed = index;
        String before = commit;
        Path whole = Files.copy(file, repository.resolve("index.commit"));
        if (index.links().expand()) {
            index.stage(Set.of());
            before = index.tree();
            committed = new GitIndex(git, repository, folder, folder, whole);
        }
        return new GitSnapshot(git, repository, index, maxPatchBytes, before, committed, Optional.of(commit));
    }

    private static void make(Git git, Path repository, Optional<Path> objects) throws IOException {
        // an agent may have been in the folder before
        git.local(
                repository.resolveSibling(""),
                Map.of(),
                "init",
                "--quiet",
                "--bare",
                "--template=",
                repository.toString());
        if (objects.isPresent()) {
            Files.writeString(repository.resolve("objects/info/alternates"), objects.get() + "\n");
        }
    }

    @Override
    public WorkspaceChanges changes() throws IOException {
        IndexScan unstaged = index.scan();
        if (unstaged.bytes() > Math.max(MIN_READ_BYTES, (long) READ_PER_PATCH_BYTE * maxPatchBytes)) {
            return named(unstaged);
        }
        List<String> unreported = index.stage(unstaged, submodules(index));
        TreeDifference difference = TreeDifference.between(index, before, index.tree());
        WorkspaceChanges changes = difference.changes().unreported(unreported);
        return difference.isEmpty() ? changes : new PatchText(index, repository, maxPatchBytes).of(difference, changes);
    }

    /** Returns the changes with only the names of the files. */
    private WorkspaceChanges named(IndexScan unstaged) {
        Set<String> names = new TreeSet<>();
        unstaged.names().forEach(name -> names.add(FileName.shown(name)));
        int more = unstaged.number() - unstaged.names().size();
        return WorkspaceChanges.files(new ArrayList<>(names), more).omittedBytes(unstaged.bytes());
    }

    /** Returns the repositories that the project declares as its submodules; they stay unchanged. */
    private static Set<String> submodules(GitIndex index) throws IOException {
        if (!Files.exists(index.folder().resolve(SubmoduleEntries.FILE))) {
            return Set.of();
        }
        Set<String> paths = new HashSet<>();
        for (byte[] entry : texts(
                index, "config", "-z", "--file", SubmoduleEntries.FILE, "--get-regexp", "^submodule\\..*\\.path$")) {
            String text = new String(entry, StandardCharsets.UTF_8);
            paths.add(text.substring(text.indexOf('\n') + 1));
        }
        return paths;
    }

    /**
     * Commits the content of the folder on top of the commit that was checked out, or as a first commit. Returns its
     * id.
     */
    String commit(String message, String author, String mail) throws IOException {
        committed.stage(submodules(committed));
        Map<String, String> named = Map.of(
                "GIT_AUTHOR_NAME",
                author,
                "GIT_AUTHOR_EMAIL",
                mail,
                "GIT_COMMITTER_NAME",
                "Codefleet",
                "GIT_COMMITTER_EMAIL",
                "codefleet@localhost");
        List<String> command = new ArrayList<>(List.of("commit-tree", committed.tree(), "-m", message));
        parent.ifPresent(commit -> command.addAll(List.of("-p", commit)));
        return committed.run(named, command.toArray(String[]::new));
    }

    /** Returns the variables of a command that needs no file of the folder, and so does not run in it. */
    private Map<String, String> variables() {
        return Map.of("GIT_DIR", repository.toString(), "GIT_INDEX_FILE", committed.file());
    }

    /**
     * Uploads the files of Git LFS to the project's own repository. The hooks that would upload them do not run.
     *
     * @param servers checks the servers that the commit names
     */
    void pushLargeFiles(String url, String commit, LargeFileServers servers) throws IOException {
        if (git.settings().lfs()) {
            servers.check(texts(committed, "config", "-z", "--blob", commit + ":" + LargeFileServers.FILE, "--list"));
            local("update-ref", "refs/heads/pushed", commit);
            // what the commit has from its parent is there already, and not in this repository
            git.remote(
                    repository, variables(), url, "-c", "lfs.allowincompletepush=true", "lfs", "push", url, "pushed");
        }
    }

    /** Returns the texts that a command prints; none if it fails. */
    private static List<byte[]> texts(GitIndex index, String... command) throws IOException {
        try {
            return index.texts(List.of(), command);
        } catch (GitException e) {
            if (e.code() < 0) {
                throw e;
            }
            // the file does not exist, or it cannot be read
            return List.of();
        }
    }

    /** Returns the earlier content of the folder, as a commit or a tree. */
    String before() {
        return before;
    }

    /** Runs a command on the repository of what was in the folder before. */
    String local(String... command) throws IOException {
        return git.local(repository, variables(), command);
    }

    /** Returns the texts that a command prints, each terminated by a zero byte. */
    List<byte[]> texts(String... command) throws IOException {
        return index.texts(List.of(), command);
    }

    /** Runs a command that talks to another repository. */
    String remote(RemoteAccess access, String... command) throws IOException {
        List<String> line = new ArrayList<>();
        if (parent.isEmpty()) {
            // the objects that it borrows are those of the folder; Git would enter their repository
            line.addAll(List.of("-c", "core.alternateRefsCommand=true"));
        }
        line.addAll(List.of(command));
        return git.remote(repository, variables(), access, line.toArray(String[]::new));
    }

    /** Runs a command that talks to the project's own repository. */
    String remote(String url, String... command) throws IOException {
        return remote(RemoteAccess.ofProject(git.settings(), url), command);
    }
}
