package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Policy for the folders of this machine and the repositories that a task may name. Whatever a link, a {@code ..} or another
 * spelling leads to is judged, and not the words. Fails with permanent {@link AttemptException}s. Blocks.
 */
public final class ProjectAccess {
    private final Optional<Path> workspaceRoot;
    private final List<Path> guarded;
    private final List<RepositoryUrl> allowed;

    /**
     * Creates the rules for the projects that a task may name.
     *
     * @param root the folder that all folders must lie in; absent: none may be named
     * @param guarded what no project may hold or lie in
     * @param allowed the beginnings of the URLs that may be named; empty: all hosts
     */
    public ProjectAccess(Optional<Path> root, List<Path> guarded, List<RepositoryUrl> allowed) {
        this.workspaceRoot = root;
        this.guarded = List.copyOf(guarded);
        this.allowed = List.copyOf(allowed);
    }

    /** Returns the folder that a project names. */
    public Path folder(String project) {
        Path path = path(project);
        Path root = workspaceRoot.orElseThrow(() -> AttemptException.permanent("project " + project + " is "
                + (path.isAbsolute() ? "a folder" : "a relative path")
                + ", and this worker has no workspace_root that it could lie in; its operator sets"
                + " worker.workspace_root, or the task names a repository by its URL"));
        Path folder = root.resolve(path);
        exists(project, folder, List.of(root));
        Path real = real(project, folder);
        within(project, real, List.of(root));
        return real;
    }

    /** Returns a copy of a source that is safe to pass to Git. */
    public GitSource repository(GitSource source) {
        RepositoryUrl url = source.repository();
        return url.isLocal() ? local(source) : remote(source);
    }

    private GitSource remote(GitSource source) {
        if (!allowed.isEmpty() && allowed.stream().noneMatch(source.repository()::isBelow)) {
            throw AttemptException.permanent("project " + source + " is not among the repositories that this worker may"
                    + " ask for: " + allowed.stream().map(RepositoryUrl::text).collect(Collectors.joining(", "))
                    + " (workspace.git.allow)");
        }
        return source;
    }

    private GitSource local(GitSource source) {
        List<Path> roots = new ArrayList<>();
        workspaceRoot.ifPresent(roots::add);
        allowed.stream()
                .filter(RepositoryUrl::isLocal)
                .map(url -> Path.of(url.path()))
                .forEach(roots::add);
        if (roots.isEmpty()) {
            throw AttemptException.permanent("project " + source
                    + " is on the worker's own disk, and this worker has no workspace_root that it could lie in; its"
                    + " operator sets worker.workspace_root, or file:// URLs in workspace.git.allow");
        }
        Path folder = source.localFolder().orElseThrow();
        exists(source.toString(), folder, roots);
        try {
            return source.at(
                    LocalRepository.find(source.toString(), folder, place -> within(source.toString(), place, roots)));
        } catch (IOException e) {
            throw unreadable(source.toString(), e);
        }
    }

    /** Checks that a folder exists. For a place outside the roots, the error does not reveal whether it exists. */
    private static void exists(String project, Path folder, List<Path> roots) {
        if (!Files.isDirectory(folder)) {
            Path plain = folder.normalize();
            if (roots.stream().noneMatch(root -> plain.startsWith(root) || plain.startsWith(real(project, root)))) {
                throw outside(project, roots);
            }
            throw AttemptException.permanent(
                    "project " + project + " is not on this worker: there is no folder " + plain);
        }
    }

    private static AttemptException outside(String project, List<Path> roots) {
        return AttemptException.permanent("project " + project + " lies outside this worker's workspace_root, "
                + roots.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }

    /** Fails if a place is outside all roots, or is, holds or lies in what the worker needs for itself. */
    public void within(String project, Path place) {
        within(project, place, workspaceRoot.stream().toList());
    }

    private void within(String project, Path place, List<Path> roots) {
        if (roots.stream().noneMatch(root -> place.startsWith(real(project, root)))) {
            throw outside(project, roots);
        }
        for (Path each : guarded) {
            if (Files.exists(each)) {
                apart(project, place, real(project, each), roots);
            }
        }
    }

    /**
     * Checks that a place and a guarded folder do not overlap. A root below a guarded folder is allowed: the operator
     * put it there, so its content does not belong to the guarded folder.
     */
    private void apart(String project, Path place, Path guarded, List<Path> roots) {
        boolean lies = place.startsWith(guarded)
                && roots.stream()
                        .map(root -> real(project, root))
                        .noneMatch(root -> root.startsWith(guarded) && !root.equals(guarded) && place.startsWith(root));
        if (lies || guarded.startsWith(place)) {
            throw AttemptException.permanent("project " + project
                    + " holds or lies in files of the worker's own (its state, configuration or keys); name another folder,"
                    + " or let the operator keep those outside the workspace_root");
        }
    }

    private static Path path(String project) {
        try {
            return Path.of(project);
        } catch (InvalidPathException e) {
            throw new AttemptException(
                    AttemptException.permanent("project is not a path: " + e.getReason())
                            .error(),
                    e);
        }
    }

    private static Path real(String project, Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw unreadable(project, e);
        }
    }

    private static AttemptException unreadable(String project, IOException e) {
        return new AttemptException(
                AttemptException.permanent("project " + project + " is not on this worker: " + e.getMessage())
                        .error(),
                e);
    }
}
