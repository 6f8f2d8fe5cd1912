package io.codefleet.broker.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lock of a namespace's folder: who holds it leads. The kernel drops it with the process. Within one process the holders are in a
 * set: to open and close the file again would drop the lock of the whole process, as POSIX has it. Blocks.
 */
final class LeaderLock {
    private static final String FILE = "leader.lock";
    private static final int TOKEN_BYTES = 16;
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final List<FileChannel> channels;
    private final Object file;
    private boolean isHeld = true;

    private LeaderLock(Path folder, List<FileChannel> channels, Object file) {
        this.folder = folder;
        this.channels = channels;
        this.file = file;
    }

    /** Takes the lock if it is free; the folder is a real path. */
    static Optional<LeaderLock> take(Path folder) throws IOException {
        synchronized (HELD) {
            if (HELD.contains(folder)) {
                return Optional.empty();
            }
            return take(
                    folder,
                    FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        }
    }

    /** Takes the lock of the file that is open. Closes the channel if another process holds it, or the file is not in the folder. */
    static Optional<LeaderLock> take(Path folder, FileChannel channel) throws IOException {
        synchronized (HELD) {
            List<FileChannel> channels = new ArrayList<>(List.of(channel));
            try {
                // The key is read before the comparison, so that a file that is in the folder then was there before.
                Optional<Object> file = channel.tryLock() == null ? Optional.empty() : fileKey(folder);
                if (file.isPresent() && isInFolder(folder, file.get(), channels)) {
                    HELD.add(folder);
                    return Optional.of(new LeaderLock(folder, channels, file.get()));
                }
                // Somebody deleted or replaced the file just now: no other process looks for the one locked here.
                close(channels);
                return Optional.empty();
            } catch (OverlappingFileLockException e) {
                close(channels);
                return Optional.empty();
            } catch (IOException e) {
                close(channels);
                throw e;
            }
        }
    }

    /**
     * Returns whether the file that was locked is the one in the folder: what is written into the first is read from the second.
     *
     * @param channels the one with the lock; gets the one that reads, which stays open as long, as to close it drops the lock
     */
    private static boolean isInFolder(Path folder, Object file, List<FileChannel> channels) throws IOException {
        if (file.equals(FILE)) {
            // Where files have no keys, one that is locked cannot be read or deleted.
            return true;
        }
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        ByteBuffer written = ByteBuffer.wrap(token);
        while (written.hasRemaining()) {
            channels.get(0).write(written, written.position());
        }
        FileChannel reader;
        try {
            reader = FileChannel.open(folder.resolve(FILE), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return false;
        }
        channels.add(reader);
        ByteBuffer read = ByteBuffer.allocate(TOKEN_BYTES);
        while (read.hasRemaining() && reader.read(read) >= 0) {
            // It reads on.
        }
        return Arrays.equals(token, read.array());
    }

    private static void close(List<FileChannel> channels) throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
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

    void release() throws IOException {
        synchronized (HELD) {
            if (isHeld) {
                isHeld = false;
                HELD.remove(folder);
                close(channels);
            }
        }
    }
}
