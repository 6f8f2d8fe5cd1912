package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.agent.workspace.git.GitMirrors.Pinned;
import io.codefleet.agent.workspace.local.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mirror of a repository, for one who wants a ref of it: fetches, finds the commit, and replaces a mirror that is damaged.
 * Blocks; only one at a time may use a folder.
 */
final class Mirror {
    private static final Logger log = LoggerFactory.getLogger(Mirror.class);
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    /** What Git may look up in the mirror; it has other meanings for other words. */
    private static final Pattern LOCAL = Pattern.compile("[0-9a-f]{4,64}|refs/.+|.+-g[0-9a-f]{4,64}");

    private static final String DEFAULT = "refs/codefleet/default";
    private static final String REPLACED = ".replaced-";
    /** Git holds a lock for moments; one that is older was left by a process that was killed. */
    private static final Duration STALE = Duration.ofMinutes(1);

    private static final List<String> USUAL = List.of("main", "master", "trunk", "develop");
    private static final int BRANCHES_NAMED = 5;

    private final Git git;
    private final GitSource source;
    private final Path folder;

    Mirror(Git git, GitSource source, Path folder) {
        this.git = git;
        this.source = source;
        this.folder = folder;
    }

    GitSource source() {
        return source;
    }

    Path folder() {
        return folder;
    }

    /** Returns the current mirror of a folder, also after that folder was replaced. */
    static Path current(Path folder) {
        String name = folder.getFileName().toString();
        int end = name.indexOf(REPLACED);
        return end < 0 ? folder : folder.resolveSibling(name.substring(0, end));
    }

    /** Makes it, empty, if it is not there. */
    void make() throws IOException {
        if (!Files.exists(folder)) {
            Path making = folder.resolveSibling(folder.getFileName() + ".new");
            Folders.deleteTree(making);
            git.local(parent(), Map.of(), "init", "--quiet", "--bare", making.toString());
            Files.move(making, folder);
        }
    }

    private Path parent() {
        return folder.resolveSibling("");
    }

    /** Returns the variables that keep Git from a search for a repository around a damaged mirror. */
    private Map<String, String> variables() {
        return Map.of("GIT_DIR", folder.toString());
    }

