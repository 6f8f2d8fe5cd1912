package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.agent.workspace.local.FolderLock;
import io.codefleet.agent.workspace.local.Folders;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * Copies of repositories, one for each URL, that checkouts borrow their objects from: a repository comes over the network once,
 * and then only what is new of it. Tasks that ask for one at the same time share one fetch. Objects are never removed from a
 * mirror, as checkouts may use them; a mirror goes as a whole, when the disk is short and nobody uses it, or when it is damaged.
 */
public final class GitMirrors {
    private static final int AT_ONCE_FROM_A_HOST = 3;

    /** The threads of what goes over the network. */
    public interface Network {
        /** Runs a step that blocks. */
        Future<Pinned> run(Callable<Pinned> step);
    }

    private final Network network;
    private final Git git;
    private final Path folder;
    private final FolderLock line = new FolderLock();
    private final HostTurns hosts = new HostTurns(AT_ONCE_FROM_A_HOST);
    private final Map<Path, Integer> users = new HashMap<>();
    private final Map<Path, Long> fetchedNanos = new HashMap<>();
    /** Those that a checkout could not be made of. Guarded by this. */
    private final Set<Path> suspect = new HashSet<>();

    /**
     * Creates the store of mirrors.
     *
     * @param folder where the mirrors are
     */
    public GitMirrors(Network network, Git git, Path folder) {
        this.network = network;
        this.git = git;
        this.folder = folder;
    }

    /**
     * A mirror with a commit in it, in use until it is {@link #leave left}.
     *
     * @param repository where it is
     * @param commit what the source's ref stands for; absent: the repository has no commit yet
     * @param branch the branch that it is the head of
     */
    public record Pinned(Path repository, Optional<String> commit, Optional<String> branch) {
        public Path objects() {
            return repository.resolve("objects");
        }
    }

    /**
     * Updates the mirror and pins it. Fails with an {@link AttemptException}.
     *
     * @param stop whether nobody wants it any more, which ends the command of Git that runs for it; asked by any thread
     */
    public Future<Pinned> pin(GitSource source, BooleanSupplier stop) {
        Path mirror = folder.resolve(name(source.address()) + ".git");
        String host = source.repository().host();
        long asked = System.nanoTime();
        enter(mirror);
        return line.enter(mirror)
                .compose(entered -> hosts.enter(host)
                        .compose(turn -> network.run(() -> upToDate(source, mirror, asked, git.until(stop))))
                        .onComplete(done -> hosts.leave(host)))
                .onComplete(done -> line.unlock(mirror))
                .onFailure(e -> leave(mirror));
    }

    /** Returns the name of a folder that represents a text. */
    public static String name(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Pinned upToDate(GitSource source, Path mirror, long asked, Git wanted) throws IOException {
        wanted.checkWanted();
        Files.createDirectories(folder);
        Mirror now = new Mirror(wanted, source, mirror);
        if (isUsedByOneOnly(mirror)) {
            now.forgetReplaced();
        }
        try {
            if (takeSuspect(mirror)) {
                return rebuilt(now);
            }
            return current(now, asked);
        } catch (GitException e) {
            return afterFault(now, e);
        } finally {
            if (wanted.isUnwanted()) {
                now.removeHalfFetched(false);
                // the next fetch would take the mirror for damaged
                now.removeLocks(Instant.now());
            }
        }
    }

    private Pinned current(Mirror mirror, long asked) throws IOException {
        mirror.make();
        Optional<Pinned> asCommit = mirror.commitAsked();
        if (asCommit.isPresent()) {
            return asCommit.get();
        }
        // who asked before the last fetch began has all of it
        long begun = System.nanoTime();
        if (fetchedAt(mirror.folder()).filter(last -> last - asked > 0).isEmpty()) {
            mirror.fetch();
            fetched(mirror.folder(), begun);
        }
        return mirror.resolve();
    }

    /** Handles a failed fetch. The fault is the remote's if that cannot be reached, and the mirror's otherwise. */
    private Pinned afterFault(Mirror mirror, GitException fault) throws IOException {
        switch (fault.why()) {
            case TOO_LARGE -> {
                mirror.removeHalfFetched(isUsedByOneOnly(mirror.folder()));
                throw fault.onRemote(mirror.source().toString());
            }
            case NO_SUCH_REF, TOO_SLOW -> throw fault.onRemote(mirror.source().toString());
            default -> {
                if (fault.isOnTheWay()) {
                    throw fault.onRemote(mirror.source().toString());
                }
                try {
                    mirror.askRemote();
                } catch (GitException remote) {
                    throw remote.onRemote(mirror.source().toString());
                }
            }
        }
        try {
            if (mirror.removeStaleLocks()) {
                return current(mirror, System.nanoTime());
            }
        } catch (GitException e) {
            fault.addSuppressed(e);
        }
        try {
            return rebuilt(mirror);
        } catch (GitException e) {
            e.addSuppressed(fault);
            throw e.why() == GitException.Cause.NOT_OPEN
                    ? e.onDisk(mirror.source().toString())
                    : e.onRemote(mirror.source().toString());
        }
    }

    private Pinned rebuilt(Mirror mirror) throws IOException {
        mirror.rebuild(!isUsedByOneOnly(mirror.folder()));
        return current(mirror, System.nanoTime());
    }

    /** Returns a text that identifies the OpenCode settings in a commit. Blocks. */
    public String agentSettings(Pinned pinned) throws IOException {
        return pinned.commit().isEmpty()
                ? ""
                : git.local(
                        pinned.repository(),
                        Map.of("GIT_DIR", pinned.repository().toString()),
                        "ls-tree",
                        pinned.commit().get(),
                        "--",
                        "opencode.json",
                        "opencode.jsonc",
                        ".opencode",
                        "AGENTS.md",
                        "CLAUDE.md");
    }

    /** Marks a mirror as suspect, because a checkout of it failed. The next {@code pin} of it fetches a fresh one. */
    public synchronized void suspect(Path mirror) {
        suspect.add(mirror);
    }

    private synchronized boolean takeSuspect(Path mirror) {
        return suspect.remove(mirror);
    }

    private synchronized Optional<Long> fetchedAt(Path mirror) {
        return Optional.ofNullable(fetchedNanos.get(mirror));
    }

    private synchronized void fetched(Path mirror, long nanos) {
        fetchedNanos.put(mirror, nanos);
    }

    private synchronized boolean isUsedByOneOnly(Path mirror) {
        return users.getOrDefault(mirror, 0) <= 1;
    }

    private synchronized void enter(Path mirror) {
        users.merge(mirror, 1, Integer::sum);
    }

    /** Ends the use of a mirror. */
    public synchronized void leave(Path mirror) {
        users.computeIfPresent(mirror, (path, number) -> number == 1 ? null : number - 1);
    }

    /** Removes a mirror unless somebody uses it. Blocks. */
    public synchronized boolean removeUnused(Path mirror) throws IOException {
        if (users.containsKey(Mirror.current(mirror))) {
            return false;
        }
        fetchedNanos.remove(mirror);
        Folders.deleteTree(mirror);
        return true;
    }
}
