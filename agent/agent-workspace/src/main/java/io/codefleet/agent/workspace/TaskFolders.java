package io.codefleet.agent.workspace;

import io.codefleet.AttemptException;
import io.codefleet.agent.workspace.git.GitMirrors;
import io.codefleet.agent.workspace.local.FolderNumbers;
import io.codefleet.agent.workspace.local.Folders;
import io.codefleet.time.DurationText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders made for attempts, with the project in {@code work}, and the snapshot repositories that record their earlier
 * content. A folder's name is derived from its purpose, so that a later attempt with the same purpose reuses it, together with
 * what the agent has loaded for it. A folder is not reused while its agent may still run.
 *
 * <p>The folder of a failed attempt is moved away and kept for a time; those of a killed worker are kept as long, from its next
 * start. The folders share a disk quota with the mirrors. To make room for a new folder, kept folders are deleted first, the
 * oldest first, then unused mirrors. Blocks.
 */
public final class TaskFolders {
    private static final Logger log = LoggerFactory.getLogger(TaskFolders.class);
    private static final int MAX_LABEL = 60;

    private final WorkspaceSettings settings;
    private final Path tasks;
    private final Path kept;
    private final Path baselines;
    private final Path mirrors;
    private final GitMirrors mirrorsInUse;
    private final Set<Path> used = new HashSet<>();
    private final FolderNumbers numbers = new FolderNumbers();
    /** What could not be removed: it is tried again, and neither counts nor is logged again. */
    private final Set<Path> stuck = new HashSet<>();

    private final Duration measureEvery;
    private long measuredNanos;

    /**
     * Creates the manager of the folders of tasks.
     *
     * @param measureEvery how often the disk is measured, at most, when folders are made
     */
    public TaskFolders(WorkspaceSettings settings, Path mirrors, GitMirrors mirrorsInUse, Duration measureEvery) {
        this.settings = settings;
        Path state = Folders.real(settings.stateDir());
        this.tasks = state.resolve("tasks");
        this.kept = state.resolve("kept");
        this.baselines = state.resolve("baselines");
        this.mirrors = mirrors;
        this.mirrorsInUse = mirrorsInUse;
        this.measureEvery = measureEvery;
        this.measuredNanos = System.nanoTime() - measureEvery.toNanos();
    }

    /**
     * Creates a folder for an attempt. It is empty, and in use until the attempt leaves it.
     *
     * @param purpose what makes it the same for the agent: the repository, and the agent's settings in it
     */
    public synchronized Path make(String purpose) throws IOException {
        makeRoom();
        Files.createDirectories(tasks);
        String name = GitMirrors.name(purpose).substring(0, 12);
        Files.createDirectories(baselines);
        int number = numbers.first(name);
        while (!take(tasks.resolve(name + "-" + number))) {
            number++;
        }
        return tasks.resolve(name + "-" + number);
    }

