package io.codefleet.broker.redis;

import io.codefleet.broker.redis.internal.payload.SealedCommand;
import io.codefleet.broker.redis.internal.record.Times;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Filter of the commands that a worker obeys: those for it, given lately, given since it has been listening, and each once.
 * A command that somebody writes to Redis again is none of them. Times are by the clock of Redis.
 */
final class FreshCommands {
    /** A command waits while its worker is out of reach, which is at most as long as its registration lasts. */
    private static final long MAX_AGE = Times.micros(Duration.ofHours(1));
    /** One may be given between a worker's registration and its first wait for signals. */
    private static final long BEFORE_LISTENING = Times.micros(Duration.ofMinutes(1));

    private final String workerId;
    private final long since;
    private final Map<String, Long> obeyed = new HashMap<>();

    FreshCommands(String workerId, long now) {
        this.workerId = workerId;
        this.since = now - BEFORE_LISTENING;
    }

    /** Returns why the worker does not obey a command; empty, once, if it does. */
    synchronized String refusal(SealedCommand command, long now) {
        if (!command.isFor(workerId)) {
            return "it is for another worker";
        }
        if (command.issued() < since || command.issued() < now - MAX_AGE) {
            return "it was given before the worker was there, or too long ago";
        }
        if (command.issued() > now) {
            return "it is dated in the future";
        }
        forget(now);
        return obeyed.putIfAbsent(command.number(), command.issued()) == null ? "" : "it has come before";
    }

    /** Removes the commands that are too old to be obeyed, and so need not be remembered. */
    private void forget(long now) {
        Iterator<Long> each = obeyed.values().iterator();
        while (each.hasNext()) {
            if (each.next() < now - MAX_AGE) {
                each.remove();
            }
        }
    }
}
