package io.codefleet.agent.workspace;

import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
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
import io.codefleet.agent.workspace.local.ArtifactFiles;
import io.codefleet.agent.workspace.local.FolderChanges;
import io.codefleet.agent.workspace.local.FolderLock;
import io.codefleet.agent.workspace.local.OpenFolder;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.codefleet.agent.workspace.local.WorkspaceSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each attempt a folder to work in: a checkout of the task's repository, the project's folder in place or as a copy, or
 * without a project an empty folder. May be called from any thread. Ends with its {@code Vertx}.
 */
public final class Workspaces {
    private static final Logger LOG = LoggerFactory.getLogger(Workspaces.class);
    private static final int THREADS = 8;
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    /** How long artifacts may be read: a file that turns out to be a pipe would be waited for. */
    private static final Duration READ_LIMIT = Duration.ofMinutes(5);

    private static final Duration MEASURE_EVERY = Duration.ofSeconds(30);

    private final WorkspaceSettings settings;
    private final WorkerExecutor executor;
    private final WorkerExecutor network;
    private final Git git;
    private final ProjectAccess access;
    private final Checkout checkouts;
    private final FolderCopies copies;
    private final boolean hasGit;
    private final GitMirrors mirrors;
    private final TaskFolders folders;
    private final FolderLock line = new FolderLock();

