package io.codefleet.broker.redis.internal.record;

import java.time.Duration;
import java.time.Instant;

/** Times as scripts know them: whole microseconds. */
public final class Times {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private Times() {}

    /** Returns a duration in microseconds. */
    public static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /** Returns an instant in microseconds since 1970. */
    public static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / 1000;
    }

    /** Returns a duration of so many microseconds. */
    public static Duration duration(long micros) {
        return Duration.ofNanos(micros * 1000);
    }

    /** Returns an instant of so many microseconds since 1970. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1000L);
    }
}
