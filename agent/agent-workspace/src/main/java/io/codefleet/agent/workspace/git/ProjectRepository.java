package io.codefleet.agent.workspace.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The repository that a folder belongs to, whose rules say what is ignored in it.
 *
 * @param top the folder that it is the repository of
 * @param common where its objects and settings are
 */
public record ProjectRepository(Path top, Path common) {
    private static final String POINTER = "gitdir:";
    private static final int MAX_POINTER_BYTES = 4096;

    /** Returns the nearest repository at the folder or above it. Blocks. */
    public static Optional<ProjectRepository> above(Path folder) {
        for (Path at = folder; at != null; at = at.getParent()) {
            Optional<ProjectRepository> found = at(at);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Returns the repository of the folder itself. Blocks. */
    public static Optional<ProjectRepository> at(Path folder) {
        Path git = folder.resolve(".git");
        try {
            if (Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
                return of(folder, git);
            }
            if (Files.isRegularFile(git, LinkOption.NOFOLLOW_LINKS) && Files.size(git) <= MAX_POINTER_BYTES) {
                String pointer = Files.readString(git).strip();
                return pointer.startsWith(POINTER)
                        ? of(
                                folder,
                                folder.resolve(
                                        pointer.substring(POINTER.length()).strip()))
                        : Optional.empty();
            }
        } catch (IOException | InvalidPathException e) {
            // Git would not take it for one either
        }
        return Optional.empty();
    }

    private static Optional<ProjectRepository> of(Path folder, Path git) throws IOException {
        if (!Files.isRegularFile(git.resolve("HEAD"))) {
            return Optional.empty();
        }
        // a linked worktree shares all but a few files with the repository that it was made from
        Path shared = git.resolve("commondir");
        Path common = Files.isRegularFile(shared) && Files.size(shared) <= MAX_POINTER_BYTES
                ? git.resolve(Files.readString(shared).strip())
                : git;
        return Optional.of(new ProjectRepository(folder, common.normalize()));
    }

    Optional<Path> objects() {
        return Optional.of(common.resolve("objects")).filter(Files::isDirectory);
    }

    /**
     * Returns the file of this copy of the repository that lists what it ignores beyond the files {@code .gitignore}.
     */
    Optional<Path> exclude() {
        return Optional.of(common.resolve("info/exclude")).filter(Files::isRegularFile);
    }
}