    /**
     * Acquires a folder, unless it exists: it is in use, or was left by a killed worker. No other worker has the same state
     * folder.
     */
    private boolean take(Path folder) throws IOException {
        if (used.contains(folder)) {
            return false;
        }
        try {
            Files.createDirectory(folder);
            used.add(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /**
     * Returns the folder of the repository that stores the earlier content of a folder. An agent in a sandbox cannot
     * reach it.
     */
    Path baseline(Path folder) {
        return baselines.resolve(folder.getFileName() + ".git");
    }

    /** Marks a folder in use as not to be used again, as its agent did not finish. */
    public synchronized void spoil(Path folder) {
        numbers.spoil(folder.getFileName().toString());
    }

    /** Leaves a folder, and removes it. */
    public void leave(Path folder) throws IOException {
        try {
            removeBaseline(folder);
            Folders.deleteTree(folder);
        } catch (IOException e) {
            stick(folder);
            throw e;
        } finally {
            free(folder);
        }
    }

    /** Removes the baseline of a folder. The next sweep removes the remains. */
    private void removeBaseline(Path folder) {
        try {
            Folders.deleteTree(baseline(folder));
        } catch (IOException e) {
            log.atWarn().addKeyValue("folder", baseline(folder)).setCause(e).log("could not remove a baseline");
        }
    }

    /**
     * Leaves a folder that is worth an inspection, so that it is kept for a time.
     *
     * @param label what it was for, in a few words
     * @return where it is now, if it is kept
     */
    Optional<Path> keep(Path folder, String label) throws IOException {
        if (settings.keepFailed().isZero()) {
            leave(folder);
            return Optional.empty();
        }
        try {
            removeBaseline(folder);
            Files.createDirectories(kept);
            String name = label.replaceAll("[^A-Za-z0-9._-]", "_");
            Path place = Files.createTempDirectory(
                    kept, (name.length() > MAX_LABEL ? name.substring(0, MAX_LABEL) : name) + "-");
            Files.move(folder, place, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(place, FileTime.from(Instant.now()));
            log.atInfo()
                    .addKeyValue("folder", place)
                    .addKeyValue("for", DurationText.format(settings.keepFailed()))
                    .log("keeps the folder of an attempt that failed");
            return Optional.of(place);
        } finally {
            free(folder);
        }
    }

    private synchronized void stick(Path folder) {
        stuck.add(folder);
    }

    private synchronized void free(Path folder) {
        used.remove(folder);
    }

    /** Removes what has been kept for long enough. */
    public synchronized void sweep() throws IOException {
        Instant end = Instant.now().minus(settings.keepFailed());
        for (Path folder : kept()) {
            if (stuck.contains(folder) || folder.toFile().lastModified() <= end.toEpochMilli()) {
                isRemoved(folder);
            }
        }
        for (Path baseline : oldestFirst(baselines)) {
            String name = baseline.getFileName().toString().replaceFirst("\\.git$", "");
            if (!Files.exists(tasks.resolve(name))) {
                isRemoved(baseline);
            }
        }
    }

    /** Removes a folder, as far as that is possible; whether it has gone. */
    private boolean isRemoved(Path folder) {
        try {
            Folders.deleteTree(folder);
            stuck.remove(folder);
            return true;
        } catch (IOException e) {
            if (stuck.add(folder)) {
                log.atWarn()
                        .addKeyValue("folder", folder)
                        .setCause(e)
                        .log("could not remove a folder; its disk is not counted, and it is tried again");
            }
            return false;
        }
    }

    /** Returns the unused folders, the oldest first. */
    private List<Path> kept() throws IOException {
        List<Path> unused = new ArrayList<>(oldestFirst(kept));
        oldestFirst(tasks).stream().filter(folder -> !used.contains(folder)).forEach(unused::add);
        unused.sort(Comparator.comparing(path -> path.toFile().lastModified()));
        return unused;
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

    private boolean isRemovedUnused(Path mirror) {
        try {
            return mirrorsInUse.removeUnused(mirror);
        } catch (IOException e) {
            log.atWarn().addKeyValue("mirror", mirror).setCause(e).log("could not remove a mirror");
            return false;
        }
    }

    private void makeRoom() throws IOException {
        if (System.nanoTime() - measuredNanos < measureEvery.toNanos()) {
            return;
        }
        stuck.removeIf(folder -> !Files.exists(folder, LinkOption.NOFOLLOW_LINKS));
        long size = Folders.size(tasks) + Folders.size(kept) + Folders.size(baselines) + Folders.size(mirrors);
        for (Path folder : stuck) {
            size -= Folders.size(folder);
        }
        for (Path folder : size > settings.diskQuotaBytes() ? kept() : List.<Path>of()) {
            if (size > settings.diskQuotaBytes() && !stuck.contains(folder)) {
                size -= Folders.size(folder);
                isRemoved(folder);
            }
        }
        for (Path mirror : size > settings.diskQuotaBytes() ? oldestFirst(mirrors) : List.<Path>of()) {
            long freed = Folders.size(mirror);
            if (size > settings.diskQuotaBytes() && isRemovedUnused(mirror)) {
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
