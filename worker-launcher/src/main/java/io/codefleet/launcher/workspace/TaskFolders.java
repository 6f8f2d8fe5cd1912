package io.codefleet.launcher.workspace;

import io.codefleet.AttemptException;
import io.codefleet.launcher.config.WorkspaceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders made for attempts, one each, with the project in {@code work}. One of a failed attempt is kept for a time; a
 * killed worker's are kept as long, from its next start. With the mirrors they share a quota of disk: for a new folder, kept
 * ones go first, the oldest first, then mirrors that nobody uses. Blocks.
 */
final class TaskFolders {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFolders.class);

    private final WorkspaceSettings settings;
    private final Path tasks;
    private final Path mirrors;
    private final GitMirrors mirrorsInUse;
    private final Set<Path> used = new HashSet<>();
    private final Duration measureEvery;
    private long measuredNanos;

    /** @param measureEvery how often the disk is measured, at most, when folders are made */
    TaskFolders(WorkspaceSettings settings, Path mirrors, GitMirrors mirrorsInUse, Duration measureEvery) {
        this.settings = settings;
        this.tasks = settings.stateDir().resolve("tasks");
        this.mirrors = mirrors;
        this.mirrorsInUse = mirrorsInUse;
        this.measureEvery = measureEvery;
        this.measuredNanos = System.nanoTime() - measureEvery.toNanos();
    }

    /** A folder for an attempt; it is in use until it is left. */
    synchronized Path make(String taskId, int attempt) throws IOException {
        makeRoom();
        Files.createDirectories(tasks);
        String name = taskId.replaceAll("[^A-Za-z0-9._-]", "_");
        String brief = name.length() > 60 ? name.substring(0, 60) : name;
        Path folder = Files.createTempDirectory(tasks, brief + "-" + attempt + "-");
        used.add(folder);
        return folder;
    }

    /** Leaves a folder: it is removed at once, or kept for a time. */
    void leave(Path folder, boolean keep) throws IOException {
        if (keep && !settings.keepFailed().isZero()) {
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
            LOG.atInfo()
                    .addKeyValue("folder", folder)
                    .addKeyValue("for", settings.keepFailed())
                    .log("keeps the folder of an attempt that failed");
        } else {
            Folders.deleteTree(folder);
        }
        synchronized (this) {
            used.remove(folder);
        }
    }

    /** Removes what has been kept for long enough. */
    synchronized void sweep() throws IOException {
        Instant end = Instant.now().minus(settings.keepFailed());
        for (Path folder : kept()) {
            if (!Files.getLastModifiedTime(folder).toInstant().isAfter(end)) {
                Folders.deleteTree(folder);
            }
        }
    }

    /** Those that nobody uses, the oldest first. */
    private List<Path> kept() throws IOException {
        return oldestFirst(tasks).stream()
                .filter(folder -> !used.contains(folder))
                .toList();
    }

    private static List<Path> oldestFirst(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> sorted = new ArrayList<>(all.toList());
            sorted.sort(Comparator.comparing(path -> path.toFile().lastModified()));
            return sorted;
        }
    }

    private void makeRoom() throws IOException {
        if (System.nanoTime() - measuredNanos < measureEvery.toNanos()) {
            return;
        }
        long size = Folders.size(tasks) + Folders.size(mirrors);
        for (Path folder : size > settings.diskQuotaBytes() ? kept() : List.<Path>of()) {
            if (size > settings.diskQuotaBytes()) {
                size -= Folders.size(folder);
                Folders.deleteTree(folder);
            }
        }
        for (Path mirror : size > settings.diskQuotaBytes() ? oldestFirst(mirrors) : List.<Path>of()) {
            long freed = Folders.size(mirror);
            if (size > settings.diskQuotaBytes() && mirrorsInUse.removeUnused(mirror)) {
                size -= freed;
            }
        }
        if (size > settings.diskQuotaBytes()) {
            throw AttemptException.transientFault("the folders of running tasks take " + (size >> 20)
                    + " MB of this worker's disk, and its quota is " + (settings.diskQuotaBytes() >> 20)
                    + " MB; raise workspace.disk_quota or run fewer at once");
        }
        measuredNanos = System.nanoTime();
    }
}
