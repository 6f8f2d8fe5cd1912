package io.codefleet.agent.workspace.local;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Comparison of a folder at two times, by the size and time of its files. It finds every change, by the agent's edits as well as
 * by its shell commands. A folder with more files than a limit is not compared.
 */
public final class FolderChanges implements WorkspaceSnapshot {
    private static final Set<String> LEFT_OUT = Set.of("node_modules", ".opencode");
    static final int MAX_FILES = 50_000;

    private final Path folder;
    private final Map<String, Stamp> files = new HashMap<>();
    private boolean complete = true;

    private record Stamp(long size, FileTime modified) {}

    private FolderChanges(Path folder) {
        this.folder = folder;
    }

    /** Records the current state of a folder, whose path has no links; blocks. */
    public static FolderChanges look(Path folder) throws IOException {
        FolderChanges seen = new FolderChanges(folder);
        try (OpenFolder open = OpenFolder.openReal(folder)) {
            FileWalk.walk(open, seen.visitor());
        }
        return seen;
    }

    @Override
    public WorkspaceChanges changes() throws IOException {
        FolderChanges now = look(folder);
        return now.complete && complete
                ? WorkspaceChanges.files(now.since(this))
                : WorkspaceChanges.files(List.of()).unreported(List.of("."));
    }

    /** Returns the paths that differ from the earlier state, relative to the folder, in order. */
    List<String> since(FolderChanges earlier) {
        if (!complete || !earlier.complete) {
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

    private FileWalk.Visitor visitor() {
        return new FileWalk.Visitor() {
            @Override
            public boolean enters(byte[] path, Path name) {
                return !LEFT_OUT.contains(name.toString());
            }

            @Override
            public boolean file(byte[] path, OpenFolder in, Path name, BasicFileAttributes attributes) {
                complete = files.size() < MAX_FILES;
                if (complete) {
                    files.put(FileName.shown(path), new Stamp(attributes.size(), attributes.lastModifiedTime()));
                }
                return complete;
            }
        };
    }
}
