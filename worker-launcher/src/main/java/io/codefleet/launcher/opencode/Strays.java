package io.codefleet.launcher.opencode;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
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
final class Strays {
    private static final Logger LOG = LoggerFactory.getLogger(Strays.class);
    private static final String REMOVED = " (deleted)";

    private final Vertx vertx;
    private final ServerProcess server;

    Strays(Vertx vertx, ServerProcess server) {
        this.vertx = vertx;
        this.server = server;
    }

    /** Does not wait for it. */
    void endIn(String folder) {
        vertx.executeBlocking(() -> ended(Path.of(folder)), false).onSuccess(number -> {
            if (number > 0) {
                LOG.atInfo()
                        .addKeyValue("folder", folder)
                        .addKeyValue("processes", number)
                        .log("ended what the commands of an agent left running");
            }
        });
    }

    private int ended(Path folder) {
        ProcessHandle itself = server.itself();
        List<ProcessHandle> strays = server.mark().processes().stream()
                .filter(process -> !isOf(itself, process))
                .filter(process -> whereabouts(process)
                        .filter(path -> path.startsWith(folder))
                        .isPresent())
                .toList();
        strays.forEach(ProcessTree::kill);
        return strays.size();
    }

    /** What the server itself runs, such as a language server, it ends when it forgets the folder. */
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
            String path = Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
                    .toString();
            return Optional.of(
                    Path.of(path.endsWith(REMOVED) ? path.substring(0, path.length() - REMOVED.length()) : path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
