package io.codefleet.launcher.workspace;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells which files of a folder changed between two looks, by size and time, whoever changed them: the agent's edits and what
 * its shell commands wrote. Looks at no more than a limit of files, and then tells nothing.
 */
final class FolderChanges implements Baseline {
    private static final Set<String> LEFT_OUT = Set.of(".git", "node_modules", ".opencode");
    static final int MAX_FILES = 50_000;

    private final Path folder;
    private final Map<String, Stamp> files = new HashMap<>();
    private boolean whole = true;

    private record Stamp(long size, FileTime modified) {}

    private FolderChanges(Path folder) {
        this.folder = folder;
    }

    /** Looks at a folder now; blocks. */
    static FolderChanges look(Path folder) throws IOException {
        FolderChanges seen = new FolderChanges(folder);
        Files.walkFileTree(folder, seen.visitor());
        return seen;
    }

    /** Whether the folder had no more files than are looked at. */
    boolean isWhole() {
        return whole;
    }

    @Override
    public Changes changes() throws IOException {
        return Changes.files(look(folder).since(this));
    }

    /** The paths that are not as they were in the earlier look, relative to the folder, in order. */
    List<String> since(FolderChanges earlier) {
        if (!whole || !earlier.whole) {
            return List.of();
        }
        Set<String> changed = new TreeSet<>();
        files.forEach((path, stamp) -> {
            if (!stamp.equals(earlier.files.get(path))) {
                changed.add(path);
            }
        });
        earlier.files.keySet().stream().filter(path -> !files.containsKey(path)).forEach(changed::add);
        return List.copyOf(changed);
    }

    private SimpleFileVisitor<Path> visitor() {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                boolean leaveOut = !path.equals(folder)
                        && LEFT_OUT.contains(path.getFileName().toString());
                return leaveOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if (files.size() >= MAX_FILES) {
                    whole = false;
                    return FileVisitResult.TERMINATE;
                }
                String name = folder.relativize(path).toString().replace('\\', '/');
                files.put(name, new Stamp(attributes.size(), attributes.lastModifiedTime()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        };
    }
}