    private void fetch(String... refs) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "fetch", "--quiet", "--prune", "--no-write-fetch-head", "--update-shallow", "--update-head-ok"));
        command.add(source.address());
        command.addAll(List.of(refs));
        git.fetch(folder, variables(), RemoteAccess.ofProject(git.settings(), source.address()), command);
    }

    /** Fetches all branches and tags, and the default branch of the repository. */
    void fetch() throws IOException {
        String branches = "+refs/heads/*:refs/heads/*";
        String tags = "+refs/tags/*:refs/tags/*";
        try {
            fetch(branches, tags, "+HEAD:" + DEFAULT);
        } catch (GitException e) {
            if (e.why() != GitException.Cause.NO_SUCH_REF) {
                throw e;
            }
            // it has no commit yet, or its HEAD names a branch that it does not have
            fetch(branches, tags);
            git.local(folder, variables(), "update-ref", "-d", DEFAULT);
        }
    }

    /** Fails if the repository itself cannot be reached. */
    void askRemote() throws IOException {
        Map<String, String> outsideRepositories = Map.of(
                "GIT_CEILING_DIRECTORIES",
                parent().toRealPath().resolveSibling("").toString());
        git.remote(parent(), outsideRepositories, source.address(), "ls-remote", source.address(), "HEAD");
    }

    /** Returns the commit, if the source names one by its id. Fetches it by itself if no branch contains it. */
    Optional<Pinned> commitAsked() throws IOException {
        Optional<String> id = source.ref().filter(ref -> COMMIT.matcher(ref).matches());
        return id.isEmpty() ? Optional.empty() : Optional.of(pinned(Optional.of(commit(id.get())), Optional.empty()));
    }

    private Pinned pinned(Optional<String> commit, Optional<String> branch) {
        return new Pinned(folder, commit, branch);
    }

    /** Finds the commit of the source's ref in what was fetched. */
    Pinned resolve() throws IOException {
        if (source.ref().isEmpty()) {
            Optional<String> head = find(DEFAULT);
            return head.isPresent() ? pinned(head, defaultBranch(head)) : withoutDefault();
        }
        String ref = source.ref().get();
        String name = ref.startsWith(RefName.BRANCHES) ? ref.substring(RefName.BRANCHES.length()) : ref;
        Optional<String> branch = find(RefName.BRANCHES + name);
        if (branch.isPresent()) {
            return pinned(branch, Optional.of(name));
        }
        if (isEmpty() && RefName.isBranch(name) && !name.startsWith("refs/")) {
            return pinned(Optional.empty(), Optional.of(name));
        }
        Optional<String> tag = find("refs/tags/" + ref);
        return pinned(Optional.of(tag.isPresent() ? tag.get() : commit(ref)), Optional.empty());
    }

    private Pinned withoutDefault() throws IOException {
        if (isEmpty()) {
            return pinned(Optional.empty(), Optional.of(unbornDefault()));
        }
        String some = git.local(
                folder,
                variables(),
                "for-each-ref",
                "--count=" + BRANCHES_NAMED,
                "--format=%(refname:lstrip=2)",
                "refs/heads",
                "refs/tags");
        throw AttemptException.permanent("project " + source
                + ": its HEAD names a branch that the repository does not have; name one behind the URL, as in "
                + source.url() + "#" + some.lines().findFirst().orElse("main") + "; there are "
                + String.join(", ", some.lines().toList()));
    }

    /** Returns the name of the first branch of an empty repository; only a clone reports it. */
    private String unbornDefault() throws IOException {
        Path clone = folder.resolveSibling(folder.getFileName() + ".head");
        Folders.deleteTree(clone);
        try {
            git.fetch(
                    parent(),
                    Map.of(),
                    RemoteAccess.ofProject(git.settings(), source.address()),
                    List.of(
                            "-c",
                            "init.defaultBranch=" + USUAL.get(0),
                            "clone",
                            "--quiet",
                            "--bare",
                            source.address(),
                            clone.toString()));
            String head = Files.readString(clone.resolve("HEAD")).strip();
            return head.replaceFirst("^ref: " + RefName.BRANCHES, "");
        } finally {
            Folders.deleteTree(clone);
        }
    }

    private boolean isEmpty() throws IOException {
        return git.local(folder, variables(), "for-each-ref", "--count=1", "refs/heads", "refs/tags")
                .isEmpty();
    }

    /** Returns the first branch with a usual name among those that are at the default. */
    private Optional<String> defaultBranch(Optional<String> head) {
        return USUAL.stream()
                .filter(name -> parsed(RefName.BRANCHES + name).equals(head))
                .findFirst();
    }

    /** Returns a commit, or a ref that is neither a branch nor a tag. Fetches it by itself if necessary. */
    private String commit(String ref) throws IOException {
        Optional<String> there = LOCAL.matcher(ref).matches() ? find(ref) : Optional.empty();
        if (there.isPresent()) {
            return there.get();
        }
        String kept = "refs/codefleet/asked/" + GitMirrors.name(ref);
        fetch("+" + ref + ":" + kept);
        return find(kept)
                .orElseThrow(() -> AttemptException.permanent(
                        "project " + source + ": '" + ref + "' is not a commit of the repository"));
    }

    /** Fails if the name is there and its object cannot be read: the mirror is damaged. */
    private Optional<String> find(String name) throws GitException {
        Optional<String> commit = parsed(name + "^{commit}");
        if (commit.isEmpty() && parsed(name).isPresent() && parsed(name + "^{}").isEmpty()) {
            throw new GitException("rev-parse", "the object of " + name + " cannot be read");
        }
        return commit;
    }

    private Optional<String> parsed(String name) {
        try {
            return Optional.of(
                    git.local(folder, variables(), "rev-parse", "--verify", "--quiet", "--end-of-options", name));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Removes the locks that a killed process has left. Returns whether there were any. */
    boolean removeStaleLocks() throws IOException {
        return removeLocks(Instant.now().minus(STALE));
    }

    /** Removes the locks from before a time. Returns whether there were any. */
    boolean removeLocks(Instant oldest) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        boolean removed = false;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (path.toString().endsWith(".lock")
                        && Files.isRegularFile(path)
                        && Files.getLastModifiedTime(path).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(path);
                    log.atWarn().addKeyValue("lock", path).log("removed a lock that a killed git had left");
                    removed = true;
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        return removed;
    }

    /** Removes what an interrupted fetch has stored, or the whole mirror. */
    void removeHalfFetched(boolean whole) throws IOException {
        if (whole) {
            Folders.deleteTree(folder);
            return;
        }
        Path packFolder = folder.resolve("objects/pack");
        if (!Files.isDirectory(packFolder)) {
            return;
        }
        try (Stream<Path> packs = Files.list(packFolder)) {
            for (Path pack : packs.filter(path -> path.getFileName().toString().startsWith("tmp_"))
                    .toList()) {
                Files.deleteIfExists(pack);
            }
        }
    }

    /**
     * Fetches all of it afresh and puts that in the place of the folder.
     *
     * @param stillUsed whether checkouts borrow objects from what was there; then it stays aside for them
     */
    void rebuild(boolean stillUsed) throws IOException {
        log.atWarn()
                .addKeyValue("mirror", folder)
                .addKeyValue("of", source.url())
                .log("fetches a damaged mirror afresh");
        Path making = folder.resolveSibling(folder.getFileName() + ".fresh");
        Folders.deleteTree(making);
        Mirror fresh = new Mirror(git, source, making);
        fresh.make();
        fresh.fetch();
        Path aside = folder.resolveSibling(folder.getFileName() + REPLACED + System.nanoTime());
        Files.move(folder, aside);
        if (stillUsed) {
            Files.writeString(making.resolve("objects/info/alternates"), aside.resolve("objects") + "\n");
        }
        Files.move(making, folder);
        if (!stillUsed) {
            Folders.deleteTree(aside);
        }
    }

    /** Removes what the mirror has replaced, which nobody borrows from any more. */
    void forgetReplaced() throws IOException {
        List<Path> replaced;
        try (Stream<Path> all = Files.list(parent())) {
            replaced = all.filter(path -> !path.equals(folder)
                            && path.getFileName().toString().contains(REPLACED))
                    .filter(path -> current(path).equals(folder))
                    .toList();
        }
        if (!replaced.isEmpty()) {
            Files.deleteIfExists(folder.resolve("objects/info/alternates"));
            for (Path each : replaced) {
                Folders.deleteTree(each);
            }
        }
    }
}
