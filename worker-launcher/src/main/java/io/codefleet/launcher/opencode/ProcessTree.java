package io.codefleet.launcher.opencode;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a process with all that it started. Blocks. */
final class ProcessTree {
    private ProcessTree() {}

    /** Asks it to end, waits, and then kills what is left of it and of its descendants. */
    static void end(ProcessHandle process, Duration grace) {
        // those of a process that has ended are nobody's, and cannot be found any more
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        awaitEnd(process, grace);
        kill(process);
        descendants.forEach(ProcessTree::kill);
    }

    private static void kill(ProcessHandle process) {
        if (process.isAlive()) {
            process.destroyForcibly();
        }
    }

    private static void awaitEnd(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // it is killed next
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
