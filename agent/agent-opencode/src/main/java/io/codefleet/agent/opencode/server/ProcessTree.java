package io.codefleet.agent.opencode.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a server with all that it started, detached or not. Blocks. */
final class ProcessTree {
    private static final Duration KILLED = Duration.ofMillis(200);
    /** On a machine under load a killed process takes its time; its folder is free only when it has ended. */
    private static final Duration SERVER_KILLED = Duration.ofSeconds(10);
    /** A process may start another while it is being killed. */
    private static final int ROUNDS = 10;

    private ProcessTree() {}

    /** Asks it to end, waits, and then kills what is left of it, of its descendants, and of what carries its mark. */
    static void end(ProcessHandle process, ServerMark mark, Duration grace) {
        // those of a process that has ended are nobody's, and where there are no marks they cannot be found any more
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        awaitEnd(process, grace);
        kill(process);
        awaitEnd(process, SERVER_KILLED);
        descendants.forEach(ProcessTree::kill);
        endMarked(mark);
    }

    /** Kills what a server that has ended left behind. */
    static void endMarked(ServerMark mark) {
        List<ProcessHandle> left = mark.processes();
        for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
            left.forEach(ProcessTree::kill);
            left.forEach(each -> awaitEnd(each, KILLED));
            left = mark.processes();
        }
    }

    /** Kills processes, and waits for a moment until they have ended. */
    static void killAll(List<ProcessHandle> processes) {
        processes.forEach(ProcessTree::kill);
        processes.forEach(each -> awaitEnd(each, KILLED));
    }

    static void kill(ProcessHandle process) {
        if (process.isAlive()) {
            process.destroyForcibly();
        }
    }

    /** Waits until it has ended, but not longer than this. */
    static void awaitEnd(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // it is killed next
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
