package io.codefleet.agent.opencode.session;

import io.codefleet.AttemptException;
import io.codefleet.agent.opencode.guard.TurnFault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finds out whether a turn failed because OpenCode has no room to write to: it only says that something went wrong in its
 * database, or in itself.
 */
public final class DiskSpace {
    /** Where less than this is free, a write of OpenCode's database fails. */
    private static final long TOO_LITTLE_BYTES = 1024 * 1024;

    private final Vertx vertx;
    private final Path stateDir;

    public DiskSpace(Vertx vertx, Path stateDir) {
        this.vertx = vertx;
        this.stateDir = stateDir;
    }

    /** Returns an error that reports a full disk if that is the cause; otherwise the same error. */
    Future<AttemptException> explain(AttemptException why) {
        if (!TurnFault.STORAGE.isReasonOf(why) && !TurnFault.AGENT_FAILED.isReasonOf(why)) {
            return Future.succeededFuture(why);
        }
        return vertx.executeBlocking(this::isFull, false)
                .map(full -> full
                        ? TurnFault.DISK_FULL
                                .error(
                                        "no space is left for the state of OpenCode in " + stateDir
                                                + "; make room there. It said: " + why.getMessage(),
                                        Map.of("folder", stateDir.toString()))
                                .usage(why.usage())
                        : why)
                .otherwise(why);
    }

    private boolean isFull() throws IOException {
        return Files.getFileStore(stateDir).getUsableSpace() < TOO_LITTLE_BYTES;
    }
}
