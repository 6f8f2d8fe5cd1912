package io.codefleet.launcher.workspace;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets one task at a time into a folder, in the order they came; two agents that edit the same files at once would undo each
 * other's work. Other folders are not held up. May be called from any thread.
 */
final class FolderLine {
    /** Those who wait, by folder; a folder that is present is taken. Guarded by this. */
    private final Map<Path, Deque<Promise<Void>>> lines = new HashMap<>();

    /** Completes when the folder is the caller's, who then must {@link #leave} it, wanted or not. */
    synchronized Future<Void> enter(Path folder) {
        Deque<Promise<Void>> line = lines.get(folder);
        if (line == null) {
            lines.put(folder, new ArrayDeque<>());
            return Future.succeededFuture();
        }
        Promise<Void> turn = Promise.promise();
        line.add(turn);
        return turn.future();
    }

    /** Whether somebody is in the folder. */
    synchronized boolean isTaken(Path folder) {
        return lines.containsKey(folder);
    }

    /** Gives the folder to the next in line. */
    void leave(Path folder) {
        Promise<Void> next = next(folder);
        if (next != null) {
            next.complete();
        }
    }

    private synchronized @Nullable Promise<Void> next(Path folder) {
        Deque<Promise<Void>> line = lines.get(folder);
        Promise<Void> next = line == null ? null : line.poll();
        if (next == null) {
            lines.remove(folder);
        }
        return next;
    }
}
