package io.codefleet.agent.workspace.local;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets one task at a time into a folder, in the order they came; two agents that edit the same files at once would undo each
 * other's work. A folder is taken with all that is in it, so that one waits for those above and below it, too. Other folders are
 * not held up. May be called from any thread.
 */
public final class FolderLock {
    /** Those who are in a folder or wait for one, in the order they came. Guarded by this. */
    private final List<Turn> turns = new ArrayList<>();

    /** Turn of one holder in a folder. */
    private static final class Turn {
        private final Path folder;
        private final Promise<Void> entered = Promise.promise();
        private boolean isIn;

        Turn(Path folder) {
            this.folder = folder;
        }

        boolean overlaps(Path other) {
            return folder.startsWith(other) || other.startsWith(folder);
        }
    }

    /** Completes when the folder is the caller's, who then must {@link #unlock} it, wanted or not. */
    public Future<Void> enter(Path folder) {
        Turn turn = new Turn(folder);
        synchronized (this) {
            turn.isIn = !isTaken(folder);
            turns.add(turn);
        }
        if (turn.isIn) {
            turn.entered.complete();
        }
        return turn.entered.future();
    }

    /** Returns whether a task uses or waits for the folder, a folder above it or one below it. */
    public synchronized boolean isTaken(Path folder) {
        return turns.stream().anyMatch(turn -> turn.overlaps(folder));
    }

    /** Passes the folder to the next in line. */
    public void unlock(Path folder) {
        left(folder).forEach(turn -> turn.entered.complete());
    }

    /**
     * Removes the turn that has ended and returns the next ones: those for which no earlier turn has, or waits for, a
     * part of their folder.
     */
    private synchronized List<Turn> left(Path folder) {
        turns.stream()
                .filter(turn -> turn.isIn && turn.folder.equals(folder))
                .findFirst()
                .ifPresent(turns::remove);
        List<Turn> next = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (!turn.isIn && turns.subList(0, i).stream().noneMatch(earlier -> earlier.overlaps(turn.folder))) {
                turn.isIn = true;
                next.add(turn);
            }
        }
        return next;
    }
}