    public Workspaces(Vertx vertx, WorkspaceSettings settings) {
        this.settings = settings;
        // a clone of a large repository takes its time and must not cause a warning
        this.executor = vertx.createSharedWorkerExecutor("codefleet-workspaces", THREADS, 1, TimeUnit.HOURS);
        // other threads, so that no host keeps tasks waiting that need none
        this.network = vertx.createSharedWorkerExecutor("codefleet-git", THREADS, 1, TimeUnit.HOURS);
        this.git = new Git(settings.git());
        this.access = new ProjectAccess(
                settings.root(), settings.guarded(), settings.git().allow());
        this.checkouts = new Checkout(git, access);
        this.copies = new FolderCopies(git, access);
        this.hasGit = Git.isInstalled();
        Path mirrorFolder = settings.stateDir().resolve("mirrors");
        this.mirrors = new GitMirrors(network, git, mirrorFolder);
        this.folders = new TaskFolders(settings, mirrorFolder, mirrors, MEASURE_EVERY);
        run(folders::sweep);
        vertx.setPeriodic(SWEEP_EVERY.toMillis(), timer -> run(folders::sweep));
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
                return blocking(() -> access.repository(source.get()))
                        .compose(checked -> checkout(attempt, checked, push));
            }
        } catch (AttemptException e) {
            return Future.failedFuture(e);
        }
        if (project.isEmpty()) {
            return blocking(() -> ownFolder(attempt, "none", folder -> Files.createDirectories(folder)));
        }
        Future<Path> folder = blocking(() -> access.folder(project.get()));
        return settings.mode() == Mode.COPY
                ? folder.compose(original -> blocking(() ->
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
        return mirrors.pin(source)
                .compose(pinned -> (checkouts.isRemote() ? network : executor)
                        .executeBlocking(() -> checkout(attempt, source, push, pinned), false)
                        .map(opened -> Objects.requireNonNull(opened))
                        .recover(Workspaces::diskFaultOr)
                        .onFailure(e -> mirrors.leave(pinned.repository())));
    }

    private Workspace checkout(Attempt attempt, GitSource source, Optional<Push> push, GitMirrors.Pinned pinned)
            throws IOException {
        Path own = folders.make(source.url() + "\n" + agentSettings(pinned));
        Path work = own.resolve("work");
        try {
            makeFromMirror(source, pinned, work);
            checkouts.complete(source, work);
            GitSnapshot baseline = baseline(own, work, pinned);
            return new OpenWorkspace(
                    work, baseline, () -> push.isEmpty() ? Map.of() : pushed(push.get(), baseline, source), ending -> {
                        mirrors.leave(pinned.repository());
                        leave(attempt, own, ending);
                    });
        } catch (GitException e) {
            leave(attempt, own, Ending.DONE);
            throw e.onRemote(source.toString());
        } catch (IOException | RuntimeException e) {
            leave(attempt, own, Ending.DONE);
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

    private void makeFromMirror(GitSource source, GitMirrors.Pinned pinned, Path work) throws IOException {
        try {
            checkouts.make(source, pinned, work);
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
            return new OpenWorkspace(work, snapshot, Map::of, ending -> leave(attempt, own, ending));
        } catch (IOException | RuntimeException e) {
            leave(attempt, own, Ending.DONE);
            throw e;
        }
    }

    private Future<Workspace> inPlace(Attempt attempt, Path folder) {
        if (settings.shareProject()) {
            return blocking(() -> inPlace(attempt, folder, () -> {}));
        }
        if (line.isTaken(folder)) {
            attempt.progress("state", "waits for another task to leave " + folder);
        }
        return line.enter(folder)
                .compose(entered -> blocking(() -> inPlace(attempt, folder, () -> line.unlock(folder)))
                        .onFailure(e -> line.unlock(folder)));
    }

    private Workspace inPlace(Attempt attempt, Path folder, Runnable left) throws IOException {
        Path own = folders.make("in place");
        WorkspaceSnapshot snapshot = baseline(folders.baseline(own), folder, ProjectRepository.above(folder));
        return new OpenWorkspace(folder, snapshot, Map::of, ending -> {
            try {
                leave(attempt, own, Ending.DONE);
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
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("why", e.getMessage())
                    .log("there will be no patch");
            return FolderChanges.look(folder);
        }
    }

    private void leave(Attempt attempt, Path own, Ending ending) {
        try {
            if (ending != Ending.DONE) {
                folders.spoil(own);
            }
            if (ending == Ending.FAILED) {
                folders.keep(own, attempt.task().id() + "-" + attempt.number());
            } else {
                folders.leave(own);
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", own).setCause(e).log("could not remove a task's folder");
        }
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return executor.executeBlocking(work, false)
                .map(done -> Objects.requireNonNull(done))
                .recover(Workspaces::diskFaultOr);
    }

    private static <T> Future<T> diskFaultOr(Throwable e) {
        return Future.failedFuture(
                e instanceof IOException fault && !(e instanceof DamagedMirrorException) ? diskFault(fault) : e);
    }

    /** A mirror that a checkout could not be made of. */
    private static final class DamagedMirrorException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedMirrorException(GitException fault) {
            super(fault);
        }

        GitException fault() {
            return (GitException) Objects.requireNonNull(getCause());
        }
    }

    private static AttemptException diskFault(IOException fault) {
        String what = fault instanceof FileSystemException file && file.getReason() != null
                ? file.getReason() + ", " + file.getFile()
                : String.valueOf(fault.getMessage());
        return new AttemptException(TaskError.of(ErrorKind.TRANSIENT, "the task's folder: " + what), fault);
    }

    /** A step that blocks and gives nothing. */
    private interface BlockingStep {
        void run() throws IOException;
    }

    private Future<Void> run(BlockingStep step) {
        return blocking(() -> {
                    step.run();
                    return true;
                })
                .onFailure(e -> LOG.atWarn().setCause(e).log("could not tidy up the folders of tasks"))
                .mapEmpty();
    }

    /** How an attempt has left its folder. */
    private enum Ending {
        /** The agent was done. */
        DONE,
        /** It failed, and somebody may want to look. */
        FAILED,
        /** It was stopped. */
        STOPPED
    }

    /** What is done with a folder when its attempt is over. Blocks; never throws. */
    private interface Leaving {
        void leave(Ending ending);
    }

    /** A workspace whose steps run on the executor. */
    private final class OpenWorkspace implements Workspace {
        private final Path folder;
        private final WorkspaceSnapshot snapshot;
        private final Callable<Map<String, Object>> delivery;
        private final Leaving leaving;
        /** Is set by one step of the attempt and read by a later one. */
        private volatile boolean done;
        /** The result does not have what is in the folder. */
        private volatile boolean unread;

        OpenWorkspace(
                Path folder, WorkspaceSnapshot snapshot, Callable<Map<String, Object>> delivery, Leaving leaving) {
            this.folder = folder;
            this.snapshot = snapshot;
            this.delivery = delivery;
            this.leaving = leaving;
        }

        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public Future<WorkspaceChanges> changes() {
            done = true;
            return blocking(() -> {
                        // an agent may have put a link in its place
                        OpenFolder.openReal(folder).close();
                        return snapshot.changes();
                    })
                    .recover(e -> {
                        unread = true;
                        LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("could not tell what has changed");
                        return Future.succeededFuture(WorkspaceChanges.NONE.unreported(List.of(".")));
                    });
        }

        @Override
        public Future<List<Artifact>> artifacts(ArtifactSelection selection) {
            if (selection.globs().isEmpty()) {
                return Future.succeededFuture(List.of());
            }
            return blocking(() -> ArtifactFiles.read(folder, selection))
                    .timeout(READ_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .recover(e -> {
                        LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("could not read artifacts");
                        return Future.succeededFuture(selection.globs().stream()
                                .map(glob -> Artifact.omitted(glob, 0, "the files could not be read: " + e))
                                .toList());
                    });
        }

        @Override
        public Future<Map<String, Object>> deliver() {
            return network.executeBlocking(delivery, false)
                    .map(done -> Objects.requireNonNull(done))
                    .recover(Workspaces::diskFaultOr);
        }

        @Override
        public Future<Void> close(boolean keep) {
            Ending ending = keep || unread ? Ending.FAILED : done ? Ending.DONE : Ending.STOPPED;
            return run(() -> leaving.leave(ending)).otherwiseEmpty();
        }
    }
}
