package io.codefleet.launcher.worker;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each attempt a folder to work in: the task's project, in place, or without a project an empty folder that is removed
 * afterwards. With a workspace root, every project must lie in it.
 */
final class Workspaces {
    private static final Logger LOG = LoggerFactory.getLogger(Workspaces.class);
    private static final Pattern GIT_URL = Pattern.compile("(?:[a-z][a-z0-9+.-]*://|[\\w.-]+@[\\w.-]+:).*");

    private final Vertx vertx;
    private final Optional<Path> root;
    private final Path scratch;
    private final boolean share;
    private final FolderLine line = new FolderLine();

    /**
     * @param root the folder that relative projects are looked up in, and that all must lie in
     * @param scratch where the folders of tasks without a project are made
     * @param share whether several tasks may be in one project folder at once
     */
    Workspaces(Vertx vertx, Optional<Path> root, Path scratch, boolean share) {
        this.vertx = vertx;
        this.root = root;
        this.scratch = scratch;
        this.share = share;
    }

    /**
     * The folder for an attempt; waits for its turn where the project is taken. Fails with a permanent {@link
     * AttemptException} if there is no such folder.
     */
    Future<Workspace> open(Attempt attempt) {
        Optional<String> project = attempt.task().context().project();
        if (project.isEmpty()) {
            return blocking(this::empty).map(folder -> new Workspace(folder, () -> remove(folder)));
        }
        return blocking(() -> folderOf(project.get())).compose(folder -> enter(attempt, folder));
    }

    /** Vert.x allows for null as the result, which is none here. */
    private Future<Path> blocking(Callable<Path> work) {
        return vertx.executeBlocking(work, false).map(folder -> Objects.requireNonNull(folder));
    }

    private Future<Workspace> enter(Attempt attempt, Path folder) {
        if (share) {
            return Future.succeededFuture(new Workspace(folder, () -> Future.succeededFuture()));
        }
        if (line.isTaken(folder)) {
            attempt.progress("state", "waits for another task to leave " + folder);
        }
        return line.enter(folder)
                .map(entered -> new Workspace(folder, () -> {
                    line.leave(folder);
                    return Future.succeededFuture();
                }));
    }

    private Path empty() throws IOException {
        Files.createDirectories(scratch);
        return Files.createTempDirectory(scratch, "task-");
    }

    private Path folderOf(String project) throws IOException {
        if (GIT_URL.matcher(project).matches()) {
            throw AttemptException.permanent("project " + withoutCredentials(project)
                    + " is a Git URL, which this worker cannot check out yet; name a folder on the worker");
        }
        Path folder = resolve(project);
        if (!Files.isDirectory(folder)) {
            throw AttemptException.permanent(
                    "project " + project + " is not on this worker: there is no folder " + folder);
        }
        Path real = folder.toRealPath();
        if (root.isPresent() && !real.startsWith(root.get().toRealPath())) {
            throw AttemptException.permanent(
                    "project " + project + " lies outside this worker's workspace_root, " + root.get());
        }
        return real;
    }

    private Path resolve(String project) {
        try {
            Path path = Path.of(project);
            if (path.isAbsolute()) {
                return path;
            }
            return root.orElseThrow(() -> AttemptException.permanent("project " + project
                            + " is a relative path, and this worker has no workspace_root; name an absolute path"))
                    .resolve(path);
        } catch (InvalidPathException e) {
            throw AttemptException.permanent("project is not a path: " + e.getReason());
        }
    }

    private static String withoutCredentials(String url) {
        return url.replaceFirst("//[^/@]*@", "//***@");
    }

    private Future<@Nullable Void> remove(Path folder) {
        return vertx.<@Nullable Void>executeBlocking(
                        () -> {
                            Folders.deleteTree(folder);
                            return null;
                        },
                        false)
                .otherwise(e -> {
                    LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("could not remove a task's folder");
                    return null;
                });
    }
}
