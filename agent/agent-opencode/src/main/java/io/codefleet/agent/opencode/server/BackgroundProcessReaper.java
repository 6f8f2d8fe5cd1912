package io.codefleet.agent.opencode.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what the commands of an agent left running in a folder, in the background or detached, when no turn is in that folder any
 * more: over weeks it would add up. What has gone to another folder, as the daemon of a build tool does, lives as long as its
 * server.
 */
final class BackgroundProcessReaper {
    private static final Logger log = LoggerFactory.getLogger(BackgroundProcessReaper.class);
    private static final String REMOVED = " (deleted)";
    private static final int ROUNDS = 5;

    private final Vertx vertx;
    private final ServerProcess server;

    BackgroundProcessReaper(Vertx vertx, ServerProcess server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Ends the processes and completes when they have ended, so that they do not race a later reading or deletion of the folder.
     * Never fails; a process that cannot be ended is logged.
     */
    Future<Void> endIn(String folder) {
        return vertx.executeBlocking(() -> ended(Path.of(folder)), false)
                .onSuccess(number -> {
                    if (number > 0) {
                        log.atInfo()
                                .addKeyValue("folder", folder)
                                .addKeyValue("processes", number)
                                .log("ended what the commands of an agent left running");
                    }
                })
                .onFailure(e -> log.atWarn()
                        .addKeyValue("folder", folder)
                        .setCause(e)
                        .log("could not end what the commands of an agent left running"))
                .transform(ended -> Future.succeededFuture());
    }

    /**
     * Ends the processes that were left running in a folder, and returns their number. A process that is killed may
     * have started another one meanwhile.
     */
    private int ended(Path folder) {
        int number = 0;
        List<ProcessHandle> backgroundProcesses = in(folder);
        for (int round = 0; round < ROUNDS && !backgroundProcesses.isEmpty(); round++) {
            number += backgroundProcesses.size();
            ProcessTree.killAll(backgroundProcesses);
            backgroundProcesses = in(folder);
        }
        return number;
    }

    private List<ProcessHandle> in(Path folder) {
        ProcessHandle itself = server.itself();
        return server.mark().processes().stream()
                .filter(ProcessHandle::isAlive)
                .filter(process -> !isOf(itself, process))
                .filter(process -> whereabouts(process)
                        .filter(path -> path.startsWith(folder))
                        .isPresent())
                .toList();
    }

    /**
     * Returns whether the server is an ancestor of a process. The server itself ends the processes that it runs, such
     * as a language server, when it forgets the folder.
     */
    private static boolean isOf(ProcessHandle server, ProcessHandle process) {
        Optional<ProcessHandle> each = Optional.of(process);
        while (each.isPresent()) {
            if (each.get().equals(server)) {
                return true;
            }
            each = each.get().parent();
        }
        return false;
    }

    private static Optional<Path> whereabouts(ProcessHandle process) {
        try {
            Path cwd = Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
            String path = cwd.toString();
            // Only what must be is made of text again: a locale may not have all its letters.
            return Optional.of(
                    path.endsWith(REMOVED) ? Path.of(path.substring(0, path.length() - REMOVED.length())) : cwd);
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
