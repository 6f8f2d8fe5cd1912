package io.codefleet.launcher.workspace;

import io.codefleet.AttemptException;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Copies of repositories, one for each URL, that checkouts borrow their objects from: a repository comes over the network once,
 * and then only what is new of it. Tasks that ask for one at the same time share one fetch. Objects are never removed from a
 * mirror, as checkouts may use them; a mirror goes as a whole, when the disk is short and nobody uses it.
 */
final class GitMirrors {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final String DEFAULT = "refs/codefleet/default";

    private final WorkerExecutor executor;
    private final Git git;
    private final Path folder;
    private final FolderLine line = new FolderLine();
    private final Map<Path, Integer> users = new HashMap<>();
    private final Map<Path, Long> fetchedNanos = new ConcurrentHashMap<>();

    /** @param folder where the mirrors are */
    GitMirrors(WorkerExecutor executor, Git git, Path folder) {
        this.executor = executor;
        this.git = git;
        this.folder = folder;
    }

    /**
     * A mirror with a commit in it, in use until it is {@link #leave left}.
     *
     * @param repository where it is
     * @param commit what the source's ref stands for
     * @param branch the branch that it is the head of
     */
    record Pinned(Path repository, String commit, Optional<String> branch) {
        Path objects() {
            return repository.resolve("objects");
        }
    }

    /** Brings the mirror up to date. Fails with an {@link AttemptException}. */
    Future<Pinned> pin(GitSource source) {
        Path mirror = folder.resolve(name(source.url()) + ".git");
        long asked = System.nanoTime();
        enter(mirror);
        return line.enter(mirror)
                .compose(entered -> executor.executeBlocking(() -> upToDate(source, mirror, asked), false))
                .map(pinned -> Objects.requireNonNull(pinned))
                .onComplete(done -> line.leave(mirror))
                .onFailure(e -> leave(mirror));
    }

    /** A name for a folder that stands for a text. */
    static String name(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Pinned upToDate(GitSource source, Path mirror, long asked) throws IOException {
        try {
            if (!Files.exists(mirror.resolve("config"))) {
                create(source, mirror);
            }
            Optional<String> ref = source.ref();
            if (ref.isPresent() && COMMIT.matcher(ref.get()).matches()) {
                return new Pinned(mirror, commit(source, mirror, ref.get()), Optional.empty());
            }
            fetch(source, mirror, asked);
            return resolve(source, mirror);
        } catch (GitException e) {
            throw e.onProject(source.toString());
        }
    }

    private void create(GitSource source, Path mirror) throws IOException {
        Files.createDirectories(folder);
        Path making = folder.resolve(mirror.getFileName() + ".new");
        Folders.deleteTree(making);
        git.local(folder, Map.of(), "init", "--quiet", "--bare", making.toString());
        git.local(making, Map.of(), "config", "remote.origin.url", source.url());
        Files.move(making, mirror);
    }

    /** Fetches, if nobody has begun to since this task asked. */
    private void fetch(GitSource source, Path mirror, long asked) throws IOException {
        Long last = fetchedNanos.get(mirror);
        if (last != null && last - asked > 0) {
            return;
        }
        long begun = System.nanoTime();
        git.remote(
                mirror,
                Map.of(),
                source.url(),
                "fetch",
                "--quiet",
                "--prune",
                "--no-write-fetch-head",
                "origin",
                "+refs/heads/*:refs/heads/*",
                "+refs/tags/*:refs/tags/*",
                "+HEAD:" + DEFAULT);
        fetchedNanos.put(mirror, begun);
    }

    private Pinned resolve(GitSource source, Path mirror) throws IOException {
        if (source.ref().isEmpty()) {
            return new Pinned(mirror, find(mirror, DEFAULT).orElseThrow(() -> missing(source)), defaultBranch(mirror));
        }
        String ref = source.ref().get();
        Optional<String> branch = find(mirror, "refs/heads/" + ref);
        if (branch.isPresent()) {
            return new Pinned(mirror, branch.get(), Optional.of(ref));
        }
        Optional<String> known = find(mirror, "refs/tags/" + ref).or(() -> find(mirror, ref));
        return new Pinned(mirror, known.isPresent() ? known.get() : commit(source, mirror, ref), Optional.empty());
    }

    /** The branches that are at the default are told apart by the usual names only. */
    private Optional<String> defaultBranch(Path mirror) {
        Optional<String> head = find(mirror, DEFAULT);
        return List.of("main", "master", "trunk", "develop").stream()
                .filter(name -> find(mirror, "refs/heads/" + name).equals(head))
                .findFirst();
    }

    /** A commit, or another ref than a branch or tag, that may have to be fetched by itself. */
    private String commit(GitSource source, Path mirror, String ref) throws IOException {
        Optional<String> there = find(mirror, ref);
        if (there.isPresent()) {
            return there.get();
        }
        String kept = "refs/codefleet/asked/" + name(ref);
        git.remote(
                mirror,
                Map.of(),
                source.url(),
                "fetch",
                "--quiet",
                "--no-write-fetch-head",
                "origin",
                "+" + ref + ":" + kept);
        return find(mirror, kept).orElseThrow(() -> missing(source));
    }

    private Optional<String> find(Path mirror, String name) {
        try {
            return Optional.of(git.local(
                    mirror, Map.of(), "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Which settings for OpenCode a commit has. Blocks. */
    String agentSettings(Pinned pinned) throws IOException {
        return git.local(
                pinned.repository(),
                Map.of(),
                "ls-tree",
                pinned.commit(),
                "--",
                "opencode.json",
                "opencode.jsonc",
                ".opencode",
                "AGENTS.md",
                "CLAUDE.md");
    }

    private static AttemptException missing(GitSource source) {
        return AttemptException.permanent("project " + source + ": the repository has no such commit");
    }

    private synchronized void enter(Path mirror) {
        users.merge(mirror, 1, Integer::sum);
    }

    /** Ends the use of a mirror. */
    synchronized void leave(Path mirror) {
        users.computeIfPresent(mirror, (path, number) -> number == 1 ? null : number - 1);
    }

    /** Removes a mirror unless somebody uses it. Blocks. */
    synchronized boolean removeUnused(Path mirror) throws IOException {
        if (users.containsKey(mirror)) {
            return false;
        }
        fetchedNanos.remove(mirror);
        Folders.deleteTree(mirror);
        return true;
    }
}
