package io.codefleet.agent.workspace;

import io.codefleet.agent.workspace.git.Git;
import io.codefleet.agent.workspace.git.GitException;
import io.codefleet.agent.workspace.git.LocalRepository;
import io.codefleet.agent.workspace.git.ProjectAccess;
import io.codefleet.agent.workspace.local.Folders;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of project folders whose repositories are their own. A {@code .git} that is a file or a link, as of a linked worktree,
 * would lead from the copy to the original's repository: what is committed in the copy would be on a branch of the original.
 * Blocks.
 */
final class FolderCopies {
    private static final Logger log = LoggerFactory.getLogger(FolderCopies.class);
    private static final String DOT_GIT = ".git";
    private static final Set<String> NOT_ITS_OWN = Set.of("commondir", "gitdir", "locked", "refs", "logs");

    private final Git git;
    private final ProjectAccess access;

    FolderCopies(Git git, ProjectAccess access) {
        this.git = git;
        this.access = access;
    }

    /**
     * Copies a folder.
     *
     * @param project the folder as the task names it
     */
    void copy(String project, Path original, Path copy) throws IOException {
        List<Path> elsewhere = new ArrayList<>();
        for (Path dotGit : dotGits(original)) {
            Optional<Path> target = LocalRepository.target(dotGit);
            if (target.isPresent() && Files.exists(target.get())) {
                // before anything is copied: it may lead to where no task may look
                LocalRepository.find(project, dotGit.resolveSibling(""), place -> access.within(project, place));
                elsewhere.add(original.relativize(dotGit));
            }
        }
        Folders.copyTree(original, copy);
        for (Path dotGit : elsewhere) {
            if (!staysWithin(original, copy, dotGit)) {
                own(original.resolve(dotGit), copy.resolve(dotGit));
            }
        }
        for (Path dotGit : dotGits(copy)) {
            // the worktrees of the original are none of the copy's
            Folders.deleteTree(dotGit.resolve("worktrees"));
        }
    }

    private static List<Path> dotGits(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                if (path.endsWith(DOT_GIT)) {
                    found.add(path);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if (path.endsWith(DOT_GIT)) {
                    found.add(path);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** Returns whether a {@code .git} of the copy points to a path in the copy, as that of a submodule does. */
    private static boolean staysWithin(Path original, Path copy, Path dotGit) throws IOException {
        Optional<Path> target = LocalRepository.target(copy.resolve(dotGit));
        return !Files.isSymbolicLink(original.resolve(dotGit))
                && target.isPresent()
                && Files.exists(target.get())
                && target.get().toRealPath().startsWith(copy.toRealPath());
    }

    /** Makes a {@code .git} of the copy a folder, with all that the original's leads to. */
    private void own(Path original, Path copy) throws IOException {
        Path from = LocalRepository.target(original).orElseThrow().toRealPath();
        Path common = from;
        if (Files.isRegularFile(from.resolve("commondir"))) {
            common = from.resolve(Files.readString(from.resolve("commondir")).strip())
                    .toRealPath();
        }
        Files.delete(copy);
        Folders.copyTree(common, copy);
        Folders.deleteTree(copy.resolve("worktrees"));
        if (!common.equals(from)) {
            overlay(from, copy);
        }
        absoluteAlternates(common, copy);
        for (String key : List.of("core.worktree", "core.bare")) {
            unset(copy.resolve("config"), key);
            unset(copy.resolve("config.worktree"), key);
        }
    }

    /** Copies the files that a linked worktree has of its own: its HEAD, its index, a merge in progress. */
    private static void overlay(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.list(from)) {
            for (Path each : all.toList()) {
                String name = each.getFileName().toString();
                if (!NOT_ITS_OWN.contains(name)) {
                    Path place = to.resolve(name);
                    if (Files.isDirectory(each)) {
                        Folders.deleteTree(place);
                        Folders.copyTree(each, place);
                    } else {
                        Files.copy(
                                each, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                    }
                }
            }
        }
    }

    private static void absoluteAlternates(Path from, Path to) throws IOException {
        Path list = to.resolve("objects/info/alternates");
        if (Files.isRegularFile(list)) {
            Path objects = from.resolve("objects");
            List<String> lines = Files.readAllLines(list).stream()
                    .map(line -> line.isBlank() || line.startsWith("#")
                            ? line
                            : objects.resolve(line).normalize().toString())
                    .toList();
            Files.write(list, lines);
        }
    }

    /**
     * Removes a key from a Git configuration. Edits it as a file, because a Git that enters the repository would obey
     * the setting.
     */
    private void unset(Path config, String key) throws IOException {
        if (!Files.isRegularFile(config)) {
            return;
        }
        try {
            Path outside = Path.of(System.getProperty("java.io.tmpdir"));
            git.local(outside, Map.of(), "config", "--file", config.toString(), "--unset-all", key);
        } catch (GitException e) {
            log.atDebug().addKeyValue("key", key).log("was not set");
        }
    }
}
