package io.codefleet.agent.opencode.server;

import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the server, with all that its agents started, when the worker dies without a chance to do it. A small shell script waits
 * for the end of its input, a pipe whose other end is the worker's; the system closes that however the worker ends. On a machine
 * without a shell, the next start with the same state folder ends the server that was left.
 */
final class Watchdog {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    /** Descendants first: those of a process that has ended cannot be found any more. */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            while read -r line; do :; done
            tree() {
              for child in $(pgrep -P "$1" 2>/dev/null); do tree "$child"; done
              kill -KILL "$1" 2>/dev/null
            }
            tree "$0"
            # what a command of an agent has left or detached is nobody's child, and carries the server's mark
            round=0
            while [ $round -lt 10 ]; do
              left=$(grep -l "$1" /proc/[0-9]*/environ 2>/dev/null)
              [ -n "$left" ] || exit
              for each in $left; do each=${each#/proc/}; kill -KILL "${each%/environ}" 2>/dev/null; done
              round=$((round + 1))
            done
            """;

    private Watchdog() {}

    /** Watches over a process for as long as that lives. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the watchdog
    static void over(Process server, ServerMark mark) {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            "/bin/sh", "-c", SCRIPT, String.valueOf(server.pid()), mark.assignment())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            // it needs none of the worker's secrets
            builder.environment().keySet().retainAll(Set.of("PATH"));
            Process watchdog = builder.start();
            server.onExit().thenRun(watchdog::destroyForcibly);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("no watchdog for OpenCode");
        }
    }
}
