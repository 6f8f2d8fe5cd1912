package io.codefleet.agent.workspace;

import io.codefleet.agent.workspace.local.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exclusive use of a state folder by one worker. The operating system ends it with the process. Blocks. */
final class StateFolderLock {
    private static final Logger log = LoggerFactory.getLogger(StateFolderLock.class);
    /** A sandbox masks this folder: an agent that replaced the file could let a second worker in. */
    private static final Path FILE = Path.of("locks", "workspaces");

    /**
     * The folders that workers of this process have. Such a one is not opened again: when any channel of a file closes, the system
     * ends all locks of the process on it.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final @Nullable FileChannel channel;

    private StateFolderLock(Path folder, @Nullable FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Acquires a state folder. A file system without locks is used without one, with a warning.
     *
     * @throws StateFolderInUseException if another worker has it
     */
    static StateFolderLock acquire(Path stateDir) {
        Path folder = Folders.real(stateDir);
        if (!OWN.add(folder)) {
            throw new StateFolderInUseException(stateDir);
        }
        Path file = folder.resolve(FILE);
        FileChannel opened = null;
        boolean acquired = false;
        try {
            Files.createDirectories(file.resolveSibling(""));
            opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            acquired = opened.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // something else in this process has locked the file
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).setCause(e).log("cannot lock the state folder of the workspaces");
            acquired = true;
        }
        StateFolderLock lock = new StateFolderLock(folder, opened);
        if (!acquired) {
            lock.release();
            throw new StateFolderInUseException(stateDir);
        }
        return lock;
    }

    /** Lets the next worker in. */
    void release() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("could not release the state folder of the workspaces");
        } finally {
            OWN.remove(folder);
        }
    }
}
