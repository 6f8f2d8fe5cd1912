package io.codefleet.agent.workspace;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.agent.workspace.OpenWorkspace.FolderState;
import io.codefleet.agent.workspace.WorkspaceSettings.Mode;
import io.codefleet.agent.workspace.git.Checkout;
import io.codefleet.agent.workspace.git.Git;
import io.codefleet.agent.workspace.git.GitException;
import io.codefleet.agent.workspace.git.GitMirrors;
import io.codefleet.agent.workspace.git.GitSnapshot;
import io.codefleet.agent.workspace.git.GitSource;
import io.codefleet.agent.workspace.git.ProjectAccess;
import io.codefleet.agent.workspace.git.ProjectRepository;
import io.codefleet.agent.workspace.git.Push;
import io.codefleet.agent.workspace.local.FolderChanges;
import io.codefleet.agent.workspace.local.FolderLock;
import io.codefleet.agent.workspace.local.WorkspaceSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each attempt a folder to work in: a checkout of the task's repository, the project's folder in place or as a copy, or
 * without a project an empty folder. May be called from any thread. Ends with {@link #close} or with its {@code Vertx}.
 */
public final class Workspaces {
    private static final Logger log = LoggerFactory.getLogger(Workspaces.class);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final WorkspaceSettings settings;
    private final WorkspaceThreads threads;
    private final Git git;
    private final ProjectAccess access;
    private final Checkout checkouts;
    private final FolderCopies copies;
    private final boolean hasGit;
    private final GitMirrors mirrors;
    private final TaskFolders folders;
    private final FolderLock line = new FolderLock();
    private final long timer;

    /** Is set before another thread knows the instance. */
    private Optional<StateFolderLock> lock = Optional.empty();

    /**
     * Creates workspaces. The caller makes sure that nobody else uses the state folder.
     *
     * @see #start
     */
    public Workspaces(Vertx vertx, WorkspaceSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.threads = new WorkspaceThreads(vertx);
        this.git = new Git(settings.git());
        this.access = new ProjectAccess(
                settings.root(), settings.guarded(), settings.git().allow());
        this.checkouts = new Checkout(git, access);
        this.copies = new FolderCopies(git, access);
        this.hasGit = Git.isInstalled();
        Path mirrorFolder = settings.stateDir().resolve("mirrors");
        this.mirrors = new GitMirrors(threads::onNetwork, git, mirrorFolder);
        this.folders = new TaskFolders(settings, mirrorFolder, mirrors, MEASURE_EVERY);
        tidyUp();
        this.timer = vertx.setPeriodic(SWEEP_EVERY.toMillis(), tick -> tidyUp());
    }

    /**
     * Creates workspaces with a state folder that no other worker may use until they are closed, or the process ends. Fails
     * with a {@link StateFolderInUseException} if another worker uses it.
     */
    public static Future<Workspaces> start(Vertx vertx, WorkspaceSettings settings) {
        return vertx.executeBlocking(
                () -> {
                    StateFolderLock acquired = StateFolderLock.acquire(settings.stateDir());
                    try {
                        Workspaces started = new Workspaces(vertx, settings);
                        started.lock = Optional.of(acquired);
                        return started;
                    } catch (RuntimeException e) {
                        acquired.release();
                        throw e;
                    }
                },
                false);
    }

    /**
     * Opens no workspace any more, ends the commands of Git that run, waits for them at most five seconds, and lets another
     * worker use the state folder. Never fails.
     */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return threads.close()
                .compose(closed -> vertx.executeBlocking(
                        () -> {
                            lock.ifPresent(StateFolderLock::release);
                            return true;
                        },
                        false))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /**
     * Returns the folder for an attempt; waits while another attempt uses the project. Fails with an {@link AttemptException}:
     * a permanent one if the project does not exist, or the task asks for what this worker does not do.
     */
    public Future<Workspace> open(Attempt attempt) {
        Optional<String> project = attempt.task().context().project();
        try {
            Optional<Push> push = Push.of(attempt.task());
            Optional<GitSource> source = project.filter(GitSource::isUrl).map(GitSource::parse);
            source.ifPresent(this::checkGit);
            push.ifPresent(asked -> check(asked, source));
            if (source.isPresent()) {
                attempt.progress("state", "checks out " + source.get());
                return threads.onDisk(() -> access.repository(source.get()))
                        .compose(checked -> checkout(attempt, checked, push));
            }
        } catch (AttemptException e) {
            return Future.failedFuture(e);
        }
        if (project.isEmpty()) {
            return threads.onDisk(() -> ownFolder(attempt, "none", folder -> Files.createDirectories(folder)));
        }
        Future<Path> folder = threads.onDisk(() -> access.folder(project.get()));
        return settings.mode() == Mode.COPY
                ? folder.compose(original -> threads.onDisk(() ->
                        ownFolder(attempt, "copy of " + original, copy -> copies.copy(project.get(), original, copy))))
                : folder.compose(original -> inPlace(attempt, original));
    }

    private void checkGit(GitSource source) {
        if (!hasGit) {
            throw AttemptException.permanent(
                    "project " + source + ": there is no git on this worker's PATH to check it out with");
        }
    }

    private void check(Push push, Optional<GitSource> source) {
        if (source.isEmpty()) {
            throw AttemptException.permanent(
                    "attribute push: only changes of a repository, named by its URL, can be pushed");
        }
        if (!settings.git().push()) {
            throw AttemptException.permanent("attribute push: this worker does not push to " + push.branch()
                    + " or any branch; its operator allows it with workspace.git.push: true");
        }
    }

    private Future<Workspace> checkout(Attempt attempt, GitSource source, Optional<Push> push) {
        return pinned(attempt, source, push)
                .recover(e -> {
                    // a mirror that a checkout cannot be made of is fetched afresh, once
                    return e instanceof DamagedMirrorException ? pinned(attempt, source, push) : Future.failedFuture(e);
                })
                .recover(e -> Future.failedFuture(
                        e instanceof DamagedMirrorException damaged
                                ? damaged.fault().onDisk(source.toString())
                                : e));
    }

    private Future<Workspace> pinned(Attempt attempt, GitSource source, Optional<Push> push) {
        return mirrors.pin(source, stop(attempt))
                .compose(pinned -> makeCheckout(() -> checkout(attempt, source, push, pinned))
                        .onFailure(e -> mirrors.leave(pinned.repository())));
    }

    private BooleanSupplier stop(Attempt attempt) {
        return () -> threads.isClosed() || attempt.stopRequested().isComplete();
    }

    private Future<Workspace> makeCheckout(Callable<Workspace> work) {
        return checkouts.isRemote() ? threads.onNetwork(work) : threads.onDisk(work);
    }

    private Workspace checkout(Attempt attempt, GitSource source, Optional<Push> push, GitMirrors.Pinned pinned)
            throws IOException {
        Path own = folders.make(source.url() + "\n" + agentSettings(pinned));
        Path work = own.resolve("work");
        Checkout making = new Checkout(git.until(stop(attempt)), access);
        try {
            makeFromMirror(making, source, pinned, work);
            making.complete(source, work);
            GitSnapshot baseline = baseline(own, work, pinned);
            return new OpenWorkspace(
                    threads,
                    work,
                    baseline,
                    () -> push.isEmpty() ? Map.of() : pushed(push.get(), baseline, source),
                    ending -> {
                        mirrors.leave(pinned.repository());
                        leave(attempt, own, ending);
                    });
        } catch (GitException e) {
            leave(attempt, own, FolderState.DONE);
            throw e.onRemote(source.toString());
        } catch (IOException | RuntimeException e) {
            leave(attempt, own, FolderState.DONE);
            throw e;
        }
    }

    private String agentSettings(GitMirrors.Pinned pinned) throws IOException {
        try {
            return mirrors.agentSettings(pinned);
        } catch (GitException e) {
            mirrors.suspect(pinned.repository());
            throw new DamagedMirrorException(e);
        }
    }

    private void makeFromMirror(Checkout making, GitSource source, GitMirrors.Pinned pinned, Path work)
            throws IOException {
        try {
            making.make(source, pinned, work);
        } catch (GitException e) {
            mirrors.suspect(pinned.repository());
            throw new DamagedMirrorException(e);
        }
    }

    private GitSnapshot baseline(Path own, Path work, GitMirrors.Pinned pinned) throws IOException {
        Path repository = folders.baseline(own);
        if (pinned.commit().isEmpty()) {
            return GitSnapshot.ofFolder(git, repository, work, settings.maxPatchBytes(), ProjectRepository.at(work));
        }
        GitSnapshot baseline = GitSnapshot.ofCheckout(
                git,
                repository,
                work,
                settings.maxPatchBytes(),
                pinned.objects(),
                pinned.commit().get());
        Checkout.shallowAs(pinned, repository);
        return baseline;
    }

    private Map<String, Object> pushed(Push push, GitSnapshot baseline, GitSource source) throws IOException {
        return baseline.changes().files().isEmpty()
                ? Map.of()
                : Map.of("branch", push.branch(), "commit", push.deliver(baseline, source, git, access));
    }

    /** Fills a folder. */
    private interface Filling {
        void fill(Path folder) throws IOException;
    }

    private Workspace ownFolder(Attempt attempt, String purpose, Filling filling) throws IOException {
        Path own = folders.make(purpose);
        Path work = own.resolve("work");
        try {
            filling.fill(work);
            WorkspaceSnapshot snapshot = baseline(folders.baseline(own), work, ProjectRepository.at(work));
            return new OpenWorkspace(threads, work, snapshot, Map::of, ending -> leave(attempt, own, ending));
        } catch (IOException | RuntimeException e) {
            leave(attempt, own, FolderState.DONE);
            throw e;
        }
    }

    private Future<Workspace> inPlace(Attempt attempt, Path folder) {
        if (settings.shareProject()) {
            return threads.onDisk(() -> inPlace(attempt, folder, () -> {}));
        }
        if (line.isTaken(folder)) {
            attempt.progress("state", "waits for another task to leave " + folder);
        }
        return line.enter(folder)
                .compose(entered -> threads.onDisk(() -> inPlace(attempt, folder, () -> line.unlock(folder)))
                        .onFailure(e -> line.unlock(folder)));
    }

    private Workspace inPlace(Attempt attempt, Path folder, Runnable left) throws IOException {
        Path own = folders.make("in place");
        WorkspaceSnapshot snapshot = baseline(folders.baseline(own), folder, ProjectRepository.above(folder));
        return new OpenWorkspace(threads, folder, snapshot, Map::of, ending -> {
            try {
                leave(attempt, own, FolderState.DONE);
            } finally {
                left.run();
            }
        });
    }

    private WorkspaceSnapshot baseline(Path repository, Path folder, Optional<ProjectRepository> project)
            throws IOException {
        if (!hasGit) {
            return FolderChanges.look(folder);
        }
        try {
            return GitSnapshot.ofFolder(git, repository, folder, settings.maxPatchBytes(), project);
        } catch (GitException e) {
            log.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("why", e.getMessage())
                    .log("there will be no patch");
            return FolderChanges.look(folder);
        }
    }

    private void leave(Attempt attempt, Path own, FolderState ending) {
        try {
            if (ending != FolderState.DONE) {
                folders.spoil(own);
            }
            if (ending == FolderState.FAILED) {
                folders.keep(own, attempt.task().id() + "-" + attempt.number());
            } else {
                folders.leave(own);
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("folder", own).setCause(e).log("could not remove a task's folder");
        }
    }

    private void tidyUp() {
        threads.onDisk(() -> {
                    folders.sweep();
                    return true;
                })
                .onFailure(e -> log.atWarn().setCause(e).log("could not tidy up the folders of tasks"));
    }
}
