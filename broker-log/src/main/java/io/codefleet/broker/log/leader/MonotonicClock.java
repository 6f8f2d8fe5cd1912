package io.codefleet.broker.log.leader;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that begins at the wall clock and continues by the monotonic clock of the process. It does not follow when somebody
 * sets the wall clock, which would end or prolong every lease and deadline at once.
 */
final class MonotonicClock implements InstantSource {
    private final Instant start;
    private final long startNanos;
    private final LongSupplier nanos;

    /**
     * Creates a clock that begins now.
     *
     * @param wall read once
     * @param nanos the monotonic clock, as {@link System#nanoTime}
     */
    MonotonicClock(InstantSource wall, LongSupplier nanos) {
        this.start = wall.instant();
        this.startNanos = nanos.getAsLong();
        this.nanos = nanos;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }
}
