package io.codefleet.broker.log.leader;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of a namespace during one term: the clock of a process, corrected by that of the log when the term begins, and never
 * earlier than what the log has seen.
 */
final class LeaderClock implements InstantSource {
    private final InstantSource clock;
    private long floor;
    private Duration offset = Duration.ZERO;

    LeaderClock(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Instant instant() {
        Instant now = clock.instant().plus(offset);
        floor = Math.max(floor, now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
        // Whole milliseconds, as outcomes have: a time must not change when it is stored.
        return Instant.ofEpochMilli(Math.floorDiv(floor, 1000));
    }

    /** Returns the time in microseconds since 1970. */
    synchronized long micros() {
        instant();
        return floor;
    }

    /**
     * Moves the clock to a time that the log has seen, if it is behind. It continues from there, as the time of the namespace
     * must not stand still.
     */
    synchronized void notBefore(long micros) {
        Instant seen =
                Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
        Duration behind = Duration.between(clock.instant().plus(offset), seen);
        if (!behind.isNegative()) {
            offset = offset.plus(behind);
        }
        floor = Math.max(floor, micros);
    }

    /** Sets the clock to the time at which the system stored a record. */
    synchronized void isNow(Instant time) {
        offset = Duration.between(clock.instant(), time);
    }
}
