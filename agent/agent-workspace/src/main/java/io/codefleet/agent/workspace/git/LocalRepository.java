package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A repository that is a folder of this machine, with all the places that Git would follow from it: a {@code .git} that is a
 * file or a link, a common folder, objects that are borrowed, links in between. Blocks.
 */
public final class LocalRepository {
    private static final int MAX_STEPS = 8;
    private static final String GITDIR = "gitdir:";
    /** Git takes no larger file for one that leads elsewhere; an agent may have made one that fills the memory. */
    private static final long MAX_BYTES = 1 << 20;

    private final String project;
    private final Consumer<Path> check;
    private final Set<Path> seen = new HashSet<>();

    private LocalRepository(String project, Consumer<Path> check) {
        this.project = project;
        this.check = check;
    }

    /**
     * Returns the folder that holds the Git repository of a folder.
     *
     * @param project the folder as the task names it
     * @param check is called with each place that the repository leads to, and fails if it may not
     */
    public static Path find(String project, Path folder, Consumer<Path> check) throws IOException {
        LocalRepository repository = new LocalRepository(project, check);
        Path found = repository.gitFolder(folder);
        repository.checkAll(found);
        return found;
    }

    /** Returns the target of a {@code .git} that is a file or a link; empty if it is a folder or does not exist. */
    public static Optional<Path> target(Path dotGit) throws IOException {
        if (Files.isSymbolicLink(dotGit) && Files.isDirectory(dotGit)) {
            return Optional.of(dotGit.toRealPath());
        }
        if (!Files.isRegularFile(dotGit) || Files.size(dotGit) > MAX_BYTES) {
            return Optional.empty();
        }
        String text = Files.readString(dotGit, StandardCharsets.UTF_8).strip();
        if (!text.startsWith(GITDIR)) {
            return Optional.empty();
        }
        return Optional.of(dotGit.resolveSibling(text.substring(GITDIR.length()).strip()));
    }

    private Path gitFolder(Path folder) throws IOException {
        Path at = folder.toRealPath();
        for (int step = 0; step < MAX_STEPS; step++) {
            check.accept(at);
            Path below = at.resolve(".git");
            Optional<Path> elsewhere = target(below);
            if (elsewhere.isEmpty() && !Files.isDirectory(below)) {
                return repository(at);
            }
            at = real(elsewhere.orElse(below));
        }
        throw none("its .git files lead in a circle");
    }

    private Path repository(Path at) {
        if (!Files.exists(at.resolve("HEAD"))) {
            throw none("there is no Git repository in it");
        }
        return at;
    }

    private AttemptException none(String why) {
        return AttemptException.permanent("project " + project + " cannot be checked out: " + why);
    }

    private Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException | InvalidPathException e) {
            throw new AttemptException(
                    none("it leads to a place that is not there").error(), e);
        }
    }

    private void checkAll(Path place) throws IOException {
        check.accept(place);
        if (!seen.add(place) || seen.size() > MAX_STEPS * MAX_STEPS) {
            return;
        }
        try (Stream<Path> tree = Files.walk(place)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                if (Files.isSymbolicLink(path) && Files.exists(path)) {
                    check.accept(real(path));
                }
                if (path.toString().endsWith(".promisor")) {
                    throw none("it is a partial clone, which would be completed by settings of its own");
                }
            }
        } catch (UncheckedIOException e) {
            // Git tidies a repository that is in use.
            throw AttemptException.transientFault(
                    "project " + project + " changed while it was checked: " + e.getMessage());
        }
        for (String line : lines(place.resolve("commondir"))) {
            checkAll(real(place.resolve(line)));
        }
        for (Path list : List.of(place.resolve("objects/info/alternates"), place.resolve("info/alternates"))) {
            for (String line : lines(list)) {
                checkAll(real(list.resolveSibling("..").resolve(unquoted(line))));
            }
        }
    }

    private List<String> lines(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw none("its file " + file.getFileName() + " is too large");
        }
        return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private String unquoted(String line) {
        if (line.startsWith("\"")) {
            throw none("it borrows objects from a place with a quoted name");
        }
        return line;
    }
}
