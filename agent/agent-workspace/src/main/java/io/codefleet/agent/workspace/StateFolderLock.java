package io.codefleet.agent.workspace;

import io.codefleet.agent.workspace.local.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exclusive use of a state folder by one worker. The operating system ends it with the process. Blocks. */
final class StateFolderLock {
    private static final Logger log = LoggerFactory.getLogger(StateFolderLock.class);
    /** A sandbox masks this folder: an agent that replaced the file could let a second worker in. */
    private static final Path FILE = Path.of("locks", "workspaces");

    private final @Nullable FileChannel channel;

    private StateFolderLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Acquires a state folder. A file system without locks is used without one, with a warning.
     *
     * @throws StateFolderInUseException if another worker has it
     */
    static StateFolderLock acquire(Path stateDir) {
        Path file = Folders.real(stateDir).resolve(FILE);
        FileChannel opened = null;
        boolean acquired = false;
        try {
            Files.createDirectories(file.resolveSibling(""));
            opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            acquired = opened.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // another worker of this process has it
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).setCause(e).log("cannot lock the state folder of the workspaces");
            acquired = true;
        }
        StateFolderLock lock = new StateFolderLock(opened);
        if (!acquired) {
            lock.release();
            throw new StateFolderInUseException(stateDir);
        }
        return lock;
    }

    /** Lets the next worker in. */
    void release() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("could not release the state folder of the workspaces");
        }
    }
}
