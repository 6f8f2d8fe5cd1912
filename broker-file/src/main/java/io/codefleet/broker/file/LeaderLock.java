package io.codefleet.broker.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a namespace's folder: who holds it leads. The kernel drops it with the process. Within one process the holders are in a
 * set: to open and close the file again would drop the lock of the whole process, as POSIX has it. Blocks.
 */
final class LeaderLock {
    private static final String FILE = "leader.lock";
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final FileChannel channel;
    private final Object file;
    private boolean isHeld = true;

    private LeaderLock(Path folder, FileChannel channel, Object file) {
        this.folder = folder;
        this.channel = channel;
        this.file = file;
    }

    /** Takes the lock if it is free; the folder is a real path. */
    static Optional<LeaderLock> take(Path folder) throws IOException {
        synchronized (HELD) {
            if (HELD.contains(folder)) {
                return Optional.empty();
            }
            FileChannel channel =
                    FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            Optional<Object> file = fileKey(folder);
            if (file.isEmpty()) {
                // Somebody deleted it just now: this lock is on a file that no other process will look for.
                channel.close();
                return Optional.empty();
            }
            HELD.add(folder);
            return Optional.of(new LeaderLock(folder, channel, file.get()));
        }
    }

    /**
     * Returns whether the locked file is still the one in the folder. Where somebody deleted or replaced it, another process may hold a
     * lock on the new one.
     */
    boolean isInPlace() throws IOException {
        return fileKey(folder).filter(file::equals).isPresent();
    }

    private static Optional<Object> fileKey(Path folder) throws IOException {
        try {
            Object key = Files.readAttributes(folder.resolve(FILE), BasicFileAttributes.class)
                    .fileKey();
            // Some file systems have no keys; they do not let an open file be deleted either.
            return Optional.of(key == null ? FILE : key);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void release() throws IOException {
        synchronized (HELD) {
            if (isHeld) {
                isHeld = false;
                HELD.remove(folder);
                channel.close();
            }
        }
    }
}
